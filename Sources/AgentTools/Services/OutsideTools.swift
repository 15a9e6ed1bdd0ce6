internal import Basics

/// The tools of a service outside, as tools of a registry.
///
/// What the service says of them is data: names are checked, texts cut, and a schema is kept as far as it is understood.
package enum OutsideTools {
    /// The most tools of one service.
    private static let maximum = 30

    /// The tools of a service, their names behind a prefix; `failure` says on one line why there are none.
    package static func tools(
        of service: OutsideService, prefix: String
    ) async -> (tools: [Tool], failure: String?) {
        do throws(ServiceProblem) {
            let remote = try await service.tools().filter { OutsideScanner.isName($0.name, "-_") }
            return (remote.prefix(maximum).map { tool($0, of: service, prefix: prefix) }, nil)
        } catch {
            return ([], "the tools of \(service.name) are not offered: \(error.reason)")
        }
    }

    private static func tool(
        _ remote: MCPRemoteTool, of service: OutsideService, prefix: String
    ) -> Tool {
        let name = "\(prefix)__\(remote.name)"
        let words = String(remote.summary.prefix(500)).escapedForTerminal
        let definition = ToolDefinition(
            name: String(name.prefix(64)), title: "\(remote.name) of \(service.name)",
            summary: "A tool of \(service.name), which says of it: \(words)",
            input: ToolSchema(reading: remote.input), output: ToolSchema(.object([], isOpen: true)),
            timeout: service.limit + .seconds(5),
            // What may change something there is offered only where writing is allowed.
            effect: remote.isReadOnly ? .network : .forge, cost: .medium)
        return Tool(definition) { arguments, _ in
            do throws(ServiceProblem) {
                return try await service.ask(remote.name, arguments)
            } catch {
                throw ToolError(
                    .failed, in: name,
                    because: service.failure(error))
            }
        }
    }
}

extension ToolSchema {
    private static let maximumDepth = 5

    /// A schema of somebody else's, as far as it is understood; what is not lets everything through.
    init(reading json: JSONValue) {
        let schema = Self.read(json, depth: 0)
        // Arguments are an object whatever the schema says.
        if case .object = schema.shape {
            self = schema
        } else {
            self.init(.object([], isOpen: true))
        }
    }

    private static func read(_ json: JSONValue, depth: Int) -> ToolSchema {
        let summary = json["description"]?.text.map { String($0.prefix(300)).escapedForTerminal }
        guard depth < maximumDepth else { return ToolSchema(.anything, summary) }
        switch json["type"]?.text {
        case "object":
            let required = json["required"]?.items?.compactMap(\.text) ?? []
            let members = (json["properties"]?.objectMembers ?? []).prefix(50).map { member in
                Member(
                    name: member.key, schema: read(member.value, depth: depth + 1),
                    isRequired: required.contains { $0.utf8.elementsEqual(member.key.utf8) })
            }
            return ToolSchema(
                .object(Array(members), isOpen: json["additionalProperties"]?.flag != false),
                summary)
        case "array":
            let items = json["items"].map { read($0, depth: depth + 1) } ?? ToolSchema(.anything)
            return .array(of: items, count: 0...10_000, summary)
        case "string":
            let words = json["enum"]?.items?.compactMap(\.text) ?? []
            return words.isEmpty ? .text(0...65_536, summary) : .choice(words, summary)
        case "integer": return .integer(Int(Int32.min)...Int(Int32.max), summary)
        case "boolean": return .flag(summary)
        default: return ToolSchema(.anything, summary)
        }
    }
}
