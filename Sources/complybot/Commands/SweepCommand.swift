import Basics
import Fleet
import Remediation
import Sandbox

/// `complybot sweep`: every repository of a list.
enum SweepCommand {
    static let specification = CommandSpecification(
        words: ["sweep"],
        summary: "remediate every repository of a list",
        discussion: """
            One that fails never stops another. A sweep that was cut off goes on with --resume.
            Repositories are bare repositories of this machine; each pull request is written beside its repository.
            """,
        options: [
            .init(
                name: "repos", value: "FILE", summary: "the list: {\"repos\": [\"https://…\", …]}"),
            .init(
                name: "dry-run",
                summary: "find, patch and prove, but test, push and propose nothing"),
            .init(
                name: "concurrency", value: "N",
                summary: "repositories at once (default: processors)"),
            .init(
                name: "resume", summary: "go on with the last sweep of this list if it was cut off"),
            .init(
                name: "format", value: "text|json",
                summary: "how the result is written (default text)"),
            .init(name: "output", value: "FILE", summary: "write the result to a file"),
        ] + Engine.options,
        run: run)

    private static func run(_ arguments: ParsedArguments, _ terminal: Terminal) async throws
        -> ExitStatus
    {
        let concurrency = try arguments.number(
            "concurrency", in: 1...256, default: Processors.count)
        guard let file = arguments.value("repos") else {
            throw Diagnostic(.usage, "run sweep", because: "--repos FILE is missing")
        }
        let bytes = try BoundedFile.read(
            file, limit: 64 << 20, while: "read the list of repositories")
        let jobs = try RepositoryList.parse(bytes, file: file)
        let format = try arguments.choice("format", default: LocalRun.Format.text)
        let report = try await sweep(jobs, concurrency: concurrency, arguments, terminal)
        try write(report, as: format, arguments, terminal)
        for failure in report.summaries.compactMap(\.failure) {
            terminal.note("complybot: error: \(failure)\n")
        }
        return report.hasFailures ? .findings : .done
    }

    /// Sweeps jobs with the options that `sweep` and `remediate` share.
    static func sweep(
        _ jobs: [RepositoryJob], concurrency: Int, _ arguments: ParsedArguments,
        _ terminal: Terminal
    ) async throws -> SweepReport {
        let configuration = try ProgramConfiguration.load(
            option: arguments.value("config"), environment: terminal.environment)
        let installation = Installation(environment: terminal.environment)
        let engine = try Engine.load(
            arguments, configuration: configuration, installation: installation)
        let home = try installation.home()
        try HomeFolder.make(home)
        let lock = try FileLock.takeIfFree("\(home)/lock")
        guard lock != nil else {
            throw Diagnostic(
                .incomplete, "start a sweep", on: home, because: "another sweep uses this home",
                remedy: "wait for it, or set COMPLYBOT_HOME to another folder")
        }
        let store = try SweepStore(home: home)
        try await Composition.sandbox(configuration: configuration, home: home, terminal: terminal)
            .removeStaleScratch()
        let environment = try Composition.remediation(
            engine: engine, configuration: configuration, home: home,
            arguments: arguments, terminal: terminal)
        let progress = SweepProgress(jobs: jobs, terminal: terminal)
        let sweep = Sweep(
            remediator: Remediator(environment), store: store, concurrency: concurrency)
        let summaries = try await sweep.run(jobs, resuming: arguments.has("resume")) {
            progress.show($0)
        }
        progress.end()
        return SweepReport(summaries)
    }

    /// Writes a report where the options say.
    static func write(
        _ report: SweepReport, as format: LocalRun.Format, _ arguments: ParsedArguments,
        _ terminal: Terminal
    ) throws {
        let text =
            switch format {
            case .text:
                arguments.value("output") == nil
                    ? report.text(
                        coloured: terminal.outputIsTerminal, columns: terminal.outputSize?.columns)
                    : report.text(coloured: false)
            case .json: report.json.text() + "\n"
            }
        try Output.write(text, to: arguments.value("output"), terminal: terminal)
    }
}
