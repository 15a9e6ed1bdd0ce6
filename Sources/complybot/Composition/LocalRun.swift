import Basics
import Documents
import FoundationEssentials
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

    /// The options of commands that look at a repository and judge nothing.
    static let lookOptions: [CommandSpecification.Option] =
        [
            .init(
                name: "rev", value: "REV", summary: "look at a commit instead of the working tree"),
            .init(
                name: "format", value: "text|json",
                summary: "how the result is written (default text)"),
            .init(name: "output", value: "FILE", summary: "write the result to a file"),
        ] + Engine.options

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
                name: "repository-fact", value: "KEY=VALUE", isRepeatable: true,
                summary:
                    "what the forge knows of the repository: \(RepositoryFacts.keys.joined(separator: ", "))"
            ),
            .init(
                name: "fail-on", value: "SEVERITY",
                summary:
                    "exit 1 when findings of this severity are there; none never does (default \(failOn))"
            ),
            .init(
                name: "jobs", value: "N",
                summary: "by how many threads files are scanned (default: one for each processor)"),
            .init(
                name: "no-cache",
                summary: "take nothing from earlier runs, and keep nothing for later ones"),
            .init(
                name: "statistics",
                summary: "say on standard error what was looked at and where the time went"),
        ]
    }

    let target: LocalTarget
    let engine: Engine
    /// What holds for the repository.
    let terms: RepositoryTerms
    let context: EvaluationContext
    let format: Format
    let selection: FindingSelection
    let threshold: Threshold
    let progress: Progress
    /// Who measures the run; nil without `--statistics`.
    let meter: RunMeter?
    private let baseline: (file: String, content: Baseline)?
    private let output: String?
    private let terminal: Terminal

    /// Reads the options, opens the repository and loads the rules, in this order.
    ///
    /// A command with formats of its own gives the one that stands for them here. The configuration is that of the files
    /// unless it is to be taken from a commit.
    init(
        _ arguments: ParsedArguments, _ terminal: Terminal, failOn: Threshold, path: String? = nil,
        format: Format? = nil, configurationOf commit: ObjectID? = nil
    ) throws {
        self.format = try format ?? arguments.choice("format", default: .text)
        let minimumSeverity: Severity = try arguments.choice("severity", default: .info)
        threshold = try arguments.choice("fail-on", default: failOn)
        let jobs = try arguments.number(
            "jobs", in: 1...1024, default: ProcessInfo.processInfo.activeProcessorCount)
        output = arguments.value("output")
        self.terminal = terminal
        let meter = arguments.has("statistics") ? RunMeter() : nil
        self.meter = meter
        let progress = Progress(terminal)
        self.progress = progress
        progress.enter("opening the repository")
        defer { progress.end() }
        let today = try Engine.day(arguments)
        baseline = try arguments.value("baseline").map { file in
            (file, try BaselineFile(file).read(today: today))
        }
        let target = try meter.measure(.walk) {
            try LocalTarget(
                path: path ?? arguments.arguments.first ?? ".", revision: arguments.value("rev"))
        }
        self.target = target
        selection = FindingSelection(
            minimumSeverity: minimumSeverity,
            changes: try arguments.value("changed-since").map { try target.changes(since: $0) })
        progress.enter("loading the rules")
        let premises = try Premises.load(arguments, terminal, meter: meter)
        engine = premises.engine
        let configured = try commit.map { try GitTreeSnapshot(commit: $0, in: target.repository) }
        terms = try engine.terms(
            of: configured ?? target.snapshot, named: target.name, arguments: arguments,
            under: try premises.configuration.completePolicy(premises.installation))
        var context = engine.context(repository: target.name, terms: terms)
        context.facts = try RepositoryFacts(parsing: arguments.all("repository-fact"))
        context.meter = meter
        context.jobs = jobs
        context.cache = arguments.has("no-cache") ? nil : premises.installation.resultCache
        self.context = context
    }

    /// The rules as the repository's configuration wants them.
    var rules: CompiledRuleSet { terms.rules }

    /// Whether a run is about a part of the findings only.
    var selectsFindings: Bool {
        selection.minimumSeverity > .info || selection.changes != nil || baseline != nil
    }

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

    /// Whether the result goes to a file that the options name.
    var isWrittenToFile: Bool { output != nil }

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
        return Detection.run(rules, snapshot: target.snapshot, context: context)
    }

    /// The findings with what people decided about each: the waivers, then this baseline or the one of the options.
    func judge(
        _ detection: DetectionReport, in snapshot: any Snapshot, by other: Baseline? = nil
    ) -> Judgement {
        var judgement = terms.judge(detection, in: snapshot)
        if let known = other ?? baseline?.content {
            judgement.findings = known.judging(judgement.findings)
        }
        return judgement
    }

    /// A report of what was detected in a snapshot, and what is wrong with the waivers.
    ///
    /// `known` are findings that do not count besides those of the baseline.
    func report(
        _ detection: DetectionReport, of snapshot: any Snapshot,
        baseline other: (file: String, content: Baseline)? = nil, known: [Finding] = [],
        fixes: [Digest: [RepositoryPath: [TextEdit]]] = [:]
    ) -> (report: CheckReport, problems: [ConfigurationProblem]) {
        let used = other ?? baseline
        var judgement = judge(detection, in: snapshot, by: used?.content)
        if !known.isEmpty {
            judgement.findings = Baseline(
                owner: nil, expires: nil, toolVersion: Complybot.version,
                ruleSetDigest: rules.ruleSet.digest.description,
                entries: known.map { Baseline.Entry($0) }
            ).judging(judgement.findings)
        }
        let report = CheckReport(
            toolVersion: Complybot.version, target: reportTarget, ruleSet: rules.ruleSet,
            detection: detection, judged: judgement.findings, snapshot: snapshot,
            selection: selection,
            baseline: used.map { file, content in
                BaselineComparison(
                    file: file, baseline: content,
                    stale: content.stale(in: detection, by: rules.ruleSet))
            }, fixes: fixes, configuration: terms.stamp(judgement.problems))
        return (report, judgement.problems)
    }

    /// Says what was measured, if the options ask for it.
    func tellStatistics(of report: CheckReport) {
        guard let meter else { return }
        let statistics = RunStatistics(
            figures: meter.figures, files: target.snapshot.entries.count,
            rules: rules.ruleSet.rules.count, findings: report.findings.count)
        terminal.note(statistics.text)
    }

    /// Writes the result where the options say.
    func write(_ text: String) throws { try Output.write(text, to: output, terminal: terminal) }

    /// Writes a result whose bytes may be no UTF-8.
    func write(_ bytes: [UInt8]) throws { try Output.write(bytes, to: output, terminal: terminal) }
}

extension String {
    /// The text with every control character but the line end at its end made visible.
    fileprivate var escapedForLines: String {
        hasSuffix("\n") ? String(dropLast()).escapedForTerminal + "\n" : escapedForTerminal
    }
}
