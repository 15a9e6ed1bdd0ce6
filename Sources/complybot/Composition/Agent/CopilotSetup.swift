import AgentTools
import Basics
import FoundationEssentials
import LanguageModels
import RuleEngine

/// Finds the Copilot CLI, and the model server that it is to ask.
enum CopilotSetup {
    /// The variable that has the token for GitHub's own models.
    private static let tokenVariable = "COPILOT_GITHUB_TOKEN"

    /// The error of a run in which the CLI would have nobody to ask.
    private static let noModel = Diagnostic(
        .usage, "have the Copilot CLI drive",
        because: "no language model is configured, and \(tokenVariable) is not set",
        remedy:
            "set \(tokenVariable) to a token of an account with Copilot, or OPENAI_BASE_URL or model.chain for a model of yours"
    )

    /// The CLI as the brain; its model is the first of those configured, or GitHub's own with `COPILOT_GITHUB_TOKEN`.
    static func brain(
        _ setup: ModelSetup, _ terminal: Terminal, _ engine: Engine, home: String,
        watch: ModelWatch
    ) throws -> CopilotBrain {
        let link = setup.links.first { if case .provider = $0.model { true } else { false } }
        let token = terminal.environment[tokenVariable].flatMap { $0.isEmpty ? nil : $0 }
        guard link != nil || token != nil else { throw noModel }
        guard
            let redactor = try Composition.redactor(
                terminal, engine, setup.settings, keys: setup.keys)
        else { throw AgentSetup.noRules }
        let launch = CopilotBrain.Launch(
            program: try program(terminal), workspaces: "\(home)/agent/copilot",
            cache: "\(home)/cache/copilot", provider: link.flatMap(provider),
            token: link == nil ? token : nil)
        let meter = try Composition.meter(setup, terminal, home: home, watch: watch)
        let gitHub = ModelIdentity(provider: "copilot", model: CopilotBrain.chosenByGitHub)
        let account = CopilotAccount(
            meter, model: link?.identity ?? gitHub, price: link?.price, run: "\(meter.now())")
        return CopilotBrain(launch, account: account, redactor: redactor)
    }

    private static func provider(of link: ModelSetup.Link) -> CopilotProvider? {
        guard case .provider(let configuration) = link.model else { return nil }
        let kind: CopilotProvider.Kind
        switch configuration.interface {
        case .openAI, .openAIResponses, .compatible: kind = .openai
        case .azure, .azureResponses: kind = .azure
        case .anthropic: kind = .anthropic
        }
        var provider = CopilotProvider(
            kind, baseURL: "\(configuration.baseURL)", apiKey: configuration.apiKey,
            model: configuration.model)
        provider.usesResponses = [.openAIResponses, .azureResponses].contains(
            configuration.interface)
        provider.apiVersion = configuration.apiVersion
        return provider
    }

    /// `COPILOT_CLI_PATH`, or `copilot` where programs are looked for.
    private static func program(_ terminal: Terminal) throws -> String {
        let named = terminal.environment["COPILOT_CLI_PATH"] ?? ""
        if !named.isEmpty {
            if FileManager.default.isExecutableFile(atPath: named) { return named }
            throw Diagnostic(
                .usage, "find the Copilot CLI", on: named, because: "it is no program",
                remedy: "correct COPILOT_CLI_PATH")
        }
        let folders = (terminal.environment["PATH"] ?? "").split(separator: ":")
        let found = folders.filter { $0.hasPrefix("/") }.map { "\($0)/copilot" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
        if let found { return found }
        throw Diagnostic(
            .usage, "find the Copilot CLI", because: "there is no copilot in PATH",
            remedy: "install github-copilot-sdk 1.0.0 and set COPILOT_CLI_PATH to its bin/copilot")
    }
}
