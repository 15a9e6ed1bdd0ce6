import AgentTools
import Basics
import LanguageModels
import Remediation
import RuleEngine

/// All that a run needs to have repositories driven by a brain, as the options and the environment say.
struct AgentSetup: Sendable {
    /// Who may decide which tool is called next.
    enum BrainKind: String, CaseIterable {
        case models, copilot
    }

    /// When sessions that were cut off are gone on with.
    enum Resumption: Sendable {
        /// When a person asks for it; one that cannot be read is their error.
        case asked(Bool)
        /// Wherever it can be done.
        case always
    }

    let brain: any AgentBrain
    /// How edits are chosen among several; nil where the first is taken.
    let deliberation: Deliberation?
    let limits: AgentLimits
    let onGivingUp: GivingUp
    let resumption: Resumption
    let redactor: Redactor
    let sessions: AgentSessions
    /// The services outside that the brain may ask.
    let outside: OutsideTable

    /// The options that `agent` and `sweep --agent` share.
    static let options: [CommandSpecification.Option] =
        [
            .init(
                name: "brain", value: "models|copilot",
                summary: "who drives: the configured models (default) or the GitHub Copilot CLI"),
            .init(name: "model", value: "NAME", summary: "the model to ask, of those configured"),
            .init(
                name: "on-give-up", value: "pipeline|fail",
                summary: "what happens to a job that the model does not finish (default pipeline)"),
            .init(
                name: "max-turns", value: "N", summary: "the most answers of the model (default 40)"
            ),
        ] + AgentWays.options

    /// Puts it together: by the options, then the operator's configuration; `watch` is told what models are asked.
    init(
        _ arguments: ParsedArguments, _ terminal: Terminal, _ engine: Engine,
        _ configuration: ProgramConfiguration, home: String, resumption: Resumption? = nil,
        watch: ModelWatch = ModelWatch()
    ) throws {
        var terminal = terminal
        terminal.hidden += try configuration.outsideSecrets(terminal.environment)
        let wished = configuration.model.agent
        var limits = AgentLimits()
        limits.turns = try arguments.number(
            "max-turns", in: AgentSettings.turnCounts, default: wished.turns ?? limits.turns)
        self.limits = limits
        onGivingUp = try arguments.choice("on-give-up", default: GivingUp.pipeline)
        self.resumption = resumption ?? .asked(arguments.has("resume"))
        var setup = try ModelSetup(configuration.model, environment: terminal.environment)
        if let name = arguments.value("model") { setup = try setup.choosing(name) }
        redactor = try AgentComposition.redactor(terminal, engine).adding(secrets: setup.keys)
        sessions = try AgentSessions(home: home) { [terminal] problem in
            terminal.note("complybot: warning: \(problem)\n")
        }
        let ways = try wished.ways.adjusted(by: arguments)
        let network = try NetworkAccess(configuration, environment: terminal.environment)
        func asked() throws -> Composition.AskedModels {
            try Self.asked(setup, terminal, engine, home: home, network: network, watch: watch)
        }
        switch try arguments.choice("brain", default: wished.brain ?? .models) {
        case .models:
            let asked = try asked()
            brain = ways.brain(of: asked)
            deliberation = ways.deliberation(among: asked)
        case .copilot:
            guard ways.settings == nil else { throw Self.noRoles }
            brain = try CopilotSetup.brain(setup, terminal, engine, home: home, watch: watch)
            deliberation = ways.candidates > 1 ? ways.deliberation(among: try asked()) : nil
        }
        outside = try OutsideTable(configuration, terminal)
    }

    /// The models behind their budgets and books.
    private static func asked(
        _ setup: ModelSetup, _ terminal: Terminal, _ engine: Engine, home: String,
        network: NetworkAccess, watch: ModelWatch
    ) throws -> Composition.AskedModels {
        guard !setup.links.isEmpty else { throw noModel }
        let asked = try Composition.models(
            setup, terminal, engine, home: home, network: network, watch: watch)
        guard let asked else { throw noRules }
        return asked
    }

    /// The error of roles that the Copilot CLI cannot fill.
    private static var noRoles: Diagnostic {
        Diagnostic(
            .usage, "have the Copilot CLI drive", because: "roles are filled by models alone",
            remedy: "leave roles out, or say --brain models")
    }

    /// The session that a job is to go on from; nil to begin anew.
    func kept(of job: RepositoryJob) throws -> AgentRecord? {
        switch resumption {
        case .asked(false): nil
        case .asked(true): try sessions.kept(of: job)
        case .always: sessions.left(of: job)
        }
    }

    /// The error of a run whose questions could not be cleaned of credentials.
    static var noRules: Diagnostic {
        Diagnostic(
            .usage, "have a model drive", because: "the rules that ship are not found",
            remedy: "set COMPLYBOT_RULES")
    }

    /// The error of a run without a model.
    static var noModel: Diagnostic {
        Diagnostic(
            .usage, "have a model drive", because: "no language model is configured",
            remedy: "set OPENAI_BASE_URL, or model.chain in the configuration; see complybot doctor"
        )
    }
}
