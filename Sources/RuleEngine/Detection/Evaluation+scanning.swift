internal import Snapshots

/// Reading and scanning ahead: many files at once, and none that an earlier run knows.
extension Evaluation {
    /// The most bytes of texts that are kept for whoever asks next; more are read again when they are asked for.
    static let keptTextLimit = 64 << 20

    /// Finds out which patterns may match in files, where that is not known yet.
    func scanAhead(_ paths: [RepositoryPath]) {
        let unknown = paths.filter { knownFacts(of: $0) == nil }
        if unknown.isEmpty { return }
        let scans = context.meter.measure(.readAndScan) {
            FileScan(
                snapshot: snapshot, patterns: ruleSet.patterns, meter: context.meter,
                jobs: context.jobs
            ).run(unknown, using: scratch)
        }
        for (path, scan) in zip(unknown, scans) {
            var content = scan.content
            if case .text(let bytes) = content {
                keptTextBytes += bytes.count
                if keptTextBytes > Self.keptTextLimit { content = .released }
            }
            remember(
                FileFacts(path: path, content: content, hits: scan.hits, meter: context.meter))
        }
    }

    /// The files that are looked at and have the mark of comments that waive findings.
    func filesWithWaiverComments() -> [RepositoryPath] {
        guard let number = ruleSet.literalNumbers[CompiledRuleSet.waiverMark] else { return [] }
        let files = layout.repository.entries.filter { $0.mode.isFile }.map(\.path)
            .filter { !layout.passedOver.contains($0) && isText($0) }
        scanAhead(files)
        return files.filter { isReadable($0) && hits(in: $0).contains(number) }
    }

    /// What an earlier run knows of a file.
    func knownScan(of path: RepositoryPath) -> FileFacts? {
        guard let scans, let entry = snapshot.entry(at: path), entry.mode.isFile,
            let id = snapshot.contentID(of: entry), let scan = scans[id]
        else { return nil }
        context.meter?.add(1, to: .scanCacheHits)
        switch scan {
        case .binary:
            return FileFacts(
                path: path, content: .unavailable(FileFacts.binaryReason), meter: context.meter)
        case .text(let hits):
            return FileFacts(path: path, content: .released, hits: hits, meter: context.meter)
        }
    }

    /// Keeps what was found out about files for the next run, if any of it is new.
    func keepScans() {
        guard isFirst, let cache = context.cache, let before = scans else { return }
        var after = KnownScans(patternCount: ruleSet.patterns.count)
        for facts in allFacts {
            guard let scan = facts.scan, let entry = snapshot.entry(at: facts.path),
                let id = snapshot.contentID(of: entry)
            else { continue }
            after[id] = scan
        }
        if after != before { cache.keep(after, of: context.repository, by: ruleSet.patterns) }
    }
}
