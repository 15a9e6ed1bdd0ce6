internal import Database
internal import FoundationEssentials
package import Remediation

extension SweepStore {
    /// Where the sweeps of a home folder are kept.
    package static func path(in home: String) -> String { "\(home)/complybot.db" }

    /// What became of each repository when a sweep last looked at it, in the order of their addresses.
    ///
    /// Repositories that only sweeps looked at which are forgotten by now are not in it.
    package func lastSeen() throws -> [RemediationSummary] {
        // SQLite takes the other columns from the row that has the greatest number.
        try connection.rows(
            """
            SELECT location, max(sweep), summary FROM sweep_repository
            WHERE summary NOT NULL GROUP BY location ORDER BY location
            """
        ).compactMap { row in
            guard row.count == 3, case .text(let text) = row[2] else { return nil }
            // A summary that another version wrote is no reason to hide the others.
            return try? JSONDecoder().decode(RemediationSummary.self, from: Data(text.utf8))
        }
    }

    /// How far the newest sweep has come: repositories by how they stand; nil when there was none.
    package func newestSweep() throws -> [SweepStatus: Int]? {
        let rows = try connection.rows(
            """
            SELECT status, count(*) FROM sweep_repository
            WHERE sweep = (SELECT max(id) FROM sweep) GROUP BY status
            """)
        guard !rows.isEmpty else { return nil }
        var counts: [SweepStatus: Int] = [:]
        for row in rows {
            if case .text(let name) = row[0], let status = SweepStatus(rawValue: name),
                case .integer(let count) = row[1]
            {
                counts[status] = Int(count)
            }
        }
        return counts
    }
}
