import Basics
import Database
import Foundation
import Remediation
import TestSupport

@testable import Fleet

/// A home folder with a store in it, and what a test asks of it.
struct FleetPlace {
    let home: TemporaryDirectory
    let clock = TestClock()

    init() throws { home = try TemporaryDirectory("complybot-fleet") }

    /// Opens the store; the backoff is always its bound.
    func open(
        instance: String = "serve", waiting: Int = 4096, ballast: Int = 0
    ) throws -> FleetStore {
        try FleetStore(
            home: home.path, instance: instance, clock: clock.fleet, waiting: waiting,
            ballast: ballast,
            random: { $0.upperBound })
    }

    func reader() throws -> FleetReader { try FleetReader(home: home.path) }

    static func request(
        _ repository: Int, subject: String = "", kind: UnitKey.Kind = .remediate,
        _ priority: WorkPriority = .event, cause: String = "push", at time: Int64? = nil
    ) -> WorkRequest {
        let key = UnitKey.repository(repository, on: "forge.test")
        return WorkRequest(
            unit: UnitKey(repository: key, kind: kind, subject: subject),
            location: "https://forge.test/o/r\(repository).git", priority: priority, cause: cause,
            runAt: time)
    }

    func delivery(
        _ guid: String, body: String? = nil, requests: [WorkRequest] = [],
        changes: [RepositoryChange] = []
    ) -> Delivery {
        Delivery(
            hook: 1, guid: guid, event: "push", action: nil, digest: Digest(of: body ?? guid),
            receivedAt: clock.wall, requests: requests, changes: changes)
    }

    static func summary(base: String? = nil) -> RemediationSummary {
        var summary = RemediationSummary(repository: "r1", location: "https://forge.test/o/r1.git")
        summary.base = base
        return summary
    }
}

/// Whether the journal's chain holds, and what it says, in order.
func journal(of home: String) throws -> (isWhole: Bool, bodies: [String]) {
    let connection = try Connection(
        .file(FleetStore.path(in: home)), access: .readOnly, schema: FleetStore.schema)
    let audit = try Journal.verify(connection, keys: [])
    return (audit.finding == nil, try Journal.records(from: connection).map(\.body))
}
