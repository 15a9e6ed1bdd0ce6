import Basics
import Documents
import Remediation
import RuleEngine
import Snapshots

/// Where something of the operator's is: a path of this machine, or a git repository pinned by commit.
enum PlaceReference: Hashable, Sendable {
    case path(String)
    case pinned(PinnedSource)

    /// Reads a text, or `{git: URL, commit: 40 hex, path: x, digest: sha256:…}`; relative paths are from `folder`.
    ///
    /// Nil, with the problem noted, when it is neither.
    init?(_ node: DataNode, name: String, folder: String, file: String, problems: RecordProblems) {
        if let text = node.string {
            self = .path(text.hasPrefix("/") || folder.isEmpty ? text : "\(folder)/\(text)")
            return
        }
        guard case .mapping = node.content else {
            problems.add(
                at: node.span.lowerBound,
                "\(name) must be a path, or a mapping with git, commit and path")
            return nil
        }
        var record = StrictRecord(node, name: name, problems: problems)
        record.require("git", "commit")
        let git = record.text("git")
        let commit = record.text("commit")
        let path = record.text("path")
        let digest = record.text("digest")
        record.finish()
        guard let git, let commit else { return nil }
        guard commit.utf8.count == 40, let id = ObjectID(hex: commit) else {
            problems.add(
                at: node["commit"]?.span.lowerBound ?? node.span.lowerBound,
                "commit must be 40 hex digits, not \(commit)",
                remedy: "write the commit that the tag or branch is at")
            return nil
        }
        let wanted = digest.flatMap { Digest(parsing: $0) }
        if let digest, wanted == nil {
            problems.add(
                at: node["digest"]?.span.lowerBound ?? node.span.lowerBound,
                "digest must be sha256: and 64 hex digits, not \(digest)")
            return nil
        }
        let inside = RepositoryPath(
            (path ?? "").split(separator: "/").filter { $0 != "." }.joined(separator: "/"))
        if inside != .root, let refusal = PathPolicy.refusal(reading: inside) {
            problems.add(
                at: node["path"]?.span.lowerBound ?? node.span.lowerBound,
                "\(path ?? ""): \(refusal)")
            return nil
        }
        let position = problems.position(at: node.span.lowerBound)
        self = .pinned(
            PinnedSource(
                git: git, commit: id, path: inside, digest: wanted,
                place: SourceLocation(file: file, line: position.line, column: position.column)))
    }
}
