import Basics
import Fleet
import Forge
import LanguageModels
import Remediation
import Sandbox

/// What `serve` and `worker` have alike: a home folder of their own, a log, and all that work on a repository needs.
struct Workplace {
    let settings: ProgramConfiguration
    let log: Log
    let home: String
    let lock: HomeLock
    let connection: GitHubConnection?
    let environment: RemediationEnvironment
    /// What drives the repositories that want it; nil where the operator lets no model.
    let agent: AgentSetup?
    /// The process's terminal, but that what it is told goes into the log.
    let terminal: Terminal
    /// What language models are asked, run by run.
    let tally = ModelTally()
    /// How many repositories are worked on at once.
    let concurrency: Int
    /// Under what a repository counts as settled, on a day.
    let terms: @Sendable (Day) -> SettlementTerms

    /// The options of both commands.
    static let options: [CommandSpecification.Option] =
        [
            .init(
                name: "concurrency", value: "N",
                summary: "repositories worked on at once (default: processors)"),
            .init(
                name: "log", value: "text|json",
                summary: "how the log is written (default: text on a terminal, else json)"),
            .init(
                name: "log-level", value: "debug|info|warning|error",
                summary: "the least that is logged (default info)"),
        ] + Engine.options

    /// Puts it together and takes the home folder; `purpose` is what another process there is told.
    ///
    /// `budgets` take the place of the home folder's own limits of the forge; `watch` is told what models are asked.
    ///
    /// - Throws: what an operator has to put right.
    init(
        _ arguments: ParsedArguments, _ terminal: Terminal, for purpose: String,
        budgets: (any GitHubBudgetStore)? = nil, watch: ModelWatch = ModelWatch()
    ) async throws {
        let premises = try Premises.load(arguments, terminal)
        let (settings, engine) = (premises.configuration, premises.engine)
        let installation = premises.installation
        concurrency = try arguments.number("concurrency", in: 1...256, default: Processors.count)
        let redactor = try Composition.redactor(terminal, engine, settings.model)
        let form = try arguments.choice(
            "log", default: terminal.errorIsTerminal ? Log.Form.text : .json)
        let level = try arguments.choice("log-level", default: Log.Level.info)
        log = Log(form, level: level, redact: { redactor?.redacted($0) ?? $0 })

        let log = log
        var terminal = terminal
        terminal.listener = { log.take($0) }
        self.terminal = terminal
        let tally = tally
        let watch = ModelWatch(
            called: { record in
                tally.add(record)
                watch.called(record)
            }, described: watch.described)
        home = try installation.home()
        try HomeFolder.make(home)
        lock = try HomeLock.take(home: home, for: purpose)
        try await Composition.sandbox(configuration: settings, home: home, terminal: terminal)
            .removeStaleScratch()
        connection = try Composition.connection(
            home: home, configuration: settings, budgets: budgets, terminal: terminal)
        let environment = try Composition.remediation(
            engine: engine, configuration: settings, home: home, connection: connection,
            arguments: arguments, terminal: terminal, watch: watch)
        agent =
            settings.model.agent.isAllowed
            ? try AgentSetup(
                arguments, terminal, engine, settings, home: home, resumption: .always,
                watch: watch) : nil
        let digest = try settings.digest(installation)
        terms = { Composition.settlementTerms(environment, engine, digest, on: $0) }
        self.environment = environment
        self.settings = settings
    }

    /// By what all that work on the fleet must work alike: version, rules, and the operator's configuration.
    var rules: Digest { terms(environment.day).digest }
}
