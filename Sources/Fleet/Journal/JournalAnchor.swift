package import Basics
internal import FoundationEssentials

/// What somebody outside the store remembers of the journal: the hash that an event had.
package struct JournalAnchor: Hashable, Sendable {
    /// The number of the event.
    package var seq: Int64
    /// Its hash.
    package var hash: Digest
    /// Where it is remembered, as `FILE:LINE`.
    package var source: String

    /// An anchor from its parts.
    package init(seq: Int64, hash: Digest, source: String) {
        (self.seq, self.hash, self.source) = (seq, hash, source)
    }

    /// Reads `SEQ:HASH`, also after `Complybot-Journal: `, or a checkpoint as its `line`; nil for anything else.
    package init?(parsing text: some StringProtocol, source: String) {
        if text.hasPrefix("{") {
            guard let line = try? JSONDecoder().decode(Line.self, from: Data(text.utf8)),
                let hash = Digest(parsing: line.hash)
            else { return nil }
            self.init(seq: line.seq, hash: hash, source: source)
        } else {
            let trailer = "\(Self.trailer): "
            let parts = text.dropFirst(text.hasPrefix(trailer) ? trailer.count : 0)
                .split(separator: ":")
            guard parts.count == 2, let seq = Int64(parts[0]), let hash = Digest(hex: parts[1])
            else { return nil }
            self.init(seq: seq, hash: hash, source: source)
        }
        guard seq > 0 else { return nil }
    }

    /// What is read of a checkpoint's line.
    private struct Line: Decodable {
        var seq: Int64
        var hash: String
    }

    /// The name of the trailer that carries an anchor in a commit message.
    package static let trailer = "Complybot-Journal"
}

/// A file outside the store to which every checkpoint is appended, a line each.
///
/// It is worth something where whoever can change the store cannot change it: on another disk, or append-only.
package struct JournalAnchorLog: Sendable {
    /// Where it is.
    package let path: String
    /// A line takes some 350 bytes, so that this is several years of one line a minute.
    private static let limit = 1 << 30

    /// A log in a file, whose folder must exist.
    package init(path: String) { self.path = path }

    /// Appends checkpoints and brings them to the disk; the file is made where it is missing.
    package func append(_ checkpoints: [JournalCheckpoint]) throws {
        guard !checkpoints.isEmpty else { return }
        let text = checkpoints.map { "\($0.line)\n" }.joined()
        try AppendedFile.append(Array(text.utf8), to: path)
    }

    /// The anchors in the file; a line whose end a crash tore off is passed over.
    ///
    /// - Throws: a usage `Diagnostic` for a line that is no anchor.
    package func anchors() throws -> [JournalAnchor] {
        let attempted = "read the journal's anchors"
        let bytes = try BoundedFile.read(path, limit: Self.limit, while: attempted)
        var anchors: [JournalAnchor] = []
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (number, line) in lines.enumerated() where !line.isEmpty {
            let text = String(decoding: line, as: UTF8.self)
            if text.hasPrefix("{"), !text.hasSuffix("}") { continue }
            let source = "\(path):\(number + 1)"
            guard let anchor = JournalAnchor(parsing: text, source: source) else {
                throw Diagnostic(
                    .usage, attempted, on: source, because: "the line is no anchor, SEQ:HASH")
            }
            anchors.append(anchor)
        }
        return anchors
    }
}
