import RuleEngine

/// What a command with rules begins with: the operator's configuration, this installation, and the engine of both.
struct Premises: Sendable {
    var configuration: ProgramConfiguration
    let installation: Installation
    let engine: Engine

    /// Loads what options, environment and configuration name.
    ///
    /// - Throws: every mistake of the configuration, or of the packs.
    static func load(
        _ arguments: ParsedArguments, _ terminal: Terminal, packs: [String] = [],
        withTests: Bool = false, meter: RunMeter? = nil
    ) throws -> Premises {
        let configuration = try ProgramConfiguration.load(arguments, terminal)
        let installation = Installation(environment: terminal.environment)
        return Premises(
            configuration: configuration, installation: installation,
            engine: try Engine.load(
                arguments, packs: packs, configuration: configuration, installation: installation,
                withTests: withTests, meter: meter))
    }
}
