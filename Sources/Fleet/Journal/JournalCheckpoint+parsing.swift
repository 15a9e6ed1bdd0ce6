internal import Basics
internal import FoundationEssentials

extension JournalCheckpoint {
    /// The most bytes of a checkpoint's line.
    static let longestLine = 4096

    private struct Line: Decodable {
        var first, seq, time: Int64
        var hash, key, root, signature: String
    }

    /// Reads what `line` writes; nil for anything else.
    ///
    /// The signature is not checked.
    package init?(parsing line: some Sequence<UInt8>) {
        guard let line = try? JSONDecoder().decode(Line.self, from: Data(line)),
            line.first >= 1, line.first <= line.seq, let hash = Digest(parsing: line.hash),
            let root = Digest(parsing: line.root), let key = Digest(parsing: line.key),
            let signature = Data(base64Encoded: line.signature), signature.count == 64
        else { return nil }
        self.init(line.seq, line.first, line.time, hash, root, key, Array(signature))
    }
}
