import Basics
import Database
import Foundation
import TestSupport
import Testing

@testable import Fleet

@Suite("The store against a model of it")
struct QueueModelTests {
    @Test(
        "whatever is asked of the store in whatever order, it does what the model does",
        arguments: 0..<UInt64(Thoroughness.amount(usual: 12, full: 400)))
    func randomOperations(seed: UInt64) async throws {
        let walk = try QueueWalk(seed: seed)
        for _ in 0..<150 { try await walk.step() }
        try walk.checkJournal()
    }
}

/// A random walk through the store's operations, the model beside it.
final class QueueWalk {
    private let place: FleetPlace
    private var store: FleetStore
    private var model: QueueModel
    private var random: SplitMix64
    private var leases: [Lease] = []
    private var log: [String] = []

    init(seed: UInt64) throws {
        place = try FleetPlace()
        store = try place.open()
        model = QueueModel(wall: place.clock.wall, steady: place.clock.steady)
        random = SplitMix64(seed: seed)
    }

    /// One operation on both, whose answers and tables must be the same.
    func step() async throws {
        switch random.next() % 16 {
        case 0...2: try await deliver()
        case 3: try await enqueue()
        case 4...7: try await claim()
        case 8...10: try await finish()
        case 11: try await renew()
        case 12: pass()
        case 13: try await reclaim()
        case 14: try await byHand()
        default: try await disturb()
        }
        let rows = try Self.table(of: place.home.path)
        let expected = model.jobs.map(Self.row)
        #expect(rows == expected, "after \(log.suffix(8).joined(separator: "; "))")
        try #require(rows == expected)
    }

    /// The journal is whole, and playing it gives the same table.
    func checkJournal() throws {
        let (isWhole, bodies) = try journal(of: place.home.path)
        #expect(isWhole)
        #expect(try JournalReplay(bodies).rows == Self.table(of: place.home.path))
    }

    private func pick(_ count: Int) -> Int { Int(random.next() % UInt64(count)) }

    private func request() -> WorkRequest {
        let subject = pick(2) == 0 ? "" : "pull/1"
        let priority = WorkPriority.allCases[pick(4)]
        let time = pick(3) == 0 ? place.clock.wall + Int64(pick(120_000)) : nil
        return FleetPlace.request(
            pick(5), subject: subject, kind: subject.isEmpty ? .remediate : .check, priority,
            cause: ["push", "schedule", "comment"][pick(3)], at: time)
    }

    private func change() -> RepositoryChange {
        let kinds: [RepositoryChange.Kind] = [
            .closed(because: "archived"), .reopened, .reopened, .moved(to: "https://forge.test/x"),
        ]
        return RepositoryChange(
            repository: UnitKey.repository(pick(5), on: "forge.test"), kind: kinds[pick(4)])
    }

    private func deliver() async throws {
        let id = "g\(pick(40))"
        let body = pick(8) == 0 ? "b" : "a"
        let requests = (0..<pick(3)).map { _ in request() }
        let changes = pick(6) == 0 ? [change()] : []
        log.append("deliver \(id) \(requests.map(\.unit)) \(changes)")
        let receipt = await store.accept(
            place.delivery(id, body: id + body, requests: requests, changes: changes))
        #expect(receipt == model.accept(id, body: id + body, requests, changes))
    }

    private func enqueue() async throws {
        let requests = [request(), request()]
        log.append("enqueue \(requests.map(\.unit))")
        try await store.enqueue(requests, by: "schedule")
        for request in requests { model.enqueue(request) }
    }

    private func claim() async throws {
        let lease = try await store.claim(by: "w")
        let expected = model.claim()
        log.append("claim \(lease?.job ?? 0)")
        #expect(lease?.job == expected)
        if let lease {
            #expect(lease.token == model.lastToken)
            leases.append(lease)
        }
    }

    private func outcome() -> JobOutcome {
        switch pick(8) {
        case 0...2: .done
        case 3: .failed(PermanentFailure.allCases[pick(10)], because: "f")
        case 4: .retry(after: pick(2) == 0 ? .seconds(pick(100)) : nil, because: "r")
        case 5, 6: .waiting(WaitReason.allCases[pick(4)], after: .seconds(pick(100)), because: "w")
        default: .released
        }
    }

    private func finish() async throws {
        guard !leases.isEmpty else { return }
        // Old leases too: they must have no effect.
        let lease = pick(3) == 0 ? leases[pick(leases.count)] : leases[leases.count - 1]
        let outcome = outcome()
        let head = String(repeating: "\(pick(10))", count: 40)
        log.append("finish \(lease.token) \(outcome)")
        try await compare {
            try await store.record("fetch", under: lease)
        } with: {
            try $0.record(lease.token)
        }
        try await compare {
            try await store.finish(lease, as: outcome, with: FleetPlace.summary(base: head))
        } with: {
            try $0.finish(lease.token, as: outcome, head: head)
        }
    }

    private func renew() async throws {
        guard let lease = leases.last else { return }
        log.append("renew \(lease.token)")
        try await compare {
            try await store.renew(lease)
        } with: {
            try $0.renew(lease.token)
        }
    }

    private func pass() {
        let seconds = pick(5) == 0 ? 660 : pick(70)
        log.append("pass \(seconds)")
        place.clock.pass(.seconds(seconds))
        model.wall += Int64(seconds) * 1000
        model.steady += Int64(seconds) * 1000
    }

    private func reclaim() async throws {
        log.append("reclaim")
        try await store.reclaimExpired()
        model.reclaimExpired()
    }

    private func byHand() async throws {
        let job = Int64(pick(max(1, model.jobs.count)) + 1)
        if pick(3) == 0 {
            log.append("cancel \(job)")
            try await compare {
                try await store.cancel(job, by: "operator")
            } with: {
                try $0.cancel(job)
            }
        } else {
            log.append("retry \(job)")
            try await compare {
                try await store.retryDead(job, by: "operator")
            } with: {
                try $0.retryDead(job)
            }
        }
    }

    private func disturb() async throws {
        if pick(2) == 0 {
            log.append("restart")
            store = try place.open()
            model.restart()
        } else {
            let jump: Int64 = pick(2) == 0 ? 86_400_000 : -86_400_000
            log.append("jump \(jump)")
            place.clock.jump(milliseconds: jump)
            model.jump(jump)
            // The store notices at its next look at the clock, which this is.
            try await store.reclaimExpired()
            model.reclaimExpired()
        }
    }

    /// Both do it, or both refuse for the same reason.
    private func compare(
        _ body: () async throws -> Void, with expected: (inout QueueModel) throws -> Void
    ) async throws {
        var refusal: QueueModel.Refusal?
        do { try expected(&model) } catch let error as QueueModel.Refusal { refusal = error }
        let code: FleetError.Code? =
            switch refusal {
            case .leaseLost: .leaseLost
            case .noJob: .noJob
            case .wrongState: .wrongState
            case nil: nil
            }
        do {
            try await body()
            #expect(code == nil, "\(log.last ?? "") ought to be refused")
        } catch let error as FleetError { #expect(error.code == code) }
    }

    private static func row(_ job: QueueModel.Job) -> String {
        let causes = job.causes.sorted().joined(separator: ",")
        return "\(job.id) \(job.unit.repository)/\(job.unit.subject) \(job.state.rawValue)"
            + " \(job.reason ?? "-") \(job.priority.rawValue) \(causes) \(job.runAt)"
            + " \(job.attempts) \(job.crashes) \(job.token ?? 0)"
    }

    /// The store's jobs in the same words.
    static func table(of home: String) throws -> [String] {
        let connection = try Connection(
            .file(FleetStore.path(in: home)), access: .readOnly, schema: FleetStore.schema)
        return try connection.rows(
            """
            SELECT job.id || ' ' || repository.key || '/' || subject || ' ' || state || ' '
                || ifnull(reason, '-') || ' ' || priority || ' ' || replace(causes, char(10), ',')
                || ' ' || run_at || ' ' || attempts || ' ' || crashes || ' ' || ifnull(token, 0)
            FROM job JOIN unit ON unit.id = job.unit JOIN repository ON repository.id = job.repository
            ORDER BY job.id
            """
        ).compactMap { if case .text(let text) = $0[0] { text } else { nil } }
    }
}
