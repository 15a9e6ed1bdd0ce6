/// A snapshot whose files stand in memory: the cases of rule tests, and what a model or a test makes up.
package struct MemorySnapshot: Snapshot {
    /// One file in memory.
    package struct File: Hashable, Sendable {
        package var bytes: [UInt8]
        package var mode: FileMode

        /// A file from its parts.
        package init(bytes: [UInt8], mode: FileMode = .regular) {
            self.bytes = bytes
            self.mode = mode
        }
    }

    package let entries: [SnapshotEntry]
    package let problems: [SnapshotProblem]
    package var revision: ObjectID? { nil }
    package var tree: ObjectID? { nil }
    private let files: [RepositoryPath: File]

    /// A snapshot of these files; paths that the policy refuses become problems.
    package init(files: [RepositoryPath: File]) {
        var kept: [RepositoryPath: File] = [:]
        var problems: [SnapshotProblem] = []
        for (path, file) in files {
            if let reason = PathPolicy.refusal(reading: path) {
                problems.append(SnapshotProblem(path: path, reason: reason))
            } else {
                kept[path] = file
            }
        }
        self.files = kept
        self.problems = problems.sorted()
        entries = kept.map { path, file in
            SnapshotEntry(path: path, mode: file.mode, blob: nil, size: file.bytes.count)
        }.sorted { $0.path < $1.path }
    }

    package func bytes(of path: RepositoryPath, limit: Int) throws(SnapshotError) -> [UInt8] {
        guard let file = files[path] else { throw .missing(path) }
        guard file.bytes.count <= limit else {
            throw .tooLarge(path, size: file.bytes.count, limit: limit)
        }
        return file.bytes
    }
}
