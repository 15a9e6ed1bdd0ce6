internal import Dispatch
internal import Snapshots
internal import Synchronization

/// Files that are read and scanned by several threads at once, each with working memory of its own.
struct FileScan {
    /// What came of one file.
    struct Result {
        var content: FileFacts.Content
        var hits: BitSet
    }

    /// How many files a thread takes at a time.
    private static let chunk = 32

    let snapshot: any Snapshot
    let patterns: PatternSet
    let meter: RunMeter?
    /// The most threads.
    let jobs: Int

    /// What came of each file, in the order of the paths, however many threads there are; a few files are left to this one.
    func run(_ paths: [RepositoryPath], using own: PatternSet.Scratch) -> [Result] {
        guard jobs > 1, paths.count > Self.chunk else { return paths.map { scan($0, using: own) } }
        let chunks = (paths.count + Self.chunk - 1) / Self.chunk
        let next = Atomic(0)
        let done = Mutex<[(chunk: Int, results: [Result])]>([])
        DispatchQueue.concurrentPerform(iterations: min(jobs, chunks)) { _ in
            let scratch = patterns.makeScratch()
            while true {
                let chunk = next.add(1, ordering: .relaxed).oldValue
                guard chunk < chunks else { return }
                let start = chunk * Self.chunk
                let results = paths[start..<min(start + Self.chunk, paths.count)].map {
                    scan($0, using: scratch)
                }
                done.withLock { $0.append((chunk, results)) }
            }
        }
        return done.withLock { $0.sorted { $0.chunk < $1.chunk }.flatMap(\.results) }
    }

    private func scan(_ path: RepositoryPath, using scratch: PatternSet.Scratch) -> Result {
        let content = FileFacts.Content(reading: path, from: snapshot, meter: meter)
        guard case .text(let bytes) = content else {
            return Result(content: content, hits: BitSet(count: patterns.count))
        }
        meter?.note(path, .scanned)
        let hits = patterns.scan(bytes, range: bytes.afterByteOrderMark, using: scratch)
        return Result(content: hits.isEmpty ? .released : content, hits: hits)
    }
}
