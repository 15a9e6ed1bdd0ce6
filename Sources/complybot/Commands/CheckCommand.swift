import Basics
import Git
import Remediation
import RuleEngine
import Snapshots

/// `complybot check`: what drifts.
enum CheckCommand {
    /// The formats of a report.
    enum Format: String, CaseIterable { case text, json }

    /// From which severity on findings make the command fail.
    enum Threshold: String, CaseIterable {
        case none, info, low, medium, high, critical

        var severity: Severity? { Severity(rawValue: rawValue) }
    }

    static let reportOptions: [CommandSpecification.Option] = [
        .init(
            name: "format", value: "text|json", summary: "how the result is written (default text)"),
        .init(name: "output", value: "FILE", summary: "write the result to a file"),
        .init(name: "severity", value: "MIN", summary: "leave out findings below this severity"),
        .init(
            name: "fail-on", value: "SEVERITY",
            summary: "exit 1 from this severity on; none never does (default low)"),
    ]

    static let specification = CommandSpecification(
        words: ["check"],
        summary: "detect drift in a working tree, a bare repository or a commit",
        discussion:
            "Looks at the working tree as it is: changed and untracked files count, ignored ones do not.",
        arguments: [.init(name: "PATH", summary: "the repository (default: the current folder)")],
        options: [
            .init(
                name: "rev", value: "REV", summary: "look at a commit instead of the working tree")
        ]
            + Engine.options + reportOptions,
        run: run)

    private static func run(_ arguments: ParsedArguments, _ terminal: Terminal) async throws
        -> ExitStatus
    {
        let format = try arguments.choice("format", default: Format.text)
        let minimum = try arguments.choice("severity", default: Severity.info)
        let threshold = try arguments.choice("fail-on", default: Threshold.low)
        let configuration = try ProgramConfiguration.load(
            option: arguments.value("config"), environment: terminal.environment)
        let installation = Installation(environment: terminal.environment)
        let target = try LocalTarget(
            path: arguments.arguments.first ?? ".", revision: arguments.value("rev"))
        let engine = try Engine.load(
            arguments, configuration: configuration, installation: installation)
        let repositoryConfiguration = try RepositoryConfiguration.read(from: target.snapshot)
        let context = engine.context(
            repository: target.name, service: repositoryConfiguration.service ?? target.name)
        let report = CheckReport(
            toolVersion: Complybot.version,
            target: .init(
                path: target.path, revision: target.snapshot.revision, tree: target.snapshot.tree),
            ruleSet: engine.compiled.ruleSet,
            detection: Detection.run(engine.compiled, snapshot: target.snapshot, context: context),
            minimumSeverity: minimum)
        let text =
            switch format {
            case .text:
                report.text(coloured: terminal.outputIsTerminal && arguments.value("output") == nil)
            case .json: report.json.text() + "\n"
            }
        try Output.write(text, to: arguments.value("output"), terminal: terminal)
        guard let limit = threshold.severity else { return .done }
        return report.findings.contains { $0.severity >= limit } ? .findings : .done
    }
}
