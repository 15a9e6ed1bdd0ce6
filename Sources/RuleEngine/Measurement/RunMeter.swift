internal import Snapshots
internal import Synchronization

/// Where the time of a run goes, and how much it looked at; whoever wants no figures passes none around.
///
/// Phases may be entered within phases: every moment counts for the innermost one only, so that the sum is the whole.
/// They are entered and left by one thread; amounts may be counted from any.
package final class RunMeter: Sendable {
    /// A kind of work.
    package enum Phase: String, CaseIterable, Sendable {
        case loadPacks = "load-packs"
        case compilePatterns = "compile-patterns"
        case compileQueries = "compile-queries"
        case walk
        case readAndScan = "read-and-scan"
        case parse
        case evaluate
        case planAndGates = "plan-and-gates"
        case report
        /// All that has no name of its own.
        case other
    }

    /// An amount that is counted.
    package enum Amount: String, CaseIterable, Sendable {
        /// Files read again count again.
        case bytesRead = "bytes-read"
        case patternCacheHits = "pattern-cache-hits"
        case patternCacheMisses = "pattern-cache-misses"
        /// Reports on whole repositories.
        case resultCacheHits = "result-cache-hits"
        case resultCacheMisses = "result-cache-misses"
        /// Files of which it was known which patterns may match in them.
        case scanCacheHits = "scan-cache-hits"
    }

    /// What is done to files; each file counts once for each.
    package enum Treatment: String, CaseIterable, Sendable {
        case read, scanned, parsed
    }

    /// The figures.
    package struct Figures: Sendable {
        /// Time by phase; rules are a part of `evaluate`.
        package fileprivate(set) var times: [Phase: Duration] = [:]
        /// Time of the rules themselves by id, without what reading, scanning and parsing took.
        package fileprivate(set) var ruleTimes: [String: Duration] = [:]
        package fileprivate(set) var amounts: [Amount: Int] = [:]
        fileprivate var files: [Treatment: Set<RepositoryPath>] = [:]

        /// How many files something was done to.
        package func files(_ treatment: Treatment) -> Int { files[treatment]?.count ?? 0 }
    }

    private enum Account {
        case phase(Phase)
        case rule(String)
    }

    private struct State {
        var figures = Figures()
        var open: [Account] = []
        var since: ContinuousClock.Instant

        /// Gives the time since the last change to whom it belongs.
        mutating func settle() {
            let now = ContinuousClock.now
            let passed = now - since
            since = now
            switch open.last ?? .phase(.other) {
            case .phase(let phase): figures.times[phase, default: .zero] += passed
            case .rule(let id):
                figures.times[.evaluate, default: .zero] += passed
                figures.ruleTimes[id, default: .zero] += passed
            }
        }
    }

    private let state: Mutex<State>

    /// A meter that starts now.
    package init() { state = Mutex(State(since: .now)) }

    /// What was measured up to now.
    package var figures: Figures {
        state.withLock { state in
            state.settle()
            return state.figures
        }
    }

    /// Adds to an amount.
    package func add(_ count: Int, to amount: Amount) {
        state.withLock { $0.figures.amounts[amount, default: 0] += count }
    }

    /// Notes that something was done to a file.
    func note(_ path: RepositoryPath, _ treatment: Treatment) {
        state.withLock { _ = $0.figures.files[treatment, default: []].insert(path) }
    }

    fileprivate func enter(phase: Phase) { open(.phase(phase)) }

    fileprivate func enter(rule: String) { open(.rule(rule)) }

    private func open(_ account: Account) {
        state.withLock { state in
            state.settle()
            state.open.append(account)
        }
    }

    fileprivate func leave() {
        state.withLock { state in
            state.settle()
            state.open.removeLast()
        }
    }
}

extension RunMeter? {
    /// Does something whose time belongs to a phase; without a meter it is only done.
    package func measure<Result, Failure>(
        _ phase: RunMeter.Phase, _ work: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        guard let self else { return try work() }
        self.enter(phase: phase)
        defer { self.leave() }
        return try work()
    }

    /// Does something whose time belongs to a rule.
    func measure<Result, Failure>(
        rule: String, _ work: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        guard let self else { return try work() }
        self.enter(rule: rule)
        defer { self.leave() }
        return try work()
    }
}
