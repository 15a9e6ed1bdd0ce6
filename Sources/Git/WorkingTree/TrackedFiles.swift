internal import CGit2
internal import Glibc
internal import Snapshots

/// What the index knows about one path.
struct TrackedFile: Sendable {
    var id: ObjectID
    var mode: UInt32
    var mtime: FileStamp.Instant
    var ctime: FileStamp.Instant
    var size: UInt32
    var inode: UInt32
    /// Not expected on the disk, as in a sparse checkout.
    var isSkipped: Bool
    /// Part of an unfinished merge; its id says nothing about the file.
    var isConflicted: Bool

    /// Whether the file on the disk is the one that git wrote or hashed last, as far as its stamp says.
    func matches(_ stamp: FileStamp) -> Bool {
        !isConflicted && stamp.mtime == mtime && stamp.ctime == ctime
            && UInt32(truncatingIfNeeded: stamp.size) == size
            && UInt32(truncatingIfNeeded: stamp.inode) == inode
            && mode == Self.mode(of: stamp)?.rawValue
    }

    /// The mode that git gives to a file on the disk; nil for what git cannot hold.
    static func mode(of stamp: FileStamp) -> FileMode? {
        if stamp.isLink { return .symlink }
        guard stamp.isRegular else { return nil }
        return stamp.isExecutable ? .executable : .regular
    }
}

/// The index of a working tree, and when it was written.
struct TrackedFiles: Sendable {
    private(set) var files: [RepositoryPath: TrackedFile] = [:]
    /// Every folder that holds a tracked file, at any depth.
    private(set) var folders: Set<RepositoryPath> = []
    private(set) var written: FileStamp.Instant?

    /// Reads the index as it is; a repository without one has no tracked files.
    init(of handle: RepositoryHandle, budget: TreeBudget) throws(GitError) {
        let folder = String(cString: git_repository_path(handle.repository))
        let call = GitCall("read the index", on: folder)
        var status = stat()
        // Looked at before the index is read: a newer index only makes more files be hashed.
        if stat(folder + "index", &status) == 0 { written = FileStamp(status).mtime }
        var index: OpaquePointer?
        try call.check(git_index_open(&index, folder + "index"))
        defer { git_index_free(index) }
        let count = git_index_entrycount(index)
        if count > budget.paths {
            throw call.failure(.tooLarge, "too-large: the index has \(count) entries")
        }
        for position in 0..<count {
            guard let entry = git_index_get_byindex(index, position)?.pointee else { continue }
            add(entry)
        }
    }

    /// Whether git may have missed a change because it came in the same instant as the index was written.
    func isRacy(_ file: TrackedFile) -> Bool { written.map { file.mtime >= $0 } ?? true }

    private mutating func add(_ entry: git_index_entry) {
        let path = RepositoryPath(
            bytes: Array(UnsafeRawBufferPointer(start: entry.path, count: strlen(entry.path))))
        let stage =
            (entry.flags & UInt16(GIT_INDEX_ENTRY_STAGEMASK)) >> UInt16(GIT_INDEX_ENTRY_STAGESHIFT)
        files[path] = TrackedFile(
            id: ObjectID(entry.id), mode: entry.mode,
            mtime: FileStamp.Instant(
                seconds: Int(entry.mtime.seconds), nanoseconds: Int(entry.mtime.nanoseconds)),
            ctime: FileStamp.Instant(
                seconds: Int(entry.ctime.seconds), nanoseconds: Int(entry.ctime.nanoseconds)),
            size: entry.file_size, inode: entry.ino,
            isSkipped: entry.flags_extended & UInt16(GIT_INDEX_ENTRY_SKIP_WORKTREE.rawValue) != 0,
            isConflicted: stage != 0)
        var folder = path.parent
        while folders.insert(folder).inserted, !folder.bytes.isEmpty { folder = folder.parent }
    }
}
