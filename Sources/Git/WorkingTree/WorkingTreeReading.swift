internal import Snapshots

/// The judging of what a walk found against the index: clean, changed, new or gone.
struct WorkingTreeReading {
    private(set) var entries: [SnapshotEntry] = []
    private(set) var problems: [SnapshotProblem] = []
    private(set) var seen: [RepositoryPath: SeenFile] = [:]
    private let root: ConfinedFolder
    private let tracked: TrackedFiles
    /// From here on a file may change without its stamp changing, so its content is hashed.
    private let fresh: FileStamp.Instant

    /// Clocks of file systems are coarse: what changed this many seconds before may change again unseen.
    private static let clockGranularity = 2

    init(root: ConfinedFolder, tracked: TrackedFiles, startedAt now: FileStamp.Instant) {
        self.root = root
        self.tracked = tracked
        fresh = FileStamp.Instant(
            seconds: now.seconds - Self.clockGranularity, nanoseconds: now.nanoseconds)
    }

    mutating func add(_ found: WorkingTreeWalk.Found, in handle: RepositoryHandle) {
        let (path, stamp) = (found.path, found.stamp)
        guard let mode = TrackedFile.mode(of: stamp) else { return }
        let entry = tracked.files[path]
        let isClean = entry.map { $0.matches(stamp) && !tracked.isRacy($0) } ?? false
        let isFresh = stamp.ctime >= fresh
        var content: ObjectID?
        if (entry != nil && !isClean) || isFresh {
            if let read = root.read(path, limit: WorkingTreeSnapshot.maximumHashedSize),
                read.stamp == stamp
            {
                content = GitBlobID.of(read.bytes)
            }
        }
        var blob: ObjectID?
        if let entry, let content {
            blob = content == entry.id && !entry.isConflicted ? content : nil
        } else if let entry, isClean, handle.size(of: entry.id) == stamp.size {
            // Another size means that a filter stands between the blob and the file.
            blob = entry.id
        }
        seen[path] = SeenFile(stamp: stamp, content: content)
        entries.append(SnapshotEntry(path: path, mode: mode, blob: blob, size: stamp.size))
    }

    /// Adds what the index has and the disk does not need to have: submodules and skipped files.
    mutating func addAbsent(in handle: RepositoryHandle) {
        for (path, file) in tracked.files where seen[path] == nil {
            guard PathPolicy.refusal(reading: path) == nil else {
                problems.append(SnapshotProblem(path: path, reason: "unsafe-path: in the index"))
                continue
            }
            guard let mode = TreeObject.fileMode(file.mode) else { continue }
            if mode == .submodule || (file.isSkipped && root.stamp(of: path) == nil) {
                entries.append(
                    SnapshotEntry(
                        path: path, mode: mode, blob: file.id, size: handle.size(of: file.id)))
            }
        }
    }
}
