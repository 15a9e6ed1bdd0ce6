internal import Basics

/// What a service outside is asked.
package enum OutsideRole: String, Sendable, Hashable, CaseIterable {
    /// About the vulnerabilities of dependencies.
    case scanner
    /// About who must approve, and how risky a change is.
    case authority = "approvals"

    /// What it is for people.
    package var words: String {
        switch self {
        case .scanner: "the security scanner"
        case .authority: "the change-management service"
        }
    }

    /// The name of one of its tools in a registry.
    func prefixed(_ tool: String) -> String { "\(rawValue)__\(tool)" }

    /// The tools known to change nothing there, whether the service says so or not.
    var looking: Set<String> {
        switch self {
        case .scanner: [OutsideScanner.tool, "scan_detailed", "get_vulnerability"]
        case .authority: [OutsideAuthority.tool, "assess_risk"]
        }
    }

    /// The one tool of a service that is plain HTTP and lists none: what is asked for its verdict.
    var verdictTool: MCPRemoteTool {
        switch self {
        case .scanner:
            MCPRemoteTool(
                name: OutsideScanner.tool,
                summary: "The vulnerabilities of the packages that a requirements.txt names.",
                input: Self.object(
                    ["requirements": .members(["type": "string"])]), isReadOnly: true)
        case .authority:
            MCPRemoteTool(
                name: OutsideAuthority.tool,
                summary: "Who must approve a change of these paths in a service.",
                input: Self.object([
                    "service": .members(["type": "string"]),
                    "touched_paths": .members([
                        "type": "array", "items": .members(["type": "string"]),
                    ]),
                ]), isReadOnly: true)
        }
    }

    /// A closed object whose members must all be there.
    private static func object(_ properties: KeyValuePairs<String, JSONValue>) -> JSONValue {
        .members([
            "type": "object",
            "properties": .object(properties.map { .init($0.key, $0.value) }),
            "required": .array(properties.map { .string($0.key) }),
            "additionalProperties": .bool(false),
        ])
    }
}
