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
        let premises = try Premises.load(arguments, terminal)
        let (configuration, engine) = (premises.configuration, premises.engine)
        let home = try premises.installation.home()
        try HomeFolder.make(home)
        let connection = try Composition.connection(
            home: home, configuration: configuration, terminal: terminal)
        let environment = try Composition.remediation(
            engine: engine, configuration: configuration, home: home, connection: connection,
            arguments: arguments, terminal: terminal)
        let outside = try await outside(configuration, terminal)
        return AgentHost(
            repositories, in: environment, scope: scope,
            redactor: try redactor(terminal, engine, secrets: secrets + outside.tokens),
            others: outside.tools)
    }

    /// The tools of services outside, and what opens those; a service that gives none is warned of.
    static func outside(
        _ configuration: ProgramConfiguration, _ terminal: Terminal
    ) async throws -> (tools: [Tool], tokens: [String]) {
        let network = try NetworkAccess(configuration, environment: terminal.environment)
        var tools: [Tool] = []
        var tokens: [String] = []
        for settings in [configuration.scanner, configuration.authority].compactMap(\.self) {
            let service = try settings.service(terminal, client: network.client)
            if let token = service.token { tokens.append(token) }
            guard settings.hasTools else { continue }
            let found = await OutsideTools.tools(of: service, prefix: settings.role.rawValue)
            tools += found.tools
            if let failure = found.failure { terminal.note("complybot: warning: \(failure)\n") }
        }
        return (tools, tokens)
    }

    /// Cleans whatever a tool answers, for a client may pass it on to anybody.
    static func redactor(
        _ terminal: Terminal, _ engine: Engine, secrets: [String] = []
    ) throws -> Redactor {
        guard engine.knowsCredentials else {
            throw Diagnostic(
                .usage, "offer tools",
                because:
                    "the rules that ship are not found, and without them credentials in answers would not be",
                remedy: "set COMPLYBOT_RULES")
        }
        return Redactor(
            secrets: (terminal.secrets + secrets).sorted(), finder: try engine.credentialFormats())
    }
}
