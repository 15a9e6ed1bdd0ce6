internal import Database
internal import Synchronization

/// A full-text index over a library's sections: SQLite FTS5 in memory, stemmed, ranked by BM25.
///
/// It is built in one go and then only read. A search blocks for a millisecond or so and may be called from
/// anywhere: the one connection stands behind a lock.
package final class PolicyIndex: Sendable {
    /// The most passages one search returns.
    package static let maximumResults = 50

    /// The library that is indexed.
    package let library: PolicyLibrary
    let chunks: [PolicyChunk]
    private let connection: Mutex<Connection>

    /// Indexes every document of a library.
    package init(_ library: PolicyLibrary) throws(PolicyError) {
        let chunks = library.documents.flatMap(PolicyChunk.chunks(of:))
        self.library = library
        self.chunks = chunks
        do {
            connection = Mutex(try Self.makeIndex(of: chunks))
        } catch {
            throw Self.failure(error)
        }
    }

    /// The passages that answer a question best, at most `limit` of them, the best first.
    ///
    /// Equal scores keep the order of document ids and lines. A question without a word in it finds nothing.
    package func ragSearch(query: String, limit: Int) throws(PolicyError) -> [Evidence] {
        try positions(for: query, limit: min(limit, Self.maximumResults)).enumerated().map {
            chunks[$1].evidence(rank: $0 + 1)
        }
    }

    /// As `ragSearch`, as positions among the passages.
    func positions(for query: String, limit: Int) throws(PolicyError) -> [Int] {
        guard limit > 0, let expression = SearchQuery(query).expression else { return [] }
        do {
            let rows = try connection.withLock { connection in
                try connection.rows(
                    """
                    SELECT rowid FROM passage WHERE passage MATCH ?1
                    ORDER BY bm25(passage, 4.0, 3.0, 1.0), rowid LIMIT ?2
                    """, [.text(expression), .integer(Int64(limit))])
            }
            return rows.compactMap { row in
                guard case .integer(let position)? = row.first,
                    chunks.indices.contains(Int(position))
                else { return nil }
                return Int(position)
            }
        } catch {
            throw Self.failure(error)
        }
    }

    private static func makeIndex(of chunks: [PolicyChunk]) throws -> sending Connection {
        let connection = try Connection(.memory)
        try connection.execute(
            """
            CREATE VIRTUAL TABLE passage USING fts5(
                title, heading, body, tokenize = 'porter unicode61 remove_diacritics 2')
            """)
        try connection.withTransaction {
            let insertion = try connection.prepare(
                "INSERT INTO passage(rowid, title, heading, body) VALUES (?, ?, ?, ?)")
            for (position, chunk) in chunks.enumerated() {
                try insertion.bind([
                    .integer(Int64(position)), .text(chunk.documentID + " " + chunk.title),
                    .text(chunk.section.joined(separator: " ")), .text(chunk.text),
                ])
                while try insertion.step() {}
            }
        }
        return connection
    }

    private static func failure(_ error: any Error) -> PolicyError {
        let reason = (error as? DatabaseError)?.reason ?? "\(error)"
        return PolicyError(.index, file: "policy index", reason: reason)
    }
}
