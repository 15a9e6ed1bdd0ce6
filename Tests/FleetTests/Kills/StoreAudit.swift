import Database
import Foundation
import TestSupport

@testable import Fleet

/// What must be true of a store whatever happened to its process.
struct StoreAudit {
    let home: String

    /// What is not as it must be, in words; empty when all is well.
    ///
    /// `acknowledged` is what the store had promised.
    func violations(acknowledged: [[String]]) throws -> [String] {
        let path = FleetStore.path(in: home)
        guard FileManager.default.fileExists(atPath: path) else {
            return acknowledged.isEmpty ? [] : ["there is no store"]
        }
        // Another instance's name, so that nothing is taken back before it was looked at.
        let store = try FleetStore(home: home, instance: "audit")
        defer { withExtendedLifetime(store) {} }
        let connection = try Connection(
            .file(path), access: .readOnly, schema: FleetStore.schema)
        return try structure(connection) + promises(acknowledged, connection)
    }

    private func structure(_ connection: Connection) throws -> [String] {
        var found: [String] = []
        let doubles = [
            "two pending jobs": """
            SELECT unit FROM job WHERE state IN ('queued', 'waiting')
            GROUP BY unit HAVING count(*) > 1
            """,
            "two running jobs":
                "SELECT repository FROM job WHERE state = 'running' GROUP BY repository HAVING count(*) > 1",
            "a lease without a run":
                "SELECT id FROM job WHERE state = 'running' AND token NOT IN (SELECT id FROM run WHERE ended_at IS NULL)",
            "a run without end":
                "SELECT id FROM run WHERE ended_at IS NULL AND id NOT IN (SELECT token FROM job WHERE state = 'running')",
        ]
        for (words, query) in doubles.sorted(by: { $0.key < $1.key })
        where try !connection.rows(query).isEmpty { found.append(words) }
        if try connection.rows("PRAGMA integrity_check") != [["ok"]] { found.append("damage") }
        let (isWhole, bodies) = try journal(of: home)
        if !isWhole { found.append("the journal's chain is broken") }
        if try JournalReplay(bodies).rows != QueueWalk.table(of: home) {
            found.append("the journal tells another table")
        }
        let kept = bodies.count { $0.contains(#""kind":"delivery.accepted""#) }
        if try connection.rows("SELECT count(*) FROM delivery") != [[.integer(Int64(kept))]] {
            found.append("deliveries without an event")
        }
        return found
    }

    /// The promises that the store does not keep.
    private func promises(
        _ acknowledged: [[String]], _ connection: Connection
    ) throws -> [String] {
        try acknowledged.filter { promise in
            let query: String
            switch promise[0] {
            case "delivery": query = "SELECT 1 FROM delivery WHERE guid = ?"
            case "claimed": query = "SELECT 1 FROM run WHERE job = ? AND id = ?"
            case "step": query = "SELECT 1 FROM step WHERE run = ? AND name = 'fetch'"
            case "finished": query = "SELECT 1 FROM run WHERE id = ? AND outcome = ?"
            default: return false
            }
            let parameters = promise.dropFirst().map { text in
                promise[0] == "delivery" || Int64(text) == nil
                    ? DatabaseValue.text(text) : .integer(Int64(text) ?? 0)
            }
            return try connection.rows(query, parameters).isEmpty
        }.map { "lost: \($0.joined(separator: " "))" }
    }
}
