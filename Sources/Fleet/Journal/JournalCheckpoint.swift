package import Basics
internal import Database

/// A signed statement that the journal was so at some event: it tells of everything up to there.
package struct JournalCheckpoint: Hashable, Sendable {
    /// The media type of what is signed.
    static let type = "application/vnd.complybot.journal-checkpoint+json"

    /// The last event of the segment.
    package var seq: Int64
    /// The first event of the segment: the one after the checkpoint before.
    package var first: Int64
    /// When it was made, in milliseconds since 1970.
    package var time: Int64
    /// The hash of the last event.
    package var hash: Digest
    /// The root of the Merkle tree over the heads of the segment's events.
    package var root: Digest
    /// The id of the key that signed.
    package var keyID: Digest
    /// The signature over `statement`, framed as in a `SignedEnvelope`.
    package var signature: [UInt8]

    /// Signs a statement.
    init(
        seq: Int64, first: Int64, time: Int64, hash: Digest, root: Digest,
        with key: Ed25519PrivateKey
    ) {
        (self.seq, self.first, self.time, self.hash, self.root) = (seq, first, time, hash, root)
        keyID = key.publicKey.id
        signature = []
        signature = SignedEnvelope(Array(statement.utf8), type: Self.type, with: key).signature
    }

    /// The statement as canonical JSON.
    package var statement: String {
        JSONValue.sorted(members).text(indented: false)
    }

    /// Whether the holder of this key made the statement.
    package func isSigned(by key: Ed25519PublicKey) -> Bool {
        SignedEnvelope(
            Array(statement.utf8), type: Self.type, keyID: keyID, signature: signature
        ).isSigned(by: key)
    }

    /// The statement and its signature as one line of canonical JSON, without the newline.
    package var line: String { json.text(indented: false) }

    /// The statement and its signature.
    package var json: JSONValue {
        .sorted(members.merging(["signature": .string(Base64.encode(signature))]) { $1 })
    }

    /// `SEQ:HASH`, short enough for a trailer or a person's notebook.
    package var anchor: String { "\(seq):\(hash.hex)" }

    private var members: [String: JSONValue] {
        [
            "first": .int(Int(first)), "hash": .string(hash.description),
            "key": .string(keyID.description), "root": .string(root.description),
            "seq": .int(Int(seq)), "time": .int(Int(time)),
        ]
    }
}

extension JournalCheckpoint {
    /// The columns of a checkpoint, in the order of `init(row:)`.
    static let columns = "seq, first, time, hash, root, key, signature"

    /// A checkpoint as it is stored; nil for a row of other types or lengths.
    init?(row: [DatabaseValue]) {
        guard row.count == 7, case .integer(let seq) = row[0], case .integer(let first) = row[1],
            case .integer(let time) = row[2], case .blob(let hash) = row[3],
            case .blob(let root) = row[4], case .blob(let key) = row[5],
            case .blob(let signature) = row[6], let hash = Digest(bytes: hash),
            let root = Digest(bytes: root), let key = Digest(bytes: key)
        else { return nil }
        self.init(seq, first, time, hash, root, key, signature)
    }

    init(
        _ seq: Int64, _ first: Int64, _ time: Int64, _ hash: Digest, _ root: Digest,
        _ keyID: Digest, _ signature: [UInt8]
    ) {
        (self.seq, self.first, self.time, self.hash, self.root) = (seq, first, time, hash, root)
        (self.keyID, self.signature) = (keyID, signature)
    }

    var row: [DatabaseValue] {
        [
            .integer(seq), .integer(first), .integer(time), .blob(hash.bytes), .blob(root.bytes),
            .blob(keyID.bytes), .blob(signature),
        ]
    }
}
