internal import Basics
internal import HTTPClient

/// Keeps to GitHub's limits: one budget for each credential, shared by all workers and, by its store, by all processes.
///
/// What others did is looked up at every content write and at most once a second otherwise.
package actor GitHubBudget {
    /// What a request is taken from.
    struct Charge: Sendable, Hashable {
        /// The credential, by a name that is no secret.
        var account: String
        /// GitHub's kind of limit: `core`, `search`, `graphql`.
        var resource: String
        /// Whether it changes content.
        var isWrite: Bool

        /// GitHub's own weights: a read is one, a write five.
        var points: Int { isWrite ? 5 : 1 }
    }

    private struct Account {
        var state = GitHubBudgetState()
        /// What the store has not been told yet.
        var news = GitHubBudgetState()
        var lookedUp: Int?
    }

    private static let lookUpEvery = 1000

    private let executor = BlockingExecutor(label: "github-budget")
    private let store: any GitHubBudgetStore
    private let clock: GitHubClock
    private let pace: GitHubPace
    private var accounts: [String: Account] = [:]
    /// What talking to GitHub has cost so far.
    package private(set) var usage = GitHubUsage()

    /// The store writes to a file, so it has a thread of its own.
    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    /// A budget over a store.
    package init(
        store: any GitHubBudgetStore = MemoryBudgetStore(), clock: GitHubClock = .system,
        pace: GitHubPace = .usual
    ) {
        self.store = store
        self.pace = pace
        self.clock = clock
    }

    /// Waits until a request may go out, and counts it.
    ///
    /// - Throws: `.limited` at once when the wait would be longer than `patience` (milliseconds), `.cancelled`.
    func admit(_ charge: Charge, patience: Int, while attempted: String) async throws(GitHubError) {
        let end = clock.now() + patience
        while true {
            let now = clock.now()
            guard let slot = reserve(charge, from: now, until: end) else {
                guard now + Self.lookUpEvery <= end else {
                    throw GitHubError(
                        .limited(seconds: 30), attempted,
                        because: "the budget that all workers share cannot be asked")
                }
                try await wait(Self.lookUpEvery, while: attempted)
                continue
            }
            guard slot <= end else {
                throw GitHubError(
                    .limited(seconds: (slot - now + 999) / 1000), attempted,
                    because: "GitHub's limits leave no room for it yet")
            }
            if slot > now {
                do throws(GitHubError) {
                    try await wait(slot - now, while: attempted)
                } catch {
                    if charge.isWrite { giveBack(slot, of: charge.account) }
                    throw error
                }
            }
            if depart(charge) { return }
        }
    }

    /// Waits for a reason of the limits.
    private func wait(_ milliseconds: Int, while attempted: String) async throws(GitHubError) {
        usage.waitedMilliseconds += milliseconds
        do {
            try await clock.sleep(milliseconds)
        } catch {
            throw GitHubError(.cancelled, attempted, because: "the task was cancelled")
        }
    }

    /// When the request may go out; a content write has its place in the line from now on if that is in time.
    ///
    /// Nil for one that may not go out without the store's word, which the store does not give.
    private func reserve(_ charge: Charge, from now: Int, until end: Int) -> Int? {
        var slot = now
        let isShared = sync(charge.account, force: charge.isWrite) { state in
            slot = state.earliest(
                from: now, resource: charge.resource, points: charge.points, at: pace)
            guard charge.isWrite else { return }
            slot = state.earliestWrite(from: slot, at: pace)
            if slot <= end { state.writes.append(slot) }
        }
        return isShared || !charge.isWrite || !store.isBinding ? slot : nil
    }

    /// Counts the request, unless GitHub has closed the way meanwhile.
    private func depart(_ charge: Charge) -> Bool {
        let now = clock.now()
        let account = accounts[charge.account, default: Account()]
        let earliest = account.state.earliest(
            from: now, resource: charge.resource, points: charge.points, at: pace)
        // A write that finds the way closed takes a new place; its old one stays counted, which errs to the safe side.
        guard earliest <= now else { return false }
        accounts[charge.account]?.state.spend(
            points: charge.points, resource: charge.resource, at: now)
        accounts[charge.account]?.news.points[now / 1000, default: 0] += charge.points
        usage.requests += 1
        if charge.isWrite { usage.writes += 1 }
        return true
    }

    private func giveBack(_ slot: Int, of account: String) {
        sync(account, force: true) { state in
            if let index = state.writes.lastIndex(of: slot) { state.writes.remove(at: index) }
        }
    }

    /// Takes what an answer's headers say of GitHub's own limit.
    func observe(_ primary: GitHubBudgetState.Primary, of charge: Charge) {
        accounts[charge.account, default: Account()].state.observe(primary, of: charge.resource)
        accounts[charge.account]?.news.observe(primary, of: charge.resource)
    }

    /// Closes the way for a credential, or for one resource of it, because GitHub said so.
    func block(_ charge: Charge, onlyResource: Bool, seconds: Int) {
        let now = clock.now()
        let until = now + seconds * 1000
        sync(charge.account, force: true) { state in
            if onlyResource {
                state.primaries[charge.resource] = .init(remaining: 0, reset: until, observed: now)
            } else {
                state.blockedUntil = max(state.blockedUntil, until)
            }
        }
    }

    /// What is left now, by GitHub's kinds of limit, and of our own of content writes; the least of all credentials.
    package func remaining() -> [String: Int] {
        let now = clock.now()
        var left = ["content-minute": pace.writesPerMinute, "content-hour": pace.writesPerHour]
        for account in accounts.values {
            let minute = account.state.writes.count { $0 > now - 60_000 }
            let hour = account.state.writes.count { $0 > now - 3_600_000 }
            left["content-minute"] = min(
                left["content-minute", default: 0], max(0, pace.writesPerMinute - minute))
            left["content-hour"] = min(
                left["content-hour", default: 0], max(0, pace.writesPerHour - hour))
            for (resource, primary) in account.state.primaries where primary.reset > now {
                left[resource] = min(left[resource] ?? .max, max(0, primary.remaining))
            }
        }
        return left
    }

    /// Counts an answer that was served from what is kept.
    func countCached() { usage.cached += 1 }

    /// Counts a repetition.
    func countRepeat() { usage.repeats += 1 }

    /// Brings our state and the store's together, at most so often, and changes both.
    ///
    /// - Returns: false when the store failed.
    @discardableResult
    private func sync(
        _ name: String, force: Bool, _ change: (inout GitHubBudgetState) -> Void
    ) -> Bool {
        let now = clock.now()
        var account = accounts[name] ?? Account()
        defer { accounts[name] = account }
        let isDue = account.lookedUp.map { now - $0 >= Self.lookUpEvery } ?? true
        guard force || isDue else {
            change(&account.state)
            return true
        }
        defer { account.lookedUp = now }
        do {
            try store.update(name) { shared in
                shared.merge(account.news)
                shared.forget(at: now)
                change(&shared)
                account.state = shared
            }
            account.news = GitHubBudgetState()
            return true
        } catch {
            usage.storeFailures += 1
            account.state.forget(at: now)
            change(&account.state)
            return false
        }
    }
}
