internal import Snapshots

/// What scanning found in files, by what tells their content: which patterns may match there, or that it is no text.
struct KnownScans: Equatable {
    /// What is known of one content.
    enum Scan: Equatable {
        case text(BitSet)
        case binary
    }

    private var scans: [[UInt8]: Scan] = [:]
    /// One more than the greatest number of a pattern.
    private let patternCount: Int

    /// Nothing is known.
    init(patternCount: Int) { self.patternCount = patternCount }

    /// What is known of a content.
    subscript(content: [UInt8]) -> Scan? {
        get { scans[content] }
        set { scans[content] = newValue }
    }

    /// All of it as bytes, the same for the same scans.
    var record: [UInt8] {
        var writer = ByteRecordWriter()
        writer.add(patternCount)
        writer.add(scans.count)
        for (content, scan) in scans.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
            writer.add(content)
            switch scan {
            case .binary: writer.add(0)
            case .text(let hits):
                let members = hits.members
                writer.add(members.count + 1)
                for member in members { writer.add(member) }
            }
        }
        return writer.bytes
    }

    /// Reads what `record` wrote for as many patterns; nil for anything else.
    init?(record: [UInt8], patternCount: Int) {
        self.init(patternCount: patternCount)
        var reader = ByteRecordReader(record)
        do throws(ByteRecordReader.Malformed) {
            guard try reader.number() == patternCount else { return nil }
            let count = try reader.count()
            scans.reserveCapacity(count)
            for _ in 0..<count {
                let content = try reader.content()
                // One more than there are, so that the last content may have no byte behind it.
                let members = try reader.number()
                guard members <= patternCount + 1 else { return nil }
                if members == 0 {
                    scans[content] = .binary
                    continue
                }
                var hits = BitSet(count: patternCount)
                for _ in 1..<members {
                    let number = try reader.number()
                    guard number < patternCount else { return nil }
                    hits.insert(number)
                }
                scans[content] = .text(hits)
            }
        } catch { return nil }
        guard reader.isAtEnd else { return nil }
    }
}
