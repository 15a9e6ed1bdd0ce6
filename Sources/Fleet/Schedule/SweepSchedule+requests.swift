package import Remediation

extension SweepSchedule {
    /// What a sweep that begins at a moment, in seconds since 1970, asks for: each repository once, when it is due.
    ///
    /// A repository without the forge's number is known by its address; where webhooks come in as well, list it at the forge
    /// first, for they know it by its number.
    package func requests(
        for jobs: [RepositoryJob], on host: String, inSweepAt start: Int64
    ) -> [WorkRequest] {
        var seen: Set<UnitKey> = []
        return jobs.compactMap { job in
            let repository =
                job.forgeID.map { UnitKey.repository($0, on: host) }
                ?? UnitKey.repository(at: job.location)
            let unit = UnitKey(repository: repository)
            guard seen.insert(unit).inserted else { return nil }
            return WorkRequest(
                unit: unit, location: job.location, priority: .sweep, cause: "schedule",
                runAt: due(repository, inSweepAt: start) * 1000)
        }
    }
}
