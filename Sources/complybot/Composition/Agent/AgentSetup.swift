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

    let brain: any AgentBrain
    let limits: AgentLimits
    let onGivingUp: GivingUp
    /// Whether kept sessions are gone on with.
    let isResuming: Bool
    let redactor: Redactor
    let sessions: AgentSessions
    /// The tools of services outside.
    let others: [Tool]

    /// The options that `agent` and `sweep --agent` share.
    static let options: [CommandSpecification.Option] = [
        .init(
            name: "brain", value: "models|copilot",
            summary: "who drives: the configured models (default) or the GitHub Copilot CLI"),
        .init(name: "model", value: "NAME", summary: "the model to ask, of those configured"),
        .init(
            name: "on-give-up", value: "pipeline|fail",
            summary: "what happens to a job that the model does not finish (default pipeline)"),
        .init(
            name: "max-turns", value: "N", summary: "the most answers of the model (default 40)"),
    ]

    init(
        _ arguments: ParsedArguments, _ terminal: Terminal, _ engine: Engine,
        _ configuration: ProgramConfiguration, home: String
    ) async throws {
        var terminal = terminal
        terminal.hidden += try configuration.outsideSecrets(terminal.environment)
        var limits = AgentLimits()
        limits.turns = try arguments.number("max-turns", in: 1...500, default: limits.turns)
        self.limits = limits
        onGivingUp = try arguments.choice("on-give-up", default: GivingUp.pipeline)
        isResuming = arguments.has("resume")
        var setup = try ModelSetup(configuration.model, environment: terminal.environment)
        if let name = arguments.value("model") { setup = try setup.choosing(name) }
        redactor = try AgentComposition.redactor(terminal, engine).adding(secrets: setup.keys)
        sessions = try AgentSessions(home: home) { [terminal] problem in
            terminal.note("complybot: warning: \(problem)\n")
        }
        switch try arguments.choice("brain", default: BrainKind.models) {
        case .models:
            brain = try Self.models(
                setup, terminal, engine, home: home,
                network: try NetworkAccess(configuration, environment: terminal.environment))
        case .copilot:
            brain = try CopilotSetup.brain(setup, terminal, engine, home: home)
        }
        others = try await AgentComposition.outside(configuration, terminal)
    }

    private static func models(
        _ setup: ModelSetup, _ terminal: Terminal, _ engine: Engine, home: String,
        network: NetworkAccess
    ) throws -> any AgentBrain {
        guard !setup.links.isEmpty else { throw noModel }
        let asked = try Composition.models(
            setup, terminal, engine, home: home, network: network)
        guard let asked else { throw noRules }
        return ModelBrain(asked.model, run: asked.run)
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
