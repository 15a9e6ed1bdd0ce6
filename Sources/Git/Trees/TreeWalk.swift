internal import CGit2
internal import Snapshots

/// How much of a tree is looked at before it counts as hostile.
package struct TreeBudget: Hashable, Sendable {
    /// The most paths, folders counted.
    package var paths = 500_000
    /// The most bytes that the paths may have together.
    package var pathBytes = 256 << 20

    /// The budget that every snapshot has unless a caller says otherwise.
    package init() {}
}

/// One walk over a tree: every entry passes the path policy, every step costs some of the budget.
///
/// Iterative, with folders still to be visited on a list, so that a deep tree takes no stack.
struct TreeWalk {
    private(set) var entries: [SnapshotEntry] = []
    private(set) var problems: [SnapshotProblem] = []
    private var budget: TreeBudget
    private var waiting: [Folder] = []

    private struct Folder {
        var path: RepositoryPath
        var tree: ObjectID
        var depth: Int
    }

    init(budget: TreeBudget) { self.budget = budget }

    mutating func run(from root: ObjectID, in handle: RepositoryHandle) throws(GitError) {
        waiting = [Folder(path: .root, tree: root, depth: 0)]
        while let folder = waiting.popLast() { try visit(folder, in: handle) }
    }

    private mutating func visit(_ folder: Folder, in handle: RepositoryHandle) throws(GitError) {
        let call = GitCall("read the tree", on: folder.tree.description)
        let content = try handle.object(
            folder.tree, ofType: GIT_OBJECT_TREE, limit: TreeObject.maximumSize)
        guard case .bytes(let bytes) = content else {
            throw call.failure(
                .tooLarge, "too-large: a tree object above \(TreeObject.maximumSize) bytes")
        }
        guard let items = TreeObject.parse(bytes) else {
            throw call.failure(
                .corruptObject, "corrupt-object: the tree ends in the middle of an entry")
        }
        var names: Set<[UInt8]> = []
        for item in items {
            let path = Self.path(of: item.name, in: folder.path)
            try spend(path, for: call)
            if let reason = refusal(of: item, at: path, depth: folder.depth + 1) {
                problems.append(SnapshotProblem(path: path, reason: reason))
            } else if !names.insert(item.name).inserted {
                problems.append(
                    SnapshotProblem(
                        path: path, reason: "malformed-tree: the name stands there twice"))
            } else if item.isFolder {
                waiting.append(Folder(path: path, tree: item.id, depth: folder.depth + 1))
            } else if let mode = TreeObject.fileMode(item.mode) {
                entries.append(SnapshotEntry(path: path, mode: mode, blob: item.id, size: nil))
            } else {
                let mode = item.mode.map { String($0, radix: 8) } ?? "not octal"
                problems.append(
                    SnapshotProblem(path: path, reason: "malformed-tree: bad mode \(mode)"))
            }
        }
    }

    private mutating func spend(_ path: RepositoryPath, for call: GitCall) throws(GitError) {
        budget.paths -= 1
        budget.pathBytes -= path.bytes.count
        if budget.paths < 0 || budget.pathBytes < 0 {
            throw call.failure(
                .tooLarge, "too-large: the tree has more paths than are looked at",
                remedy: "exclude the repository")
        }
    }

    private func refusal(of item: TreeItem, at path: RepositoryPath, depth: Int) -> String? {
        if item.name.contains(UInt8(ascii: "/")) { return "unsafe-path: slash in a name" }
        if let reason = PathPolicy.refusal(reading: RepositoryPath(bytes: item.name)) {
            return "unsafe-path: \(reason)"
        }
        if depth > PathPolicy.maximumDepth {
            return "unsafe-path: path deeper than \(PathPolicy.maximumDepth) folders"
        }
        if path.bytes.count > PathPolicy.maximumPathLength {
            return "unsafe-path: path longer than \(PathPolicy.maximumPathLength) bytes"
        }
        return nil
    }

    private static func path(of name: [UInt8], in folder: RepositoryPath) -> RepositoryPath {
        folder.bytes.isEmpty
            ? RepositoryPath(bytes: name)
            : RepositoryPath(bytes: folder.bytes + [UInt8(ascii: "/")] + name)
    }
}
