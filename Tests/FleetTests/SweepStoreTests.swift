import Remediation
import TestSupport
import Testing

@testable import Fleet

@Suite("What a sweep remembers")
struct SweepStoreTests {
    private let jobs = [
        RepositoryJob(location: "/a.git"), RepositoryJob(location: "/b.git", service: "b", tier: 1),
        RepositoryJob(location: "/c.git"),
    ]

    private func summary(_ job: RepositoryJob, failure: String? = nil) -> RemediationSummary {
        var summary = RemediationSummary(repository: job.name, location: job.location)
        summary.failure = failure
        summary.findings = [.init(severity: "high", count: 2)]
        summary.action = .created
        return summary
    }

    @Test("a sweep that was cut off goes on where it was; what failed is tried again")
    func resume() async throws {
        let home = try TemporaryDirectory()
        let sweep: Int64
        do {
            let store = try SweepStore(home: home.path)
            let begun = try await store.begin(jobs, resuming: true)
            sweep = begun.id
            #expect(begun.entries.map(\.status) == [.queued, .queued, .queued])
            try await store.start(0, of: sweep, attempt: 1)
            try await store.finish(0, of: sweep, with: summary(jobs[0]))
            try await store.start(1, of: sweep, attempt: 2)
            try await store.finish(2, of: sweep, with: summary(jobs[2], failure: "no network"))
        }
        let store = try SweepStore(home: home.path)
        let resumed = try await store.begin(jobs, resuming: true)
        #expect(resumed.id == sweep)
        #expect(resumed.entries.map(\.status) == [.completed, .retrying, .failed])
        #expect(resumed.entries.map(\.attempts) == [1, 2, 0])
        #expect(resumed.entries[0].summary == summary(jobs[0]))
        #expect(resumed.entries[1].job == jobs[1])
    }

    @Test("a finished sweep, another list, or no wish to resume begins anew")
    func anew() async throws {
        let home = try TemporaryDirectory()
        let store = try SweepStore(home: home.path)
        let first = try await store.begin(jobs, resuming: false).id
        #expect(try await store.begin(jobs, resuming: true).id == first)
        let second = try await store.begin(jobs, resuming: false).id
        #expect(second != first)
        let other = try await store.begin([jobs[0]], resuming: true).id
        #expect(other != second)
        try await store.finish(other)
        #expect(try await store.begin([jobs[0]], resuming: true).id != other)
    }

    @Test("a hundred sweeps are kept, and no more")
    func bounded() async throws {
        let home = try TemporaryDirectory()
        let store = try SweepStore(home: home.path)
        for _ in 0..<105 { _ = try await store.begin(jobs, resuming: false) }
        #expect(try await store.count == 100)
    }
}
