package import Basics
internal import Database
internal import Forge
internal import FoundationEssentials
package import Remediation

/// Under what a repository counts as settled: the terms of the run and the day.
package struct SettlementTerms: Sendable {
    /// Over everything but the repository that decides the end state: rules, configuration, program.
    package let digest: Digest
    /// The day of the run.
    package let day: Day

    /// Terms from their parts.
    package init(digest: Digest, day: Day) {
        self.digest = digest
        self.day = day
    }
}

extension SweepStore {
    /// How many days a settled repository may go without a look; spread, so that a fleet does not come due in one night.
    private static let days = 4...7

    /// What became of a repository when the forge last showed it as it does now; nil when it is to be looked at.
    package func settled(
        _ job: RepositoryJob, under terms: SettlementTerms
    ) throws -> RemediationSummary? {
        guard let observation = job.observation else { return nil }
        let rows = try connection.rows(
            "SELECT terms, observation, last_day, summary FROM settled_repository WHERE repository = ?",
            [.text(job.identity)])
        guard let row = rows.first, row[0] == .text(terms.digest.description),
            row[1] == .text(try Self.text(of: observation)),
            case .integer(let last) = row[2], terms.day.number <= last,
            case .text(let text) = row[3]
        else { return nil }
        // What another version wrote is no error: the repository is looked at instead.
        var summary = try? JSONDecoder().decode(RemediationSummary.self, from: Data(text.utf8))
        // It may have another name by now.
        summary?.repository = job.name
        summary?.location = job.location
        return summary
    }

    /// Notes that a repository is as it ought to be, or forgets that it was.
    package func settle(
        _ job: RepositoryJob, with summary: RemediationSummary, under terms: SettlementTerms
    ) throws {
        guard let observation = job.observation.flatMap(summary.settled) else {
            try connection.run(
                "DELETE FROM settled_repository WHERE repository = ?", [.text(job.identity)])
            return
        }
        // Waivers end by day, and a file that could not be read may be tomorrow.
        let spread = Self.days.lowerBound + Int(Digest(of: job.identity).bytes[0]) % Self.days.count
        let last =
            terms.day.number + (summary.waived == nil && summary.isUnread == nil ? spread - 1 : 0)
        try connection.run(
            """
            INSERT INTO settled_repository (repository, terms, observation, last_day, summary)
            VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (repository) DO UPDATE SET
                terms = ?2, observation = ?3, last_day = ?4, summary = ?5
            """,
            [
                .text(job.identity), .text(terms.digest.description),
                .text(try Self.text(of: observation)), .integer(Int64(last)),
                .text(try Self.text(of: summary.unchanged)),
            ])
    }

    private static func text(of value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}

extension RemediationSummary {
    /// The summary of a run that found everything as this one left it.
    fileprivate var unchanged: RemediationSummary {
        var summary = self
        summary.writes = 0
        // It is said once.
        summary.dependencies = nil
        switch action {
        case .created, .updated:
            summary.action = .unchanged
            summary.note = "unchanged"
        case .closed:
            summary.action = .none
            summary.note = findings.isEmpty ? "compliant" : "no finding can be patched"
            (summary.number, summary.url) = (nil, nil)
        case .none, .unchanged, .left, .held: break
        }
        return summary
    }
}
