import Basics
import Remediation
import RuleEngine
import Snapshots

/// What `check` and `fix` share: a repository of this machine, the rules, and how its result is to be written.
struct LocalRun {
    /// The formats of a report.
    enum Format: String, CaseIterable { case text, json }

    /// From which severity on findings make the command fail.
    enum Threshold: String, CaseIterable {
        case none, info, low, medium, high, critical

        /// Whether some findings reach it.
        func isReached(by findings: [Finding]) -> Bool {
            guard let severity = Severity(rawValue: rawValue) else { return false }
            return findings.contains { $0.severity >= severity }
        }
    }

    static let argument = CommandSpecification.Argument(
        name: "PATH", summary: "the repository, or a folder in it (default: the current folder)")

    /// The options that say how a result is written and what counts.
    static func reportOptions(failOn: Threshold) -> [CommandSpecification.Option] {
        [
            .init(
                name: "format", value: "text|json",
                summary: "how the result is written (default text)"),
            .init(name: "output", value: "FILE", summary: "write the result to a file"),
            .init(
                name: "severity", value: "MIN", summary: "leave out findings below this severity"),
            .init(
                name: "repository-fact", value: "KEY=VALUE", isRepeatable: true,
                summary:
                    "what the forge knows of the repository: \(RepositoryFacts.keys.joined(separator: ", "))"
            ),
            .init(
                name: "fail-on", value: "SEVERITY",
                summary:
                    "exit 1 when findings of this severity are there; none never does (default \(failOn))"
            ),
        ]
    }

    let target: LocalTarget
    let engine: Engine
    /// What holds for the repository.
    let terms: RepositoryTerms
    let context: EvaluationContext
    let format: Format
    let minimumSeverity: Severity
    let threshold: Threshold
    private let output: String?
    private let terminal: Terminal

    /// Reads the options, opens the repository and loads the rules, in this order.
    init(
        _ arguments: ParsedArguments, _ terminal: Terminal, failOn: Threshold, path: String? = nil
    ) throws {
        format = try arguments.choice("format", default: .text)
        minimumSeverity = try arguments.choice("severity", default: .info)
        threshold = try arguments.choice("fail-on", default: failOn)
        output = arguments.value("output")
        self.terminal = terminal
        let configuration = try ProgramConfiguration.load(
            option: arguments.value("config"), environment: terminal.environment)
        target = try LocalTarget(
            path: path ?? arguments.arguments.first ?? ".", revision: arguments.value("rev"))
        let installation = Installation(environment: terminal.environment)
        engine = try Engine.load(
            arguments, configuration: configuration, installation: installation)
        terms = try engine.terms(
            of: target.snapshot, named: target.name, arguments: arguments,
            under: try configuration.completePolicy(installation))
        var context = engine.context(repository: target.name, terms: terms)
        context.facts = try RepositoryFacts(parsing: arguments.all("repository-fact"))
        self.context = context
    }

    /// The rules as the repository's configuration wants them.
    var rules: CompiledRuleSet { terms.rules }

    /// Says what is wrong with the configuration and the waivers, on standard error.
    ///
    /// - Returns: whether any of it is the user's mistake that must not go unseen.
    func tell(_ problems: [ConfigurationProblem]) -> Bool {
        var isFatal = false
        for problem in (terms.problems + problems).sorted() {
            let isStaleError =
                problem.kind == .staleWaiver && terms.settings.staleWaiversAreErrors
            let isError = problem.kind == .invalidFile || isStaleError
            terminal.note("complybot: \(isError ? "error" : "warning"): \(problem.diagnostic)\n")
            isFatal = isFatal || isError
        }
        if terms.isOptedOut {
            let reason = terms.settings.reason.map { ": \($0)" } ?? ""
            terminal.note("complybot: opted out\(reason)\n".escapedForLines)
        }
        return isFatal
    }

    /// Whether the result may be coloured.
    var isColoured: Bool { terminal.outputIsTerminal && output == nil }

    /// What was looked at, for reports.
    var reportTarget: CheckReport.Target {
        .init(path: target.path, revision: target.snapshot.revision, tree: target.snapshot.tree)
    }

    /// Writes the result where the options say.
    func write(_ text: String) throws { try Output.write(text, to: output, terminal: terminal) }
}

extension String {
    /// The text with every control character but the line end at its end made visible.
    fileprivate var escapedForLines: String {
        hasSuffix("\n") ? String(dropLast()).escapedForTerminal + "\n" : escapedForTerminal
    }
}
