import Basics
import Fleet
import Forge
import Git
import Remediation
import RuleEngine
import Snapshots

/// One run of the Action, its environment read and its user settled.
struct ActionRun {
    let inputs: ActionInputs
    let event: WorkflowEvent
    let runner: RunnerEnvironment
    let terminal: Terminal
    let log: RunnerLog

    /// Does the work, and tells at the commit when it could not be done.
    func run(_ outcome: inout ActionOutcome) async throws -> ExitStatus {
        let checks = try ActionChecks(inputs, event, runner, terminal, log)
        do {
            return try await run(&outcome, checks)
        } catch {
            if !event.isDeletion, !outcome.isReported { await checks?.report(error) }
            throw error
        }
    }

    /// Checks or fixes the workspace, brings the pull request to where it ought to be, and tells the runner.
    private func run(
        _ outcome: inout ActionOutcome, _ checks: ActionChecks?
    ) async throws -> ExitStatus {
        if event.isDeletion {
            try log.tell(.notice, "A branch or tag was deleted: there is nothing to check.")
            outcome.conclusion = .neutral
            return .done
        }
        let folder = try runner.path(inputs["path"] ?? ".", input: "path")
        let plan = try ActionPlan(inputs, event, runner, of: try checkout(folder))
        for notice in plan.notices { try log.tell(.warning, notice) }
        let sarifFile = try inputs["sarif-file"].map { try runner.path($0, input: "sarif-file") }
        let words = try words(plan) + [folder]
        let wantsSARIF = sarifFile != nil || plan.uploadsSARIF || inputs.format == .sarif
        let result = try await log.withoutCommands {
            try work(words, plan, wantsSARIF: wantsSARIF, wantsPreview: checks != nil)
        }
        outcome.count(result.report)
        outcome.fixed = result.fix?.report.patch.applied.count ?? 0
        if let sarifFile {
            try Output.write(result.report.sarif.text() + "\n", to: sarifFile, terminal: terminal)
            outcome.sarifFile = String(sarifFile.dropFirst(runner.workspace.count + 1))
        }
        let isAnnotated = try await report(result, checks)
        outcome.isReported = true
        try await tell(result, isAnnotated: isAnnotated)
        if result.isMisconfigured { return .usage }
        if plan.uploadsSARIF { try await upload(result.fix?.found ?? result.report) }
        if plan.proposes { outcome.pullRequestURL = try await propose() }
        // Whoever opens a pull request has told it on the way.
        if !plan.proposes {
            try await ActionDependencies(inputs, event, runner, terminal, log)?.submit(
                from: try checkout(folder), ignoring: result.ignoredPaths)
        }
        outcome.conclusion = result.isReached ? .failure : .success
        return result.isReached ? .findings : .done
    }

    /// What was found in the workspace, and what of it was put right.
    private struct Result {
        var report: CheckReport
        /// From which severity on a finding fails, and what the base had.
        var gate: CheckGate
        /// The check of a configuration that the change brings.
        var configuration: ConfigurationCheck?
        var fix: LocalFix?
        /// What the configuration does not look at.
        var ignoredPaths: [Glob]
        /// Whether findings of the severity that fails are left.
        var isReached: Bool
        /// Whether a mistake in the configuration must not go unseen.
        var isMisconfigured: Bool
    }

    private func work(
        _ words: [String], _ plan: ActionPlan, wantsSARIF: Bool, wantsPreview: Bool
    ) throws -> Result {
        let command = inputs.fixes ? FixCommand.specification : CheckCommand.specification
        let run = try LocalRun(
            try ParsedArguments(words, for: command), terminal, failOn: .low, format: .text,
            configurationOf: plan.configuration)
        var gate = CheckGate(threshold: Severity(rawValue: run.threshold.rawValue))
        let preview = wantsPreview ? try configurationCheck(run, words, plan) : nil
        if inputs.fixes {
            let fix = try LocalFix(
                run, allowsUnsafe: inputs.allowsUnsafe, isDryRun: false, wantsDiff: false)
            return Result(
                report: fix.report.current, gate: gate, configuration: preview, fix: fix,
                ignoredPaths: run.terms.ignoredPaths,
                isReached: run.threshold.isReached(by: fix.everythingLeft),
                isMisconfigured: run.tell(fix.problems))
        }
        // Only SARIF says what each patch would be, and planning costs more than detecting.
        let patch = wantsSARIF ? try run.plan() : nil
        let known = try run.findingsBeforeChange()
        gate.base = known.map { Set($0.map(\.fingerprint)) }
        let (report, problems) = run.report(
            patch?.before ?? run.detect(), of: run.target.snapshot, known: known ?? [],
            fixes: patch?.standaloneEdits ?? [:])
        let new = report.findings.filter { gate.base?.contains($0.fingerprint) != true }
        return Result(
            report: report, gate: gate, configuration: preview,
            ignoredPaths: run.terms.ignoredPaths,
            isReached: run.threshold.isReached(by: new),
            isMisconfigured: run.tell(problems))
    }

    /// The repository in a folder of the workspace.
    private func checkout(_ folder: String) throws -> Repository {
        do {
            return try Repository.discover(from: folder)
        } catch {
            guard error.code == .notARepository else { throw error }
            throw Diagnostic(
                .usage, "check the workspace", on: inputs["path"] ?? ".",
                because: "there is no checked out repository",
                remedy: "run actions/checkout in a step before this one")
        }
    }

    /// The options of `check` or `fix` that the inputs stand for.
    private func words(_ plan: ActionPlan) throws -> [String] {
        var words = try sharedWords()
        for name in ["severity", "fail-on"] {
            if let value = inputs[name] { words += ["--\(name)", value] }
        }
        if let file = inputs["baseline"] {
            words += ["--baseline", try runner.path(file, input: "baseline")]
        }
        if let commit = plan.changedSince { words += ["--changed-since", commit.description] }
        return words
    }

    /// The options that every command with rules has.
    private func sharedWords() throws -> [String] {
        var words: [String] = []
        for folder in inputs.lines("rules") {
            words += ["--rules", try runner.path(folder, input: "rules")]
        }
        for rule in inputs.words("rule") { words += ["--rule", rule] }
        for variable in inputs.lines("variables") { words += ["--var", variable] }
        for name in ["config", "advisories"] {
            if let path = inputs[name] {
                words += ["--\(name)", try runner.path(path, input: name)]
            }
        }
        return words
    }

    /// Tells the results at the commit.
    ///
    /// - Returns: whether the annotations are there.
    private func report(_ result: Result, _ checks: ActionChecks?) async throws -> Bool {
        guard let checks else { return false }
        if let configuration = result.configuration {
            _ = try await checks.report { configuration.checkRun(at: $0) }
        }
        if result.isMisconfigured {
            _ = try await checks.report {
                CheckRun.incomplete(
                    at: $0, because: result.report.configuration?.problems.map(\.diagnostic) ?? [])
            }
            return false
        }
        return try await checks.report { result.report.checkRun(at: $0, gate: result.gate) }
    }

    /// Tells the runner; annotations that are at the commit already are not told again.
    private func tell(_ result: Result, isAnnotated: Bool) async throws {
        if let file = runner.summaryFile {
            let markdown = result.fix?.report.markdown ?? result.report.markdown
            if try !RunnerFiles.summarise(markdown, in: file) {
                try log.tell(.warning, "The step's summary is full, so the report is not in it.")
            }
        }
        let text: String
        switch inputs.format {
        case .github where !isAnnotated: return try terminal.write(result.report.annotations)
        case .github, .text:
            text = result.fix?.report.text ?? result.report.text(coloured: false, columns: nil)
        case .json: text = (result.fix?.report.json ?? result.report.json).text() + "\n"
        case .sarif: text = result.report.sarif.text() + "\n"
        case .markdown: text = result.fix?.report.markdown ?? result.report.markdown
        }
        try await log.withoutCommands { try terminal.write(text) }
    }

    /// Sends a report of the checked out commit to code scanning.
    private func upload(_ report: CheckReport) async throws {
        guard let commit = ObjectID(hex: runner.commit),
            let repository = GitHubRepositoryName(parsing: runner.repository),
            runner.reference.hasPrefix("refs/")
        else {
            throw Diagnostic(
                .usage, "upload the report to code scanning", on: runner.reference,
                because: "the runner names no repository, reference and commit of GitHub's")
        }
        guard
            let connection = try Composition.connection(terminal)
        else { return }
        let scanning = CodeScanning(api: connection.api, repository: repository)
        let receipt = try await scanning.upload(
            sarif: Self.upload(of: report), of: commit, reference: runner.reference)
        switch try await scanning.reading(of: receipt) {
        case .complete: break
        case .pending:
            try log.tell(
                .notice, "GitHub has the report for code scanning, and has not read it yet.")
        case .failed(let reasons):
            throw Diagnostic(
                .incomplete, "upload the report to code scanning", on: runner.repository,
                because: "GitHub could not read it: \(reasons.joined(separator: "; "))")
        }
    }

    /// As much of a report as code scanning takes, the worst findings first.
    private static func upload(of report: CheckReport) -> [UInt8] {
        var room = CheckReport.maximumSARIFResults
        var sarif = Array(report.sarif.text(indented: false).utf8)
        while room > 1, !CodeScanning.fits(sarif) {
            room = min(room, report.shown.count) / 2
            sarif = Array(report.sarif(atMost: room).text(indented: false).utf8)
        }
        return sarif
    }

    /// The same path as `remediate`, for the repository that the workflow belongs to.
    ///
    /// - Returns: the pull request's address; empty when none is needed.
    private func propose() async throws -> String {
        let arguments = try ParsedArguments(
            try sharedWords() + [runner.address], for: RemediateCommand.specification)
        let report = try await log.withoutCommands {
            let job = RepositoryJob(location: runner.address)
            let report = try await SweepCommand.sweep(
                concurrency: 1, submitsDependencies: inputs.submitsDependencies != .false,
                arguments, terminal
            ) { _ in [job] }
            try terminal.write(report.text(coloured: false))
            return report
        }
        guard let summary = report.summaries.first else { return "" }
        if let failure = summary.failure {
            throw Diagnostic(
                summary.isUsageFailure ? .usage : .incomplete, "open the pull request",
                on: runner.repository, because: failure)
        }
        return summary.url ?? ""
    }
}
