/// What each operation needs, as GitHub's table of permissions for Apps has it.
enum Permissions {
    /// The permissions of which one suffices, and the level that it must have.
    struct Need {
        let anyOf: [String]
        let level: Role

        /// As in `X-Accepted-GitHub-Permissions`.
        var header: String {
            anyOf.map { "\($0)=\(level.name)" }.joined(separator: "; ")
        }
    }

    /// The need of an operation in a repository.
    static func need(of operation: Operation) -> Need {
        let level: Role = operation.method == "GET" ? .read : .write
        let area = operation.id.prefix { $0 != "/" }
        if let special = special[operation.id] { return Need(anyOf: special, level: level) }
        switch area {
        case "pulls": return Need(anyOf: ["pull_requests"], level: level)
        case "issues": return Need(anyOf: ["issues", "pull_requests"], level: level)
        case "checks": return Need(anyOf: ["checks"], level: level)
        case "git", "dependency-graph": return Need(anyOf: ["contents"], level: level)
        case "code-scanning": return Need(anyOf: ["security_events"], level: level)
        default: return Need(anyOf: ["metadata"], level: .read)
        }
    }

    private static let special: [String: [String]] = [
        "pulls/merge": ["contents"],
        "pulls/check-if-merged": ["contents", "pull_requests"],
        "issues/create": ["issues"],
        "repos/get-content": ["contents"],
        "repos/get-readme": ["contents"],
        "repos/create-or-update-file-contents": ["contents"],
        "repos/create-dispatch-event": ["contents"],
        "repos/get-branch": ["contents"],
        "repos/list-branches": ["contents"],
        "repos/get-commit": ["contents"],
        "repos/list-commits": ["contents"],
        "repos/compare-commits": ["contents"],
        "repos/codeowners-errors": ["contents"],
        "repos/list-pull-requests-associated-with-commit": ["contents", "pull_requests"],
        "repos/get-branch-protection": ["administration"],
        "repos/create-commit-status": ["statuses"],
        "repos/get-combined-status-for-ref": ["statuses"],
        "repos/list-commit-statuses-for-ref": ["statuses"],
    ]

    /// Whether a call generates content in the sense of the secondary limits.
    static func writesContent(_ method: String, _ operation: Operation?) -> Bool {
        method != "GET" && method != "HEAD" && operation?.id.hasPrefix("apps/") != true
    }
}
