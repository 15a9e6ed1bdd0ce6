internal import Glibc
internal import Snapshots

/// One walk over the folders of a working tree: what is tracked, what is new, what is ignored.
///
/// Iterative, and every folder is opened from the root without following links.
struct WorkingTreeWalk {
    /// One file or link that was found.
    struct Found {
        var path: RepositoryPath
        var stamp: FileStamp
    }

    private(set) var found: [Found] = []
    private(set) var problems: [SnapshotProblem] = []
    private(set) var leftovers: [RepositoryPath] = []
    private let root: ConfinedFolder
    private let tracked: TrackedFiles
    private var budget: TreeBudget
    private var waiting: [Folder] = []

    private struct Folder {
        var path: RepositoryPath
        var rules: IgnoreRules
        /// Ignored, and visited only for the tracked files in it.
        var isIgnored: Bool
    }

    init(root: ConfinedFolder, tracked: TrackedFiles, budget: TreeBudget) {
        self.root = root
        self.tracked = tracked
        self.budget = budget
    }

    mutating func run(exclude: [UInt8]) throws(GitError) {
        let rules = IgnoreRules(text: exclude, in: .root, above: nil)
        waiting = [Folder(path: .root, rules: rules, isIgnored: false)]
        while let folder = waiting.popLast() { try visit(folder) }
    }

    private mutating func visit(_ folder: Folder) throws(GitError) {
        var folder = folder
        let descriptor = root.open(folder.path, flags: O_RDONLY | O_DIRECTORY)
        guard descriptor >= 0 else {
            let reason = "cannot be opened: \(String(cString: strerror(errno)))"
            return problems.append(SnapshotProblem(path: folder.path, reason: reason))
        }
        defer { close(descriptor) }
        let names = ConfinedFolder.names(in: descriptor)
        if names.contains(Self.ignoreFile), !folder.isIgnored {
            let file = folder.path.appending(bytes: Self.ignoreFile)
            if let text = root.read(file, limit: IgnoreRules.maximumFileSize), text.stamp.isRegular
            {
                folder.rules = IgnoreRules(text: text.bytes, in: folder.path, above: folder.rules)
            }
        }
        for name in names where name != Self.gitFolder {
            try look(at: name, in: folder, descriptor)
        }
    }

    private mutating func look(
        at name: [UInt8], in folder: Folder, _ descriptor: Int32
    ) throws(GitError) {
        let path = folder.path.appending(bytes: name)
        try spend(path)
        guard let stamp = ConfinedFolder.stamp(of: name, in: descriptor) else { return }
        if let reason = refusal(of: name, at: path) {
            return problems.append(SnapshotProblem(path: path, reason: reason))
        }
        if stamp.isFolder { return enter(path, name, from: folder, descriptor) }
        if name.starts(with: WorkingTree.temporaryPrefix) { return leftovers.append(path) }
        guard TrackedFile.mode(of: stamp) != nil else { return }
        let isTracked = tracked.files[path] != nil
        if isTracked || (!folder.isIgnored && !folder.rules.ignores(path, isFolder: false)) {
            found.append(Found(path: path, stamp: stamp))
        }
    }

    private mutating func enter(
        _ path: RepositoryPath, _ name: [UInt8], from folder: Folder, _ descriptor: Int32
    ) {
        let holdsTracked = tracked.folders.contains(path)
        let isIgnored = folder.isIgnored || folder.rules.ignores(path, isFolder: true)
        if isIgnored && !holdsTracked { return }
        // A repository inside this one is its own; git does not look into it either.
        if !holdsTracked,
            ConfinedFolder.stamp(of: name + Array("/.git".utf8), in: descriptor) != nil
        {
            return
        }
        if tracked.files[path]?.mode == FileMode.submodule.rawValue { return }
        waiting.append(Folder(path: path, rules: folder.rules, isIgnored: isIgnored))
    }

    private func refusal(of name: [UInt8], at path: RepositoryPath) -> String? {
        if let reason = PathPolicy.refusal(reading: RepositoryPath(bytes: name)) {
            return "unsafe-path: \(reason)"
        }
        if path.bytes.count > PathPolicy.maximumPathLength { return "unsafe-path: path too long" }
        let depth = path.bytes.count { $0 == UInt8(ascii: "/") } + 1
        return depth > PathPolicy.maximumDepth ? "unsafe-path: path too deep" : nil
    }

    private mutating func spend(_ path: RepositoryPath) throws(GitError) {
        budget.paths -= 1
        budget.pathBytes -= path.bytes.count
        if budget.paths < 0 || budget.pathBytes < 0 {
            throw GitError(
                .tooLarge, "read the working tree",
                because: "too-large: it has more paths than are looked at")
        }
    }

    private static let ignoreFile = Array(".gitignore".utf8)
    private static let gitFolder = Array(".git".utf8)
}
