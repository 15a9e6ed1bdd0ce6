internal import Basics
internal import Glibc
internal import Snapshots

/// One writing of changes into a working tree: check, prepare beside, then put in place.
struct WorkingTreeWrite {
    /// What is about to be done to which file.
    enum Step: Hashable, Sendable {
        case prepare(RepositoryPath)
        case replace(RepositoryPath)
        case remove(RepositoryPath)
        case flush
    }

    private let root: ConfinedFolder
    private let snapshot: WorkingTreeSnapshot
    private let beforeStep: @Sendable (Step) throws(GitError) -> Void
    private var prepared: [(path: RepositoryPath, temporary: RepositoryPath)] = []

    init(
        root: ConfinedFolder, snapshot: WorkingTreeSnapshot,
        beforeStep: @escaping @Sendable (Step) throws(GitError) -> Void
    ) {
        self.root = root
        self.snapshot = snapshot
        self.beforeStep = beforeStep
    }

    mutating func run(_ changes: [(RepositoryPath, OverlaySnapshot.Change)]) throws(GitError) {
        removeLeftovers(besides: changes.map(\.0))
        for (path, change) in changes { try check(path, change) }
        do throws(GitError) {
            for (path, change) in changes {
                if case .write(let bytes, let mode) = change { try prepare(path, bytes, mode) }
            }
            // Writing took its time: look once more before anything is put in place.
            for (path, _) in changes { try checkUnchanged(path) }
        } catch {
            if error.code != .cancelled { for file in prepared { unlink(file.temporary) } }
            throw error
        }
        for file in prepared { try replace(file.path, with: file.temporary) }
        for case (let path, .delete) in changes {
            try beforeStep(.remove(path))
            try checkUnchanged(path)
            unlink(path)
        }
        try beforeStep(.flush)
        for folder in Set(changes.map(\.0.parent)) { flush(folder) }
    }

    private func check(_ path: RepositoryPath, _ change: OverlaySnapshot.Change) throws(GitError) {
        let call = GitCall("write the file", on: path.description)
        if let reason = PathPolicy.refusal(writing: path) {
            throw call.failure(.unsafePath, reason)
        }
        if case .write(_, let mode) = change, !mode.isFile {
            throw call.failure(.unsafePath, "only files are written")
        }
        if let entry = snapshot.entry(at: path), !entry.mode.isFile {
            throw call.failure(.unsafePath, "a link or submodule stands there")
        }
        if change == .delete, snapshot.seen[path] == nil {
            throw call.failure(.pathConflict, "there is no such file")
        }
        var folder = path.parent
        while !folder.bytes.isEmpty {
            if let stamp = root.stamp(of: folder) {
                guard stamp.isFolder else {
                    throw call.failure(
                        stamp.isLink ? .unsafePath : .pathConflict, "\(folder) is no folder")
                }
                break
            }
            folder = folder.parent
        }
        try checkUnchanged(path)
    }

    private func checkUnchanged(_ path: RepositoryPath) throws(GitError) {
        let call = GitCall("write the file", on: path.description)
        let stale = "it was changed since it was looked at; nothing was written"
        guard let file = snapshot.seen[path] else {
            if root.stamp(of: path) != nil {
                throw call.failure(
                    .staleFile, "something stands there that was not looked at", remedy: "run again"
                )
            }
            return
        }
        guard let content = root.read(path, limit: max(file.stamp.size, 1)),
            file.isSame(content.bytes, content.stamp)
        else { throw call.failure(.staleFile, stale, remedy: "run again") }
    }

    private mutating func prepare(
        _ path: RepositoryPath, _ bytes: [UInt8], _ mode: FileMode
    ) throws(GitError) {
        try beforeStep(.prepare(path))
        let call = GitCall("write the file", on: path.description)
        try makeFolders(for: path, call)
        let name = WorkingTree.temporaryPrefix + Array("\(getpid())-\(prepared.count)".utf8)
        let temporary = path.parent.appending(bytes: name)
        let permissions: UInt32 = mode == .executable ? 0o777 : 0o666
        let file = root.open(temporary, flags: O_WRONLY | O_CREAT | O_EXCL, mode: permissions)
        guard file >= 0 else { throw call.systemFailure("no file can be made beside it") }
        defer { close(file) }
        prepared.append((path, temporary))
        if let old = snapshot.seen[path]?.stamp.mode {
            let readers = (old & 0o444) >> 2
            let kept = mode == .executable ? old & 0o777 | readers : old & 0o666
            guard fchmod(file, kept) == 0 else {
                throw call.systemFailure("its permissions cannot be kept")
            }
        }
        do throws(SystemError) {
            try OpenFile.write(bytes, to: file)
            guard fsync(file) == 0 else { throw .current }
        } catch {
            throw call.systemFailure("its new content cannot be written", error)
        }
    }

    private func makeFolders(for path: RepositoryPath, _ call: GitCall) throws(GitError) {
        var folder = RepositoryPath.root
        for component in path.components.dropLast() {
            let name = Array(component)
            let above = root.open(folder, flags: O_RDONLY | O_DIRECTORY)
            guard above >= 0 else {
                throw call.systemFailure("the folder \(folder) cannot be opened")
            }
            let outcome = withPath(name) { mkdirat(above, $0, 0o777) }
            let isMade = outcome == 0 || errno == EEXIST
            close(above)
            guard isMade else { throw call.systemFailure("a folder cannot be made") }
            folder = folder.appending(bytes: name)
        }
    }

    private func replace(
        _ path: RepositoryPath, with temporary: RepositoryPath
    ) throws(GitError) {
        try beforeStep(.replace(path))
        let call = GitCall("write the file", on: path.description)
        let folder = root.openParent(of: path)
        guard folder >= 0 else { throw call.systemFailure("its folder cannot be opened") }
        defer { close(folder) }
        let (from, to) = (Array(temporary.lastBytes), Array(path.lastBytes))
        if snapshot.seen[path] == nil {
            // A link never takes the place of a file that came up meanwhile, a rename would.
            let outcome = withPath(from) { from in
                withPath(to) { linkat(folder, from, folder, $0, 0) }
            }
            if outcome == 0 {
                unlink(temporary)
                return
            }
            if errno == EEXIST {
                throw call.failure(
                    .staleFile, "something came up there meanwhile", remedy: "run again")
            }
        }
        let outcome = withPath(from) { from in withPath(to) { renameat(folder, from, folder, $0) } }
        guard outcome == 0 else { throw call.systemFailure("it cannot be put in place") }
    }

    private func unlink(_ path: RepositoryPath) {
        let folder = root.openParent(of: path)
        guard folder >= 0 else { return }
        defer { close(folder) }
        _ = withPath(Array(path.lastBytes)) { unlinkat(folder, $0, 0) }
    }

    private func flush(_ path: RepositoryPath) {
        let folder = root.open(path, flags: O_RDONLY | O_DIRECTORY)
        guard folder >= 0 else { return }
        fsync(folder)
        close(folder)
    }

    /// Removes what a killed run left: nobody else writes, for we hold the lock.
    private func removeLeftovers(besides paths: [RepositoryPath]) {
        for path in snapshot.leftovers { unlink(path) }
        for folder in Set(paths.map(\.parent)) {
            for name in root.names(in: folder) where name.starts(with: WorkingTree.temporaryPrefix)
            {
                unlink(folder.appending(bytes: name))
            }
        }
    }
}
