import Basics
import Forge
import FoundationEssentials
import Git
import HTTPClient
import LanguageModels
import Policies
import Remediation
import RuleEngine
import Sandbox

/// Puts the parts together for one run; nothing below knows a global.
enum Composition {
    /// Everything that remediations of this run share.
    static func remediation(
        engine: Engine, configuration: ProgramConfiguration, home: String,
        arguments: ParsedArguments, terminal: Terminal
    ) throws -> RemediationEnvironment {
        let policies = try engine.policies()
        var options = RemoteOptions()
        options.credentials = credentials(terminal.environment)
        let installation = Installation(environment: terminal.environment)
        var environment = RemediationEnvironment(
            mirrors: MirrorStore(home: home), remoteOptions: options, rules: engine.compiled,
            grammars: engine.grammars, knowledge: engine.knowledge, policies: policies,
            policyIndex: try PolicyIndex(policies), approvals: try approvals(of: engine),
            tests: try testRunner(configuration: configuration, home: home, terminal: terminal),
            forge: DirectoryForge(), describer: try describer(terminal, engine),
            identity: Identity(
                name: configuration.identity.name, email: configuration.identity.email),
            patchOptions: PatchOptions(), isDryRun: arguments.has("dry-run"),
            toolVersion: Complybot.version,
            policy: try configuration.completePolicy(installation),
            day: try Engine.day(arguments),
            pinnedVariables: Engine.pinnedVariables(arguments))
        environment.cache = installation.resultCache
        return environment
    }

    /// The change-management matrix: `approvals.yaml` of the first pack that has one.
    static func approvals(of engine: Engine) throws -> ApprovalMatrix {
        for pack in engine.packs {
            let file = "\(pack.folder)/approvals.yaml"
            guard FileManager.default.fileExists(atPath: file) else { continue }
            let bytes = try BoundedFile.read(
                file, limit: ApprovalMatrix.maximumSize, while: "read the approval matrix")
            return try ApprovalMatrix(parsing: bytes, fileName: file)
        }
        throw Diagnostic(
            .usage, "find the approval matrix", because: "no pack has an approvals.yaml",
            remedy: "add the pack service-baseline, or an approvals.yaml to one of yours")
    }

    /// The sandbox for the repositories' own tests.
    static func testRunner(
        configuration: ProgramConfiguration, home: String, terminal: Terminal
    ) throws -> any TestRunner {
        BubblewrapTestRunner(sandbox(configuration: configuration, home: home, terminal: terminal))
    }

    /// How tests are isolated, and where their packages come from.
    static func sandbox(
        configuration: ProgramConfiguration, home: String, terminal: Terminal
    ) -> SandboxConfiguration {
        var sandbox = SandboxConfiguration(scratch: "\(home)/scratch", cache: "\(home)/cache")
        sandbox.index = PackageIndex(selectingFrom: terminal.environment)
        sandbox.index.arguments = configuration.pipArguments
        sandbox.limits.wallTime = .seconds(configuration.testSeconds)
        sandbox.searchPath = (terminal.environment["PATH"] ?? "").split(separator: ":").map(
            String.init)
        return sandbox
    }

    /// The model that words descriptions, when the environment names one.
    private static func describer(
        _ terminal: Terminal, _ engine: Engine
    ) throws -> ModelDescriber? {
        guard let configuration = try ModelConfiguration.fromEnvironment(terminal.environment)
        else { return nil }
        guard engine.knowsCredentials else {
            terminal.note(
                "complybot: warning: no model is asked: the rules that ship are not found, and without them credentials in its questions would not be; set COMPLYBOT_RULES\n"
            )
            return nil
        }
        let secrets = terminal.environment.filter { name, _ in
            name.hasSuffix("_KEY") || name.hasSuffix("_TOKEN") || name.hasSuffix("_SECRET")
        }
        let redactor = Redactor(
            secrets: secrets.values.sorted(), finder: try engine.credentialFormats())
        return ModelDescriber(
            model: OpenAICompatibleModel(
                configuration, client: HTTPClient(), redactor: redactor), redactor: redactor)
    }

    /// `GITHUB_TOKEN`, for its own host alone.
    static func credentials(_ environment: [String: String]) -> CredentialProvider? {
        guard let token = environment["GITHUB_TOKEN"], !token.isEmpty else { return nil }
        let server = environment["GITHUB_SERVER_URL"] ?? "https://github.com"
        let host = server.split(separator: "/").dropFirst().first.map(String.init) ?? "github.com"
        return { remote, _ in
            remote.transport == .http(scheme: "https") && remote.host == host
                ? .password(user: "x-access-token", password: token) : nil
        }
    }
}
