package import Basics
internal import FoundationEssentials
internal import Synchronization

/// A journal in a file of its own: a line of JSON for each event, chained like those of the store, and one for each checkpoint.
///
/// Nothing in it is ever changed; a line that a crash tore off is passed over when it is read.
package final class JournalFile: JournalSink {
    /// So large a file is read at most.
    static let sizeLimit = 256 << 20

    private struct State {
        var seq: Int64 = 0
        var sealed: Int64 = 0
        var hash = Journal.origin
        var segment = MerkleTree()
    }

    /// Where it is.
    package let path: String
    private let key: Ed25519PrivateKey
    private let clock: FleetClock
    private let state = Mutex(State())

    /// A new journal in a file, which must not be there, while its folder must.
    package init(
        making path: String, key: Ed25519PrivateKey, clock: FleetClock = .system
    ) throws {
        guard !FileManager.default.fileExists(atPath: path) else {
            throw Diagnostic(
                .incomplete, "begin a journal", on: path, because: "the file is there already")
        }
        self.path = path
        self.key = key
        self.clock = clock
        try AppendedFile.append([], to: path)
    }

    package func append(_ event: JournalEvent) throws {
        let now = clock.wall()
        try state.withLock { state in
            let salt = Journal.freshSalt()
            let sealed = event.sealed(number: state.seq + 1, time: now, salt: salt)
            let head = Array(sealed.head.utf8)
            let hash = Journal.link(head, after: state.hash)
            let line: JSONValue = .sorted([
                "head": .string(sealed.head), "hash": .string(Hexadecimal.encode(hash)),
                "fields": .optional(sealed.fields),
                "salt": sealed.fields == nil ? .null : .string(Hexadecimal.encode(salt)),
            ])
            try write(line)
            state.seq += 1
            state.hash = hash
            state.segment.append(head)
        }
    }

    package func seal() throws -> JournalCheckpoint? {
        let now = clock.wall()
        return try state.withLock { state in
            guard state.sealed < state.seq, let hash = Digest(bytes: state.hash) else { return nil }
            let checkpoint = JournalCheckpoint(
                seq: state.seq, first: state.sealed + 1, time: now, hash: hash,
                root: state.segment.root, with: key)
            try write(checkpoint.json)
            state.sealed = state.seq
            state.segment.removeAll()
            return checkpoint
        }
    }

    private func write(_ line: JSONValue) throws {
        try AppendedFile.append(Array("\(line.text(indented: false))\n".utf8), to: path)
    }
}

extension JournalFile {
    private struct Line: Decodable {
        var head, fields, salt, hash: String?
    }

    /// Looks over the journal in a file; see `Journal.verify`.
    ///
    /// - Throws: a `Diagnostic` for a file that cannot be read or has no event, and for a line that is neither event nor checkpoint.
    package static func verify(
        _ path: String, keys: [Ed25519PublicKey], anchors: [JournalAnchor] = []
    ) throws -> JournalAudit {
        let attempted = "read the transcript"
        let bytes = try BoundedFile.read(path, limit: sizeLimit, while: attempted)
        var rows: [JournalVerifier.Row] = []
        var checkpoints: [JournalCheckpoint] = []
        let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        // What stands behind the last line feed is nothing, or what a crash tore off.
        for (index, line) in lines.dropLast().enumerated() {
            if let checkpoint = JournalCheckpoint(parsing: line) {
                checkpoints.append(checkpoint)
            } else if let row = row(line, number: Int64(rows.count + 1)) {
                rows.append(row)
            } else {
                throw Diagnostic(
                    .incomplete, attempted, on: "\(path):\(index + 1)",
                    because: "the line is neither an event nor a checkpoint")
            }
        }
        guard !rows.isEmpty else {
            throw Diagnostic(.incomplete, attempted, on: path, because: "there is no event in it")
        }
        var verifier = JournalVerifier(checkpoints: checkpoints, anchors: anchors, keys: keys)
        for row in rows where !verifier.take(row) { break }
        return verifier.finish()
    }

    /// An event's line as the verifier takes it; what is missing or damaged in it is the verifier's to find.
    private static func row(
        _ line: ArraySlice<UInt8>, number: Int64
    ) -> JournalVerifier.Row? {
        guard let line = try? JSONDecoder().decode(Line.self, from: Data(line)),
            let head = line.head
        else { return nil }
        let bytes = Array(head.utf8)
        return JournalVerifier.Row(
            seq: number, head: bytes, fields: line.fields.map { Array($0.utf8) },
            salt: line.salt.flatMap { Hexadecimal.decode($0) },
            hash: line.hash.flatMap { Hexadecimal.decode($0) }, job: JournalHead(bytes).job)
    }
}
