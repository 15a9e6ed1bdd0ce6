import Basics
import Database
import TestSupport

@testable import Fleet

/// A journal in memory, with events of every shape and checkpoints on the way.
struct JournalFixture {
    static let key = Ed25519PrivateKey(seed: [UInt8](0..<32))
    let connection: Connection
    let key: Ed25519PrivateKey

    /// A journal of `count` events, one every 10 ms.
    init(
        events count: Int, sealed: Bool = true,
        in location: Connection.Location = .memory
    ) throws {
        connection = try Connection(location, schema: Schema(migrations: [Journal.schema]))
        struct NoKey: Error {}
        guard let key = Self.key else { throw NoKey() }
        self.key = key
        try append(count)
        if sealed { try seal() }
    }

    /// Appends events of every shape.
    func append(_ count: Int) throws {
        let start = try Journal.end(of: connection).seq
        try connection.withTransaction {
            for number in (start + 1)..<(start + 1 + Int64(count)) {
                try Journal.append(
                    Self.event(number), at: 1_700_000_000_000 + number * 10,
                    salt: [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: 16),
                    to: connection)
            }
        }
    }

    /// Signs everything there is.
    @discardableResult
    func seal() throws -> [JournalCheckpoint] {
        try connection.withTransaction {
            try Journal.seal(at: 1_800_000_000_000, with: key, evenEarly: true, in: connection)
        }
    }

    /// What an audit says.
    func audit(_ anchors: [JournalAnchor] = []) throws -> JournalAudit {
        try Journal.look(over: connection, keys: [key.publicKey], anchors: anchors)
    }

    static func event(_ number: Int64) -> JournalEvent {
        switch number % 4 {
        case 0: JournalEvent("service.started", by: "operator")
        case 1:
            JournalEvent(
                "delivery.accepted", by: "forge", repository: "github.com:\(number)",
                fields: ["event": "push", "guid": .string("guid-\(number)")])
        case 2:
            JournalEvent(
                "job.claimed", by: "worker:1", repository: "github.com:\(number - 1)", job: number,
                token: number * 3, fields: ["attempt": .int(1)])
        default:
            JournalEvent(
                #"job.done"#, by: #"person:a","fields":"sha256:x"#, job: number,
                fields: [
                    "note": "Ünïcode \"quoted\" \u{1} \n 🦀", "list": .array([.null, .bool(true)]),
                ])
        }
    }
}
