import AgentTools
import Basics
import Fleet
import Forge
import Remediation
import Sandbox

/// `complybot sweep`: every repository of a list.
enum SweepCommand {
    static let specification = CommandSpecification(
        words: ["sweep"],
        summary: "remediate every repository of a list or an organisation",
        discussion: """
            One that fails never stops another. A sweep that was cut off goes on with --resume.
            A repository that GitHub shows as the last sweep left it is not looked at again for up to a week; --all does.
            Pull requests to a bare repository of this machine are written beside it.
            """,
        options: [
            .init(
                name: "repos", value: "FILE", summary: "the list: {\"repos\": [\"https://…\", …]}"),
            .init(
                name: "org", value: "NAME",
                summary: "every repository of this organisation or user of GitHub's"),
            .init(name: "forks", summary: "with --org, forks too"),
            .init(name: "all", summary: "with --org, look at every repository, changed or not"),
            .init(
                name: "dry-run",
                summary: "find, patch and prove, but test, push and propose nothing"),
            .init(
                name: "agent",
                summary: "have a model drive each repository by tools; see complybot help agent"),
            .init(
                name: "concurrency", value: "N",
                summary: "repositories at once (default: processors)"),
            .init(
                name: "resume", summary: "go on with the last sweep of this list if it was cut off"),
            .init(
                name: "format", value: "text|json",
                summary: "how the result is written (default text)"),
            .init(name: "output", value: "FILE", summary: "write the result to a file"),
        ] + AgentSetup.options + Engine.options,
        run: run)

    private static func run(_ arguments: ParsedArguments, _ terminal: Terminal) async throws
        -> ExitStatus
    {
        let concurrency = try arguments.number(
            "concurrency", in: 1...256, default: Processors.count)
        let format = try arguments.choice("format", default: LocalRun.Format.text)
        let source = try source(arguments)
        let report = try await sweep(
            concurrency: concurrency, isShown: true,
            driving: arguments.has("agent") ? .all(tell: nil) : .willing,
            arguments, terminal
        ) { connection in
            try await jobs(from: source, connection, arguments, terminal)
        }
        try write(report, as: format, arguments, terminal)
        for failure in report.summaries.compactMap(\.failure) {
            terminal.note("complybot: error: \(failure)\n")
        }
        return report.hasFailures ? .findings : .done
    }

    /// Where the repositories are named.
    private enum Source {
        case list([RepositoryJob])
        case organization(String)
    }

    private static func source(_ arguments: ParsedArguments) throws -> Source {
        switch (arguments.value("repos"), arguments.value("org")) {
        case (let file?, nil):
            let bytes = try BoundedFile.read(
                file, limit: 64 << 20, while: "read the list of repositories")
            return .list(try RepositoryList.parse(bytes, file: file))
        case (nil, let organization?): return .organization(organization)
        case (nil, nil):
            throw Diagnostic(
                .usage, "run sweep", because: "neither --repos FILE nor --org NAME is given")
        case (_?, _?):
            throw Diagnostic(.usage, "run sweep", because: "--repos and --org exclude each other")
        }
    }

    private static func jobs(
        from source: Source, _ connection: GitHubConnection?, _ arguments: ParsedArguments,
        _ terminal: Terminal
    ) async throws -> [RepositoryJob] {
        switch source {
        case .list(let jobs): return jobs
        case .organization(let name):
            guard let connection else {
                throw FleetListing.noCredential(for: name)
            }
            return try await FleetListing(connection: connection, terminal: terminal).jobs(
                of: name, includingForks: arguments.has("forks"))
        }
    }

    /// Which repositories a model drives by tools.
    enum Driving {
        /// None.
        case none
        /// Those that want it, where the operator allows that.
        case willing
        /// All; `tell` hears what happens, nil to show a sweep's progress.
        case all(tell: (@Sendable (RepositoryJob, AgentEvent) -> Void)?)
    }

    /// Sweeps the jobs that `list` gives, with the options that `sweep` and `remediate` share.
    ///
    /// With `isShown` the fleet's dashboard is read before and written at the end.
    static func sweep(
        concurrency: Int, isShown: Bool = false, submitsDependencies: Bool = true,
        driving: Driving = .none,
        _ arguments: ParsedArguments, _ terminal: Terminal,
        of list: (GitHubConnection?) async throws -> [RepositoryJob]
    ) async throws -> SweepReport {
        let premises = try Premises.load(arguments, terminal)
        var configuration = premises.configuration
        if !submitsDependencies { configuration.dependencyGraph = .off }
        let (installation, engine) = (premises.installation, premises.engine)
        let home = try installation.home()
        try HomeFolder.make(home)
        let lock = try HomeLock.take(home: home, for: "sweep")
        defer { lock.release() }
        let store = try SweepStore(home: home)
        try await Composition.sandbox(configuration: configuration, home: home, terminal: terminal)
            .removeStaleScratch()
        let connection = try Composition.connection(
            home: home, configuration: configuration, terminal: terminal)
        let jobs = try await list(connection)
        var environment = try Composition.remediation(
            engine: engine, configuration: configuration, home: home, connection: connection,
            arguments: arguments, terminal: terminal)
        let dashboard =
            isShown && !environment.isDryRun
            ? FleetIssue(configuration, connection, terminal) : nil
        if let wishes = await dashboard?.wishes() { environment.wishes = wishes.map(\.command) }
        let progress = SweepProgress(jobs: jobs, terminal: terminal)
        let work = try work(driving, in: environment, configuration) { tell in
            AgentDriver(
                setup: try AgentSetup(arguments, terminal, engine, configuration, home: home),
                journals: try AgentJournals(home: home) { problem in
                    terminal.note("complybot: warning: \(problem)\n")
                }, tell: tell)
        }
        let sweep = Sweep(
            store: store, concurrency: concurrency,
            terms: environment.isDryRun || arguments.has("all") || !environment.wishes.isEmpty
                ? nil
                : Composition.settlementTerms(
                    environment, engine, try configuration.digest(installation),
                    on: environment.day),
            pause: environment.pause, work: work)
        let summaries = try await sweep.run(jobs, resuming: arguments.has("resume")) {
            if driving.isSilent { progress.show($0) }
        }
        progress.end()
        await dashboard?.show(summaries, on: environment.day)
        if let connection {
            terminal.note("complybot: \(await connection.api.budget.usage.text)\n")
        }
        return SweepReport(summaries)
    }

    /// What is done with each repository; `driver` is called only where a model may drive.
    private static func work(
        _ driving: Driving, in environment: RemediationEnvironment,
        _ configuration: ProgramConfiguration,
        driver: ((@Sendable (RepositoryJob, AgentEvent) -> Void)?) throws -> AgentDriver
    ) throws -> Sweep.Work {
        var environment = environment
        switch driving {
        case .all(let tell):
            return try driver(tell).work(in: environment)
        case .willing where configuration.model.agent.isAllowed:
            environment.driver = try driver(nil).drive
        case .willing, .none: break
        }
        let remediator = Remediator(environment)
        return { try await remediator.run($0, entering: $1) }
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

extension SweepCommand.Driving {
    /// Whether nobody but the sweep tells how it goes.
    fileprivate var isSilent: Bool { if case .all(tell: _?) = self { false } else { true } }
}
