internal import Basics
internal import Remediation
internal import Sandbox

/// What `run_tests` tells of a verdict.
///
/// Names of tests come from the repository: they are data, and nothing in them is obeyed.
struct TestAnswer {
    let tests: TestStage.Verdicts
    let isHeld: Bool

    init(_ tests: TestStage.Verdicts, isHeld: Bool) {
        self.tests = tests
        self.isHeld = isHeld
    }

    /// The words for a verdict.
    static let verdicts = ["passing", "regressed", "failing_before", "not_run"]

    var json: JSONValue {
        let comparisons = tests.components.map(\.comparison)
        return .members([
            "verdict": .string(verdict), "summary": .string(tests.summary),
            "may_propose": .bool(!isHeld), "regressions": Self.list(tests.regressions),
            "failing_before": Self.list(preexisting),
            "fixed": Self.list(comparisons.flatMap { $0.ids(.fixed) }),
            "output": .string(output),
        ])
    }

    private var verdict: String {
        if tests.isRegressed { return "regressed" }
        let verdicts = tests.components.map(\.comparison.verdict)
        let isNotRun = verdicts.contains { if case .notRun = $0 { true } else { false } }
        if isNotRun { return "not_run" }
        let isFailing = verdicts.contains {
            if case .preExistingFailures = $0 { true } else { false }
        }
        return isFailing ? "failing_before" : "passing"
    }

    private var preexisting: [String] {
        tests.components.flatMap { component -> [String] in
            guard case .preExistingFailures(let ids) = component.comparison.verdict else {
                return []
            }
            return ids
        }
    }

    /// The end of what the run with the change wrote, where something is wrong.
    private var output: String {
        guard verdict != "passing" else { return "" }
        let outputs = tests.components.compactMap { component -> String? in
            switch component.comparison.after {
            case .ran(let report): report.output
            case .error(_, let output): output
            case .notRun: nil
            }
        }
        return String(outputs.joined(separator: "\n").suffix(8_000))
    }

    private static func list(_ names: [String]) -> JSONValue {
        .array(names.prefix(100).map { .string(String($0.prefix(300))) })
    }
}
