import Basics
import TestSupport
import Testing

@testable import Forge

@Suite struct GitHubBudgetTests {
    static let write = GitHubBudget.Charge(account: "a", resource: "core", isWrite: true)
    static let read = GitHubBudget.Charge(account: "a", resource: "core", isWrite: false)

    @Test("at most 20 content writes go out in any minute and 400 in any hour, a second apart")
    func writes() async throws {
        let time = TestClock()
        let budget = GitHubBudget(clock: time.clock)
        var moments: [Int] = []
        for _ in 0..<450 {
            try await budget.admit(Self.write, patience: 7_200_000, while: "write")
            moments.append(time.now)
        }
        for (index, moment) in moments.enumerated() {
            if index >= 1 { #expect(moment - moments[index - 1] >= 1000) }
            if index >= 20 { #expect(moment - moments[index - 20] >= 60_000) }
            if index >= 400 { #expect(moment - moments[index - 400] >= 3_600_000) }
        }
        #expect(moments[19] - moments[0] == 19_000)
        #expect(await budget.usage.writes == 450)
    }

    @Test("an Enterprise Server's administrator may allow more, github.com's users only less")
    func pace() async throws {
        let name = GitHubPace.setting
        let own = try GitHubEndpoint(serverURL: "https://github.contoso.example")
        let common = try GitHubEndpoint()
        #expect(try GitHubPace(environment: [:], for: own) == .usual)
        #expect(try GitHubPace(environment: [name: ""], for: common) == .usual)
        #expect(try GitHubPace(environment: [name: "6"], for: common).writesPerMinute == 6)
        for (text, endpoint) in [("21", common), ("0", own), ("-1", own), ("many", own)] {
            #expect(throws: Diagnostic.self) {
                try GitHubPace(environment: [name: text], for: endpoint)
            }
        }
        let time = TestClock()
        let budget = GitHubBudget(
            clock: time.clock, pace: try GitHubPace(environment: [name: "600"], for: own))
        let start = time.now
        for _ in 0..<601 {
            try await budget.admit(Self.write, patience: 7_200_000, while: "write")
        }
        #expect(time.now - start == 60_000)
    }

    @Test("two processes of one home share the limits")
    func shared() async throws {
        let folder = try TemporaryDirectory()
        let time = TestClock()
        let budgets = [
            GitHubBudget(store: try SharedBudgetStore(home: folder.path), clock: time.clock),
            GitHubBudget(store: try SharedBudgetStore(home: folder.path), clock: time.clock),
        ]
        var moments: [Int] = []
        for number in 0..<25 {
            try await budgets[number % 2].admit(Self.write, patience: 7_200_000, while: "write")
            moments.append(time.now)
        }
        for index in 20..<25 { #expect(moments[index] - moments[index - 20] >= 60_000) }
        await budgets[0].block(Self.read, onlyResource: false, seconds: 600)
        time.advance(1000)
        await #expect(throws: GitHubError.self) {
            try await budgets[1].admit(Self.read, patience: 1000, while: "read")
        }
        #expect(await budgets[0].usage.storeFailures == 0)
        let other = GitHubBudget.Charge(account: "b", resource: "core", isWrite: false)
        try await budgets[1].admit(other, patience: 0, while: "read")
    }

    @Test("GitHub's own limit stops its resource until the reset, and no other")
    func primary() async throws {
        let time = TestClock()
        let budget = GitHubBudget(clock: time.clock)
        let start = time.now
        await budget.observe(
            .init(remaining: 2, reset: start + 90_000, observed: start), of: Self.read)
        for _ in 0..<2 { try await budget.admit(Self.read, patience: 0, while: "read") }
        let search = GitHubBudget.Charge(account: "a", resource: "search", isWrite: false)
        try await budget.admit(search, patience: 0, while: "read")
        do throws(GitHubError) {
            try await budget.admit(Self.read, patience: 60_000, while: "read")
            Issue.record("it was let through")
        } catch { #expect(error.code == .limited(seconds: 91)) }
        try await budget.admit(Self.read, patience: 120_000, while: "read")
        #expect(time.now == start + 91_000)
        await budget.observe(
            .init(remaining: 0, reset: time.now - 5, observed: time.now), of: Self.read)
        try await budget.admit(Self.read, patience: 0, while: "read")
    }

    @Test("reads keep to the points of a minute")
    func points() async throws {
        let time = TestClock()
        let budget = GitHubBudget(clock: time.clock)
        let start = time.now
        for _ in 0..<1700 { try await budget.admit(Self.read, patience: 600_000, while: "read") }
        #expect(time.now - start >= 120_000)
        #expect(time.now - start <= 122_000)
    }

    @Test("a wait is given up when its task is cancelled, and its place goes back")
    func cancelled() async throws {
        let time = TestClock()
        var clock = time.clock
        clock.sleep = { _ in throw CancellationError() }
        let budget = GitHubBudget(clock: clock)
        try await budget.admit(Self.write, patience: 0, while: "write")
        for _ in 0..<3 {
            do throws(GitHubError) {
                try await budget.admit(Self.write, patience: 5000, while: "write")
                Issue.record("it was let through")
            } catch { #expect(error.code == .cancelled) }
        }
        time.advance(1000)
        try await budget.admit(Self.write, patience: 0, while: "write")
    }

    @Test("a gate lets through in order, and forgets who left")
    func gate() async throws {
        let gate = Gate(width: 1)
        try await gate.enter()
        let left = Task { try await gate.enter() }
        left.cancel()
        await #expect(throws: CancellationError.self) { try await left.value }
        let next = Task { try await gate.enter() }
        gate.leave()
        try await next.value
        gate.leave()
        try await gate.enter()
    }

    @Test("a state that cannot be shared is kept alone and counted")
    func brokenStore() async throws {
        struct Broken: GitHubBudgetStore {
            func update(_ account: String, _ change: (inout GitHubBudgetState) -> Void) throws {
                throw Diagnostic(.incomplete, "share", because: "disk full")
            }
        }
        let time = TestClock()
        let budget = GitHubBudget(store: Broken(), clock: time.clock)
        for _ in 0..<3 { try await budget.admit(Self.write, patience: 9000, while: "write") }
        #expect(time.sleeps == [1000, 1000])
        #expect(await budget.usage.storeFailures > 0)
    }
}
