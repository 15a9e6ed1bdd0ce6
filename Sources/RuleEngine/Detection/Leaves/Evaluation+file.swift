internal import Basics
internal import Snapshots

extension Evaluation {
    /// What the leaf matches.
    func hits(of leaf: FileLeaf, in scope: RuleScope) -> LeafAnswer {
        var answer = LeafAnswer()
        let excluded = Set(
            scope.entries(matching: globs(leaf.exceptions), ignoringCase: leaf.ignoresCase))
        for path in scope.entries(matching: globs(leaf.globs), ignoringCase: leaf.ignoresCase)
        where !excluded.contains(path) {
            do throws(SnapshotError) {
                guard let kind = try fit(path, leaf) else { continue }
                answer.hits.append(
                    LeafHit(match: LeafMatch(path: path, attributes: ["kind": kind])))
            } catch {
                let error = DetectionError(path: path, ruleID: nil, message: error.words)
                record(error)
                answer.doubt = answer.doubt ?? error.doubt
            }
        }
        guard leaf.isAbsent else { return answer }
        if answer.hits.isEmpty, answer.doubt != nil { return answer }
        return fact(answer.hits.isEmpty)
    }

    /// What an entry is, by its first bytes where the leaf asks for them; nil when the leaf does not mean it.
    private func fit(_ path: RepositoryPath, _ leaf: FileLeaf) throws(SnapshotError) -> String? {
        guard let entry = snapshot.entry(at: path) else { return nil }
        if !leaf.modes.isEmpty, !leaf.modes.contains(entry.mode.word) { return nil }
        if leaf.minimumBytes != nil || leaf.maximumBytes != nil {
            guard entry.mode.isFile else { return nil }
            let size = try snapshot.size(of: entry)
            guard size >= leaf.minimumBytes ?? 0, size <= leaf.maximumBytes ?? .max else {
                return nil
            }
        }
        guard leaf.asksForContent else { return entry.mode.word.rawValue }
        guard entry.mode.isFile else { return nil }
        let bytes = try snapshot.bytes(of: path, limit: FileMagic.sizeLimit)
        let kind = FileMagic.kind(of: Array(bytes.prefix(FileMagic.length)))
        if !leaf.magic.isEmpty {
            guard let kind, leaf.magic.contains(kind) else { return nil }
        }
        if !leaf.digests.isEmpty, !leaf.digests.contains(Digest(of: bytes).hex) { return nil }
        return kind ?? entry.mode.word.rawValue
    }
}

extension FileMode {
    /// The mode as rules write it.
    fileprivate var word: FileLeaf.Mode {
        switch self {
        case .regular: .regular
        case .executable: .executable
        case .symlink: .symlink
        case .submodule: .submodule
        }
    }
}

extension Snapshot {
    /// The size of a file in bytes, from what is known of it without its content where the object database can tell.
    fileprivate func size(of entry: SnapshotEntry) throws(SnapshotError) -> Int {
        if let size = entry.size { return size }
        do {
            return try bytes(of: entry.path, limit: 0).count
        } catch {
            if case .tooLarge(_, let size, _) = error { return size }
            throw error
        }
    }
}

extension SnapshotError {
    /// In words for people, without the path.
    fileprivate var words: String {
        switch self {
        case .missing: "not there"
        case .tooLarge(_, let size, let limit): "\(size) bytes, more than \(limit)"
        case .unreadable(_, let reason): reason
        }
    }
}
