internal import Basics
internal import Documents
internal import Snapshots

/// How far a workflow may reach, before and after an edit: it may only become less.
struct WorkflowReach {
    /// Why an edit is not let in; nil for a file that is no workflow, and for one that reaches no further.
    let problem: String?

    /// Triggers with the base's secrets at hand although strangers' code may be run.
    private static let delicateTriggers = [
        "pull_request_target", "workflow_run", "issue_comment", "issues", "discussion",
    ]

    init(_ before: [UInt8], _ after: [UInt8], at path: RepositoryPath) {
        guard path.isInside(".github") else {
            problem = nil
            return
        }
        guard let old = try? DataDocument(parsing: before, format: .yaml).roots.first,
            let new = try? DataDocument(parsing: after, format: .yaml).roots.first
        else {
            problem = "it cannot be read as a workflow"
            return
        }
        problem = Self.widened(old, new)
    }

    private static func widened(_ old: DataNode, _ new: DataNode) -> String? {
        if !isWithin(permissions(of: new), permissions(of: old)) {
            return "it would widen the permissions of the workflow"
        }
        let oldJobs = old["jobs"]?.members ?? []
        for job in new["jobs"]?.members ?? [] {
            let known = oldJobs.first { $0.key.utf8.elementsEqual(job.key.utf8) }?.value
            // A job without a word of its own has what the workflow says.
            let before = known.flatMap(permissions) ?? permissions(of: old)
            let after = permissions(of: job.value) ?? permissions(of: new)
            if !isWithin(after, before) {
                return "it would widen the permissions of the job \(job.key)"
            }
        }
        let added = triggers(of: new).subtracting(triggers(of: old))
        if let trigger = added.intersection(delicateTriggers).sorted().first {
            return "it would be run on \(trigger)"
        }
        let secrets = secretCount(in: new.value)
        return secrets > secretCount(in: old.value) ? "it would use more secrets" : nil
    }

    /// Levels by scope, `*` for all; nil when nothing is said.
    private static func permissions(of node: DataNode) -> [String: Int]? {
        guard let permissions = node["permissions"] else { return nil }
        if let word = permissions.scalarText {
            return ["*": level(word == "read-all" ? "read" : word == "write-all" ? "write" : word)]
        }
        return Dictionary(
            permissions.members.map { ($0.key, level($0.value.scalarText ?? "write")) },
            uniquingKeysWith: max)
    }

    private static func level(_ word: String) -> Int {
        switch word {
        case "none", "null", "": 0
        case "read": 1
        default: 2
        }
    }

    /// Whether one set of permissions gives nothing that the other does not; saying nothing gives what the owner chose.
    private static func isWithin(_ new: [String: Int]?, _ old: [String: Int]?) -> Bool {
        guard let new else { return old == nil }
        guard let old else { return new.values.allSatisfy { $0 <= 1 } }
        return new.allSatisfy { scope, level in
            level <= max(old[scope] ?? 0, old["*"] ?? 0)
        }
    }

    private static func triggers(of node: DataNode) -> Set<String> {
        // YAML 1.1 readers take the word `on` for true.
        guard let on = node["on"] ?? node["true"] else { return [] }
        if let word = on.scalarText { return [word] }
        return Set(on.members.map(\.key) + on.items.compactMap(\.scalarText))
    }

    /// How often secrets are named; the document is as deep as it was read.
    private static func secretCount(in value: DataValue) -> Int {
        switch value {
        case .string(let text):
            return text.lowercased().split(separator: "secrets").count - 1
                + (text.lowercased().hasPrefix("secrets") ? 1 : 0)
        case .sequence(let items): return items.reduce(0) { $0 + secretCount(in: $1) }
        case .mapping(let members): return members.reduce(0) { $0 + secretCount(in: $1.value) }
        case .null, .bool, .integer, .float, .other: return 0
        }
    }
}
