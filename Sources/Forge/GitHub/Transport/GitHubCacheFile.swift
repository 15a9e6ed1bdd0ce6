internal import Basics
internal import Database

/// Kept answers in a file of the home folder; the longest unused go when there are too many bytes.
///
/// Calls block. The file has a rollback journal, with which several processes may write.
final class GitHubCacheFile: Sendable {
    private static let capacity: Int64 = 64 << 20
    private static let schema = Schema(migrations: [
        """
        CREATE TABLE answer (
            key BLOB PRIMARY KEY,
            validator TEXT NOT NULL,
            status INTEGER NOT NULL,
            link TEXT,
            body BLOB NOT NULL,
            size INTEGER NOT NULL,
            kept INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX answer_kept ON answer (kept);
        """
    ])

    // Used by the cache's own thread only.
    nonisolated(unsafe) private let connection: Connection

    init(home: String) throws {
        connection = try Connection(
            .file("\(home)/github-cache.db"), schema: Self.schema, journal: .rollback)
    }

    func entry(_ key: Digest) throws -> GitHubCache.Entry? {
        let rows = try connection.rows(
            "SELECT validator, status, link, body FROM answer WHERE key = ?", [.blob(key.bytes)])
        guard let row = rows.first, case .text(let validator) = row[0],
            case .integer(let status) = row[1], case .blob(let body) = row[3]
        else { return nil }
        var link: String?
        if case .text(let text) = row[2] { link = text }
        return .init(validator: validator, status: Int(status), link: link, body: body)
    }

    func keep(_ entry: GitHubCache.Entry, for key: Digest) throws {
        try connection.withTransaction {
            try connection.run(
                """
                INSERT INTO answer (key, validator, status, link, body, size, kept)
                VALUES (?, ?, ?, ?, ?, ?, (SELECT ifnull(max(kept), 0) + 1 FROM answer))
                ON CONFLICT (key) DO UPDATE SET validator = excluded.validator,
                    status = excluded.status, link = excluded.link, body = excluded.body,
                    size = excluded.size, kept = excluded.kept
                """,
                [
                    .blob(key.bytes), .text(entry.validator), .integer(Int64(entry.status)),
                    .optional(entry.link), .blob(entry.body), .integer(Int64(entry.size)),
                ])
            try makeRoom()
        }
    }

    private func makeRoom() throws {
        guard
            case .integer(var total)? = try connection.rows(
                "SELECT ifnull(sum(size), 0) FROM answer"
            ).first?.first
        else { return }
        while total > Self.capacity {
            let oldest = try connection.rows(
                "SELECT key, size FROM answer ORDER BY kept LIMIT 1"
            ).first
            guard let oldest, case .integer(let size) = oldest[1] else { return }
            try connection.run("DELETE FROM answer WHERE key = ?", [oldest[0]])
            total -= size
        }
    }
}
