/// What came of running a repository's own tests once.
///
/// Everything in it is as reported by the repository: the tests ran whatever code the repository holds.
package enum TestRun: Sendable, Hashable {
    /// The tests ran to their end.
    case ran(TestReport)
    /// They were not started, and why.
    case notRun(NotRunReason)
    /// They went beyond a limit and were killed; what they had written until then.
    case error(TestLimit, output: String)

    /// One line, the same for the same result: "12 passed, 1 failed", "not run: no-tests", "error: limit memory".
    package var summary: String {
        switch self {
        case .ran(let report): report.summary
        case .notRun(let reason): "not run: \(reason)"
        case .error(let limit, _): "error: limit \(limit.rawValue)"
        }
    }

    /// Whether the tests ran and all was well.
    package var isSuccess: Bool {
        if case .ran(let report) = self { report.isSuccess } else { false }
    }
}

/// A limit that a test run can go beyond.
package enum TestLimit: String, Sendable, Hashable {
    case wallTime = "wall-time"
    case processorTime = "processor-time"
    case memory
    case processes
    case disk
}

/// Why tests were not started.
package enum NotRunReason: Sendable, Hashable, CustomStringConvertible {
    /// The repository has none that we know how to run.
    case noTests
    /// No usable isolation; tests never run without.
    case noSandbox(String)
    /// They want packages that only a network in the test phase could bring.
    case needsNetwork(String)
    /// A dependency exists as source only, and building it would run its code.
    case needsBuild(String)
    /// The dependencies could not be had.
    case dependenciesUnavailable(String)
    /// A program is not installed.
    case missingTool(String)
    /// The tree could not be written out.
    case unreadableTree(String)
    /// The operator has switched tests off.
    case switchedOff

    package var description: String {
        switch self {
        case .noTests: "no-tests"
        case .noSandbox(let detail): "no-sandbox (\(detail))"
        case .needsNetwork(let detail): "needs-network (\(detail))"
        case .needsBuild(let detail): "needs-build (\(detail))"
        case .dependenciesUnavailable(let detail): "dependencies unavailable (\(detail))"
        case .missingTool(let tool): "\(tool) is not installed"
        case .unreadableTree(let detail): "tree cannot be written out (\(detail))"
        case .switchedOff: "switched-off"
        }
    }
}

/// The verdict on one test.
package enum TestVerdict: String, Sendable, Hashable {
    case passed
    case failed
    case error
    case skipped

    /// Whether the test says that something is wrong.
    package var isBad: Bool { self == .failed || self == .error }
}

/// One test and its verdict.
package struct TestOutcome: Sendable, Hashable {
    /// `classname::name`, on one line, without invisible characters.
    package var id: String
    /// What it came to.
    package var verdict: TestVerdict

    /// An outcome from its parts.
    package init(id: String, verdict: TestVerdict) {
        self.id = id
        self.verdict = verdict
    }
}

/// What a test run that came to its end reported.
package struct TestReport: Sendable, Hashable {
    /// The command, as a person would type it.
    package var command: String
    /// The exit status; 128 and the number for a signal.
    package var exitStatus: Int32
    /// The tests, sorted by id, each id once; nil when only the exit status is known.
    package var outcomes: [TestOutcome]?
    /// Head and tail of what was written, without escape sequences and control characters.
    package var output: String
    /// Whether the report that the command was told to write is there and can be read.
    ///
    /// A run that ends with status 0 before its reporter has written anything proves nothing.
    package var isComplete: Bool

    /// A report from its parts; the outcomes are sorted, and the worst verdict stands for a repeated id.
    package init(
        command: String, exitStatus: Int32, outcomes: [TestOutcome]?, output: String,
        isComplete: Bool = true
    ) {
        self.command = command
        self.exitStatus = exitStatus
        self.outcomes = outcomes.map(Self.normalised)
        self.output = output
        self.isComplete = isComplete
    }

    /// How many tests came to a verdict.
    package func count(_ verdict: TestVerdict) -> Int {
        outcomes?.count { $0.verdict == verdict } ?? 0
    }

    /// Whether the exit status and every test say that all is well.
    package var isSuccess: Bool {
        isComplete && exitStatus == 0 && !(outcomes?.contains { $0.verdict.isBad } ?? false)
    }

    /// "12 passed, 1 failed", or the exit status where the tests are not known one by one.
    package var summary: String {
        guard outcomes != nil else {
            if exitStatus != 0 { return "failed (exit \(exitStatus))" }
            return isComplete ? "passed" : "failed (no report)"
        }
        let words: [(TestVerdict, String)] = [
            (.passed, "passed"), (.failed, "failed"), (.error, "errors"), (.skipped, "skipped"),
        ]
        var parts = words.compactMap { verdict, word in
            let count = count(verdict)
            return count > 0 || verdict == .passed ? "\(count) \(word)" : nil
        }
        // A status that the tests do not explain, as of a run that was cut short.
        if exitStatus != 0 && count(.failed) + count(.error) == 0 {
            parts.append("exit \(exitStatus)")
        }
        return parts.joined(separator: ", ")
    }

    private static func normalised(_ outcomes: [TestOutcome]) -> [TestOutcome] {
        let gravity: [TestVerdict] = [.skipped, .passed, .failed, .error]
        var worst: [[UInt8]: TestOutcome] = [:]
        for outcome in outcomes {
            let key = Array(outcome.id.utf8)
            guard let known = worst[key] else {
                worst[key] = outcome
                continue
            }
            let ranks = (
                gravity.firstIndex(of: known.verdict) ?? 0,
                gravity.firstIndex(of: outcome.verdict) ?? 0
            )
            if ranks.1 > ranks.0 { worst[key] = outcome }
        }
        return worst.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.value)
    }
}
