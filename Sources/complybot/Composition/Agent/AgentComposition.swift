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
        var terminal = terminal
        terminal.hidden += try configuration.outsideSecrets(terminal.environment) + secrets
        let home = try premises.installation.home()
        try HomeFolder.make(home)
        let connection = try Composition.connection(
            home: home, configuration: configuration, terminal: terminal)
        let environment = try Composition.remediation(
            engine: engine, configuration: configuration, home: home, connection: connection,
            arguments: arguments, terminal: terminal)
        let others = try await OutsideTable(configuration, terminal).tools()
        return AgentHost(
            repositories, in: environment, scope: scope,
            redactor: try redactor(terminal, engine), others: others)
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
