import AgentTools
import Basics
import LanguageModels
import Remediation

/// Puts together what drives repositories by tools.
enum AgentComposition {
    /// The host of some repositories' tools; `secrets` are kept from answers besides those of the environment.
    static func host(
        of repositories: [RepositoryJob], scope: ToolScope, secrets: [String] = [],
        arguments: ParsedArguments, terminal: Terminal
    ) async throws -> AgentHost {
        let configuration = try ProgramConfiguration.load(
            option: arguments.value("config"), environment: terminal.environment)
        var terminal = terminal
        terminal.hidden += try configuration.outsideSecrets(terminal.environment) + secrets
        let installation = Installation(environment: terminal.environment)
        let engine = try Engine.load(
            arguments, configuration: configuration, installation: installation)
        let home = try installation.home()
        try HomeFolder.make(home)
        let connection = try Composition.connection(
            home: home, configuration: configuration, terminal: terminal)
        let environment = try Composition.remediation(
            engine: engine, configuration: configuration, home: home, connection: connection,
            arguments: arguments, terminal: terminal)
        let others = try await outside(configuration, terminal)
        return AgentHost(
            repositories, in: environment, scope: scope,
            redactor: try redactor(terminal, engine), others: others)
    }

    /// The tools of services outside; one that gives none, or not all, is warned of on one line.
    static func outside(
        _ configuration: ProgramConfiguration, _ terminal: Terminal
    ) async throws -> [Tool] {
        let network = try NetworkAccess(configuration, environment: terminal.environment)
        var tools: [Tool] = []
        for settings in configuration.outside {
            let service = try settings.service(terminal, client: network.client)
            let offer = await OutsideTools.offer(of: service, as: settings.role)
            tools += offer.tools
            if let refusal = offer.refusal { terminal.note("complybot: warning: \(refusal)\n") }
        }
        return tools
    }

    /// Cleans whatever a tool answers, for a client may pass it on to anybody.
    static func redactor(
        _ terminal: Terminal, _ engine: Engine
    ) throws -> Redactor {
        guard engine.knowsCredentials else {
            throw Diagnostic(
                .usage, "offer tools",
                because:
                    "the rules that ship are not found, and without them credentials in answers would not be",
                remedy: "set COMPLYBOT_RULES")
        }
        return Redactor(
            secrets: terminal.secrets.sorted(), finder: try engine.credentialFormats())
    }
}
