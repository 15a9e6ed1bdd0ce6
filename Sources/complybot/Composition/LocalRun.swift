import Basics
import Documents
import Git
import Remediation
import RuleEngine
import Snapshots

/// What `check` and `fix` share: a repository of this machine, the rules, and how its result is to be written.
struct LocalRun {
    /// The formats of reports that are for people or programs and nothing else.
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
    static func reportOptions<Format>(
        _ formats: Format.Type, failOn: Threshold
    ) -> [CommandSpecification.Option]
    where Format: RawRepresentable<String> & CaseIterable {
        [
            .init(
                name: "format", value: formats.allCases.map(\.rawValue).joined(separator: "|"),
                summary: "how the result is written (default text)"),
            .init(name: "output", value: "FILE", summary: "write the result to a file"),
            .init(
                name: "severity", value: "MIN", summary: "leave out findings below this severity"),
            .init(
                name: "changed-since", value: "REV",
                summary: "only findings in what differs from where REV and this parted"),
            .init(
                name: "baseline", value: "FILE",
                summary: "findings that this file knows are shown but do not count"),
            .init(
                name: "fail-on", value: "SEVERITY",
                summary:
                    "exit 1 when findings of this severity are there; none never does (default \(failOn))"
            ),
        ]
    }

    let target: LocalTarget
    let engine: Engine
    let context: EvaluationContext
    let selection: FindingSelection
    let threshold: Threshold
    let progress: Progress
    private let baseline: (file: String, content: Baseline)?
    private let output: String?
    private let terminal: Terminal

    /// Reads the options, opens the repository and loads the rules, in this order.
    init(_ arguments: ParsedArguments, _ terminal: Terminal, failOn: Threshold) throws {
        let minimumSeverity: Severity = try arguments.choice("severity", default: .info)
        threshold = try arguments.choice("fail-on", default: failOn)
        output = arguments.value("output")
        self.terminal = terminal
        progress = Progress(terminal)
        progress.enter("opening the repository")
        let progress = progress
        defer { progress.end() }
        baseline = try arguments.value("baseline").map { file in
            (file, try BaselineFile(file).read(today: .today))
        }
        let configuration = try ProgramConfiguration.load(
            option: arguments.value("config"), environment: terminal.environment)
        let target = try LocalTarget(
            path: arguments.arguments.first ?? ".", revision: arguments.value("rev"))
        self.target = target
        selection = FindingSelection(
            minimumSeverity: minimumSeverity,
            changes: try arguments.value("changed-since").map { try target.changes(since: $0) })
        progress.enter("loading the rules")
        engine = try Engine.load(
            arguments, configuration: configuration,
            installation: Installation(environment: terminal.environment))
        let own = try RepositoryConfiguration.read(from: target.snapshot)
        context = engine.context(repository: target.name, service: own.service ?? target.name)
    }

    /// Whether anybody may have decided something about findings.
    var hasJudgements: Bool { baseline != nil }

    /// The rules of the run.
    var ruleSet: RuleSet { engine.compiled.ruleSet }

    /// Whether the result may be coloured.
    var isColoured: Bool { terminal.outputIsTerminal && output == nil }

    /// How wide the result may be; nil where it goes to no terminal.
    var columns: Int? { output == nil ? terminal.outputSize?.columns : nil }

    /// What was looked at, for reports.
    var reportTarget: CheckReport.Target {
        .init(
            path: target.path, revision: target.snapshot.revision, tree: target.snapshot.tree,
            repositoryURI: target.repositoryURI)
    }

    /// What the rules say of the files.
    func detect() -> DetectionReport {
        progress.enter("checking \(target.snapshot.entries.count) files")
        defer { progress.end() }
        return Detection.run(engine.compiled, snapshot: target.snapshot, context: context)
    }

    /// The findings with what people decided about each.
    func judge(_ detection: DetectionReport, by other: Baseline? = nil) -> [JudgedFinding] {
        let judged = detection.findings.map { JudgedFinding($0) }
        return (other ?? baseline?.content)?.judging(judged) ?? judged
    }

    /// A report of what was detected in a snapshot.
    func report(
        _ detection: DetectionReport, of snapshot: any Snapshot,
        baseline other: (file: String, content: Baseline)? = nil,
        fixes: [Digest: [RepositoryPath: [TextEdit]]] = [:]
    ) -> CheckReport {
        let used = other ?? baseline
        return CheckReport(
            toolVersion: Complybot.version, target: reportTarget, ruleSet: ruleSet,
            detection: detection, judged: judge(detection, by: used?.content), snapshot: snapshot,
            selection: selection,
            baseline: used.map { file, content in
                BaselineComparison(
                    file: file, baseline: content,
                    stale: content.stale(in: detection, by: ruleSet))
            }, fixes: fixes)
    }

    /// Writes the result where the options say.
    func write(_ text: String) throws { try Output.write(text, to: output, terminal: terminal) }

    /// Writes a result whose bytes may be no UTF-8.
    func write(_ bytes: [UInt8]) throws { try Output.write(bytes, to: output, terminal: terminal) }
}
