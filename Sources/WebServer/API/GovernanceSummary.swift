internal import Basics
internal import Fleet
internal import Remediation

/// How the fleet stands against its policies, from the newest run of each repository.
struct GovernanceSummary {
    private static let batch = 500

    private var repositories = 0
    private var closed = 0
    private var examined = 0
    private var clean = 0
    private var findings: [String: Int] = [:]
    private var waived = 0
    private var proposals: [String: Int] = [:]

    /// Reads all units, in batches.
    init(of reader: FleetReader) async throws {
        var place: Int64 = 0
        while true {
            let units = try await reader.units(after: place, limit: Self.batch)
            for unit in units where unit.key.kind == .remediate { add(unit) }
            guard let last = units.last, units.count == Self.batch else { return }
            place = last.id
        }
    }

    private mutating func add(_ unit: UnitRecord) {
        repositories += 1
        if unit.closed != nil { closed += 1 }
        guard let summary = unit.lastRun?.summary else { return }
        examined += 1
        if summary.findings.allSatisfy({ $0.count == 0 }) { clean += 1 }
        for count in summary.findings { findings[count.severity, default: 0] += count.count }
        waived += summary.waived ?? 0
        proposals[summary.action.rawValue, default: 0] += 1
    }

    var json: JSONValue {
        .members([
            "repositories": .int(repositories), "closed": .int(closed),
            "examined": .int(examined), "clean": .int(clean),
            "findings": .sorted(findings.mapValues { .int($0) }), "waived": .int(waived),
            "last_action": .sorted(proposals.mapValues { .int($0) }),
        ])
    }
}
