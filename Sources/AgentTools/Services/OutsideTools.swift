internal import Basics

/// The tools of a service outside, as tools of a registry.
///
/// What the service says of them is data: names are checked, texts cut, and a schema is kept as far as it is understood.
package enum OutsideTools {
    /// What a service has to offer.
    package struct Offer: Sendable {
        package var tools: [Tool] = []
        /// Why some or all of its tools are not among them, on one line; nil when all are.
        package var refusal: String?
    }

    /// The most tools of one service.
    private static let maximum = 30
    /// The longest name of a tool that every model's provider takes.
    private static let longestName = 64
    /// How many refused tools are named.
    private static let named = 3

    /// The tools of a service, their names behind that of its role, so that none can have a name of ours.
    package static func offer(of service: OutsideService, as role: OutsideRole) async -> Offer {
        guard service.listsTools else {
            let verdict = role.verdictTool
            return Offer(tools: [tool(verdict, of: service, as: role)])
        }
        do throws(ServiceProblem) {
            return admitted(try await service.tools(), of: service, as: role)
        } catch {
            return Offer(
                refusal: "the tools of \(service.name) are not offered: \(error.reason)")
        }
    }

    /// Lets in what has a name of its own.
    static func admitted(
        _ remote: [MCPRemoteTool], of service: OutsideService, as role: OutsideRole
    ) -> Offer {
        var offer = Offer()
        var refused: [String] = []
        var names: Set<[UInt8]> = []
        for tool in remote {
            if let reason = reason(against: tool, as: role, beside: names) {
                refused.append("\(shown(tool.name)) \(reason)")
            } else if names.count == maximum {
                refused.append("\(shown(tool.name)) is one too many")
            } else {
                names.insert(Array(tool.name.utf8))
                offer.tools.append(self.tool(tool, of: service, as: role))
            }
        }
        guard !refused.isEmpty else { return offer }
        let rest = refused.count > named ? ", and \(refused.count - named) more" : ""
        offer.refusal =
            "of the tools of \(service.name) not all are offered: "
            + refused.prefix(named).joined(separator: ", ") + rest
        return offer
    }

    private static func reason(
        against tool: MCPRemoteTool, as role: OutsideRole, beside names: Set<[UInt8]>
    ) -> String? {
        if !OutsideScanner.isName(tool.name, "-_") { return "has no name that can be called" }
        if role.prefixed(tool.name).utf8.count > longestName { return "has too long a name" }
        return names.contains(Array(tool.name.utf8)) ? "is there twice" : nil
    }

    private static func shown(_ name: String) -> String { "`\(name.asLine(atMost: 60))`" }

    private static func tool(
        _ remote: MCPRemoteTool, of service: OutsideService, as role: OutsideRole
    ) -> Tool {
        let name = role.prefixed(remote.name)
        let words = remote.summary.asLine(atMost: 500)
        let onlyLooks = remote.isReadOnly || role.looking.contains(remote.name)
        let definition = ToolDefinition(
            name: name, title: "\(remote.name) of \(service.name)",
            summary: "A tool of \(service.name), which says of it: \(words)",
            input: ToolSchema(reading: remote.input),
            output: ToolSchema(reading: remote.output ?? .null, isOpen: true),
            timeout: service.limit + .seconds(5),
            // What may change something there is offered only where writing is allowed.
            effect: onlyLooks ? .network : .forge, cost: .medium, isIdempotent: onlyLooks,
            isDestructive: !onlyLooks)
        return Tool(definition) { arguments, _ in
            do throws(ServiceProblem) {
                return try await service.use(remote.name, arguments)
            } catch {
                throw ToolError(.failed, in: name, because: service.failure(error))
            }
        }
    }
}

extension ToolSchema {
    private static let maximumDepth = 5

    /// A schema of somebody else's, as far as it is understood; what is not lets everything through.
    ///
    /// With `isOpen` objects may have more members than they say, as a result has that was cut.
    init(reading json: JSONValue, isOpen: Bool = false) {
        let schema = Self.read(json, depth: 0, isOpen: isOpen)
        // Arguments are an object whatever the schema says.
        if case .object = schema.shape {
            self = schema
        } else {
            self.init(.object([], isOpen: true))
        }
    }

    private static func read(_ json: JSONValue, depth: Int, isOpen: Bool) -> ToolSchema {
        let summary = json["description"]?.text?.asLine(atMost: 300)
        guard depth < maximumDepth else { return ToolSchema(.anything, summary) }
        func inner(_ json: JSONValue) -> ToolSchema { read(json, depth: depth + 1, isOpen: isOpen) }
        switch json["type"]?.text {
        case "object":
            let required = json["required"]?.items?.compactMap(\.text) ?? []
            let members = (json["properties"]?.objectMembers ?? []).prefix(50).map { member in
                Member(
                    name: member.key, schema: inner(member.value),
                    isRequired: required.contains { $0.utf8.elementsEqual(member.key.utf8) })
            }
            return ToolSchema(
                .object(
                    Array(members), isOpen: isOpen || json["additionalProperties"]?.flag != false),
                summary)
        case "array":
            let items = json["items"].map(inner) ?? ToolSchema(.anything)
            return .array(of: items, count: 0...10_000, summary)
        case "string":
            let words = json["enum"]?.items?.compactMap(\.text) ?? []
            return words.isEmpty ? .text(0...65_536, summary) : .choice(words, summary)
        case "integer":
            // As far as every reader of JSON can count.
            return .integer(-9_007_199_254_740_991...9_007_199_254_740_991, summary)
        case "boolean": return .flag(summary)
        default: return ToolSchema(.anything, summary)
        }
    }
}
