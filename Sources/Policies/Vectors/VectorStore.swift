package import Basics
internal import Database
internal import Glibc
internal import Synchronization

/// Vectors that were paid for once, by the model and the text that they were made of, and what was indexed last.
///
/// A file that is damaged or no database is made anew: it holds nothing that cannot be computed again.
package final class VectorStore: Sendable {
    /// Why the file was made anew; nil when it was sound or not there.
    package let note: String?
    private let connection: Mutex<Connection>

    private static let schema = Schema(migrations: [
        """
        CREATE TABLE vector(
            model TEXT NOT NULL, text BLOB NOT NULL, numbers BLOB NOT NULL,
            PRIMARY KEY (model, text)) WITHOUT ROWID;
        CREATE TABLE passage(
            document TEXT NOT NULL, place TEXT NOT NULL, text BLOB NOT NULL,
            PRIMARY KEY (document, place)) WITHOUT ROWID;
        """
    ])

    /// Opens the file, which is made when it is missing; its folder must exist.
    package init(path: String) throws(PolicyError) {
        do throws(DatabaseError) {
            connection = Mutex(try Self.open(path))
            note = nil
        } catch {
            guard error.code == .corrupt else { throw Self.failure(error, path) }
            for ending in ["", "-journal", "-wal", "-shm"] { unlink(path + ending) }
            do throws(DatabaseError) {
                connection = Mutex(try Self.open(path))
            } catch {
                throw Self.failure(error, path)
            }
            note = "\(path) was damaged (\(error.reason)) and is made anew"
        }
    }

    private static func open(_ path: String) throws(DatabaseError) -> sending Connection {
        try Connection(.file(path), schema: schema, journal: .rollback)
    }

    /// The vectors of a model that are there, by the digest of their text.
    package func vectors(
        of model: String, for texts: some Sequence<Digest>
    ) throws(PolicyError) -> [Digest: [Float]] {
        let texts = Array(texts)
        return try access { connection in
            let query = try connection.prepare(
                "SELECT numbers FROM vector WHERE model = ? AND text = ?")
            var vectors: [Digest: [Float]] = [:]
            for text in texts {
                try query.bind([.text(model), .blob(text.bytes)])
                while try query.step() {
                    vectors[text] = query.blob(at: 0).flatMap(Self.numbers)
                }
            }
            return vectors
        }
    }

    /// Keeps vectors of a model.
    package func keep(
        _ vectors: [(text: Digest, numbers: [Float])], of model: String
    ) throws(PolicyError) {
        try access { connection in
            try connection.withTransaction {
                for vector in vectors {
                    try connection.run(
                        "INSERT OR REPLACE INTO vector(model, text, numbers) VALUES (?, ?, ?)",
                        [
                            .text(model), .blob(vector.text.bytes),
                            .blob(Self.bytes(vector.numbers)),
                        ])
                }
            }
        }
    }

    /// How many vectors a model has here.
    package func count(of model: String) throws(PolicyError) -> Int {
        try access { connection in
            let rows = try connection.rows(
                "SELECT count(*) FROM vector WHERE model = ?", [.text(model)])
            guard case .integer(let count)? = rows.first?.first else { return 0 }
            return Int(count)
        }
    }

    /// Forgets a model's vectors of all texts but these; the count of what was forgotten.
    package func prune(
        _ model: String, keeping texts: Set<Digest>
    ) throws(PolicyError) -> Int {
        try access { connection in
            let rows = try connection.rows(
                "SELECT text FROM vector WHERE model = ?", [.text(model)])
            let known = Set(texts.map(\.bytes))
            let gone = rows.compactMap { row -> [UInt8]? in
                guard case .blob(let bytes)? = row.first, !known.contains(bytes) else { return nil }
                return bytes
            }
            try connection.withTransaction {
                for bytes in gone {
                    try connection.run(
                        "DELETE FROM vector WHERE model = ? AND text = ?",
                        [.text(model), .blob(bytes)])
                }
            }
            return gone.count
        }
    }

    /// The passages that were indexed last, as document and place with the digest of their text.
    func passages() throws(PolicyError) -> [PassagePlace: [UInt8]] {
        try access { connection in
            var passages: [PassagePlace: [UInt8]] = [:]
            for row in try connection.rows("SELECT document, place, text FROM passage") {
                guard case .text(let document) = row[0], case .text(let place) = row[1],
                    case .blob(let text) = row[2]
                else { continue }
                passages[PassagePlace(document: document, place: place)] = text
            }
            return passages
        }
    }

    /// Lets these be the passages that were indexed last.
    func replacePassages(with passages: [PassagePlace: [UInt8]]) throws(PolicyError) {
        try access { connection in
            try connection.withTransaction {
                try connection.run("DELETE FROM passage")
                for (place, text) in passages {
                    try connection.run(
                        "INSERT INTO passage(document, place, text) VALUES (?, ?, ?)",
                        [.text(place.document), .text(place.place), .blob(text)])
                }
            }
        }
    }

    private func access<Value: Sendable>(
        _ body: (borrowing Connection) throws -> Value
    ) throws(PolicyError) -> Value {
        do {
            return try connection.withLock { try body($0) }
        } catch {
            throw Self.failure(error, "the evidence store")
        }
    }

    private static func failure(_ error: any Error, _ path: String) -> PolicyError {
        let problem = error as? DatabaseError
        return PolicyError(
            .store, file: problem?.subject ?? path, reason: problem?.reason ?? "\(error)")
    }

    private static func bytes(_ numbers: [Float]) -> [UInt8] {
        numbers.flatMap { number in
            withUnsafeBytes(of: number.bitPattern.littleEndian) { Array($0) }
        }
    }

    /// Nil for bytes that are no numbers.
    private static func numbers(_ bytes: [UInt8]) -> [Float]? {
        guard bytes.count.isMultiple(of: 4), !bytes.isEmpty else { return nil }
        return stride(from: 0, to: bytes.count, by: 4).map { start in
            let pattern = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[start + $1]) << (8 * $1) }
            return Float(bitPattern: pattern)
        }
    }
}

/// Where a passage stands: its document, and its section and number within it.
struct PassagePlace: Hashable, Sendable {
    let document: String
    let place: String
}
