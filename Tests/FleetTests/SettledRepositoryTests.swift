import Basics
import Forge
import Remediation
import Snapshots
import TestSupport
import Testing

@testable import Fleet

@Suite("What a sweep need not look at again")
struct SettledRepositoryTests {
    private let terms = SettlementTerms(digest: Digest(of: "terms"), day: Day(number: 20_000))
    private static let head = "1111111111111111111111111111111111111111"
    private static let botHead = "2222222222222222222222222222222222222222"

    private func job(
        head: String = Self.head, botHead: String? = nil,
        pullRequest: RepositoryObservation.Proposal? = nil
    ) throws -> RepositoryJob {
        var job = RepositoryJob(location: "https://forge.example/acme/a.git")
        job.forgeID = 7
        job.observation = RepositoryObservation(
            defaultBranch: "main", head: try #require(ObjectID(hex: head)),
            botHead: botHead.flatMap { ObjectID(hex: $0) }, pullRequest: pullRequest)
        return job
    }

    private func proposal(
        _ state: PullRequest.State = .open, labels: [String] = ["complybot"], comments: Int = 0
    ) -> RepositoryObservation.Proposal {
        .init(
            number: 3, state: state, base: "main", isDraft: false, labels: labels,
            comments: comments)
    }

    private func summary(_ action: RemediationSummary.PullRequestAction) -> RemediationSummary {
        var summary = RemediationSummary(
            repository: "a", location: "https://forge.example/acme/a.git")
        summary.base = Self.head
        summary.action = action
        summary.findings = [.init(severity: "high", count: 2)]
        return summary
    }

    @Test("a compliant repository is not looked at again while the forge shows the same")
    func compliant() async throws {
        let home = try TemporaryDirectory()
        let store = try SweepStore(home: home.path)
        let job = try job()
        #expect(try await store.settled(job, under: terms) == nil)
        try await store.settle(job, with: summary(.none), under: terms)
        #expect(try await store.settled(job, under: terms) == summary(.none))
        let moved = try self.job(head: Self.botHead)
        #expect(try await store.settled(moved, under: terms) == nil)
        var renamed = job
        renamed.location = "https://forge.example/acme/b.git"
        #expect(try await store.settled(renamed, under: terms)?.repository == "b")
        let otherRules = SettlementTerms(digest: Digest(of: "other"), day: terms.day)
        #expect(try await store.settled(job, under: otherRules) == nil)
    }

    @Test("what a run left behind counts as seen, so that the next run asks nothing more")
    func written() async throws {
        let home = try TemporaryDirectory()
        let store = try SweepStore(home: home.path)
        var created = summary(.created)
        (created.head, created.writes, created.number) = (Self.botHead, 2, 3)
        created.pullRequest = proposal()
        try await store.settle(try job(), with: created, under: terms)
        let same = try job(botHead: Self.botHead, pullRequest: proposal())
        let kept = try #require(try await store.settled(same, under: terms))
        #expect(kept.action == .unchanged && kept.writes == 0 && kept.number == 3)
        for other in [
            try job(), try job(botHead: Self.head, pullRequest: proposal()),
            try job(botHead: Self.botHead, pullRequest: proposal(.closed)),
            try job(botHead: Self.botHead, pullRequest: proposal(comments: 1)),
            try job(
                botHead: Self.botHead,
                pullRequest: proposal(labels: ["complybot", "complybot/hold"])),
        ] {
            #expect(try await store.settled(other, under: terms) == nil)
        }
    }

    @Test("a failure, a mistake, another base or a wait is looked at again")
    func unsettled() async throws {
        let home = try TemporaryDirectory()
        let store = try SweepStore(home: home.path)
        let job = try job()
        let spoilers: [(inout RemediationSummary) -> Void] = [
            { $0.failure = "no network" }, { $0.isUsageFailure = true }, { $0.others = [$0] },
            { $0.problems = ["x"] }, { $0.isWaiting = true }, { $0.base = Self.botHead },
            { $0.action = .created },
        ]
        for spoil in spoilers {
            try await store.settle(job, with: summary(.none), under: terms)
            var summary = summary(.none)
            spoil(&summary)
            try await store.settle(job, with: summary, under: terms)
            #expect(try await store.settled(job, under: terms) == nil)
        }
    }

    @Test("every repository is looked at once a week, one with waivers every day")
    func days() async throws {
        let home = try TemporaryDirectory()
        let store = try SweepStore(home: home.path)
        let job = try job()
        func isSettled(after days: Int) async throws -> Bool {
            let later = SettlementTerms(
                digest: terms.digest, day: Day(number: terms.day.number + days))
            return try await store.settled(job, under: later) != nil
        }
        try await store.settle(job, with: summary(.none), under: terms)
        #expect(try await isSettled(after: 3))
        #expect(try await !isSettled(after: 7))
        var unasked = summary(.none)
        unasked.errors = ["no advisories are known"]
        try await store.settle(job, with: unasked, under: terms)
        #expect(try await isSettled(after: 3))
        for spoil: (inout RemediationSummary) -> Void in [
            { $0.waived = 1 }, { $0.isUnread = true },
        ] {
            var summary = summary(.none)
            spoil(&summary)
            try await store.settle(job, with: summary, under: terms)
            #expect(try await isSettled(after: 0))
            #expect(try await !isSettled(after: 1))
        }
    }
}
