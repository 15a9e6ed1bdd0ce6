import AgentTools
import Basics
import Fleet
import Forge
import FoundationEssentials
import Git
import HTTPClient
import Policies
import Remediation
import RuleEngine
import Sandbox

/// Puts the parts together for one run; nothing below knows a global.
enum Composition {
    /// Everything that remediations of this run share.
    static func remediation(
        engine: Engine, configuration: ProgramConfiguration, home: String,
        connection: GitHubConnection?, arguments: ParsedArguments, terminal: Terminal,
        watch: ModelWatch = ModelWatch()
    ) throws -> RemediationEnvironment {
        var terminal = terminal
        terminal.hidden += try configuration.outsideSecrets(terminal.environment)
        let network = try NetworkAccess(configuration, environment: terminal.environment)
        let evidence = EvidenceComposition(
            engine: engine, settings: configuration.evidence, models: configuration.model,
            terminal: terminal, home: home, network: network)
        var options = RemoteOptions()
        options.network = network.settings
        options.credentials = connection?.git.provider
        let installation = Installation(environment: terminal.environment)
        let clock = RunClock.configured(by: terminal.environment)
        var environment = RemediationEnvironment(
            mirrors: MirrorStore(home: home), remoteOptions: options, rules: engine.compiled,
            grammars: engine.grammars, knowledge: engine.knowledge,
            evidence: try evidence.retriever(on: try Engine.day(arguments).description),
            approvals: try approvals(of: engine),
            tests: try testRunner(configuration: configuration, home: home, terminal: terminal),
            forges: forges(connection, configuration, terminal.environment),
            describer: try describer(
                terminal, engine, configuration, home: home, network: network,
                watch: watch),
            identity: Identity(
                name: configuration.identity.name, email: configuration.identity.email),
            patchOptions: PatchOptions(), isDryRun: arguments.has("dry-run"),
            toolVersion: Complybot.version,
            policy: try configuration.completePolicy(installation),
            day: try Engine.day(arguments),
            pinnedVariables: Engine.pinnedVariables(arguments),
            now: clock.now, pause: clock.pause)
        environment.approvalGroups = configuration.approvalGroups
        environment.scanner = try configuration.scanner.map {
            OutsideScanner(try $0.service(terminal, client: network.client))
        }
        environment.authority = try configuration.authority.map {
            OutsideAuthority(try $0.service(terminal, client: network.client))
        }
        environment.evidenceSources = try evidence.sourceIDs()
        environment.cache = installation.resultCache
        if let git = connection?.git {
            environment.prepare = { try await git.prepare(for: $0, to: $1) }
        }
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

    /// What the environment says of GitHub; nil when it names no credential.
    static func connection(
        home: String, configuration: ProgramConfiguration,
        budgets: (any GitHubBudgetStore)? = nil, terminal: Terminal
    ) throws -> GitHubConnection? {
        let network = try NetworkAccess(configuration, environment: terminal.environment)
        let connection = try GitHubConnection.fromEnvironment(
            terminal.environment, home: home, client: network.client, budgets: budgets,
            clock: RunClock.configured(by: terminal.environment).github)
        for warning in connection?.warnings ?? [] {
            terminal.note("complybot: warning: \(warning)\n")
        }
        return connection
    }

    /// As above, for a run that keeps nothing and obeys no operator's file.
    static func connection(_ terminal: Terminal) throws -> GitHubConnection? {
        try GitHubConnection.fromEnvironment(
            terminal.environment, home: nil,
            client: NetworkAccess(environment: terminal.environment).client)
    }

    /// GitHub for its own addresses, a folder beside the repository for all others.
    private static func forges(
        _ connection: GitHubConnection?, _ configuration: ProgramConfiguration,
        _ environment: [String: String]
    ) -> Forges {
        let folders = DirectoryForge(as: ForgeAccount(login: configuration.identity.name))
        guard let connection else { return Forges(otherwise: folders) }
        let server = connection.endpoint.server
        let github = GitHubForge(
            api: connection.api, host: server.host,
            port: server.origin.hasSuffix(":\(server.port)") ? UInt16(server.port) : nil)
        let reports = configuration.checks.map { $0 == .on } ?? connection.isApp
        let ledger = configuration.dependencyGraph == .off ? nil : connection.submissions
        let dependencies = ledger.map {
            GitHubDependencies(
                github, ledger: $0, now: RunClock.configured(by: environment).now)
        }
        let route = Forges.Route(
            to: github, checks: reports ? github : nil, dependencies: dependencies
        ) { remote in
            (try? github.name(of: remote)) != nil
        }
        return Forges([route], otherwise: folders)
    }

    /// Under what a repository counts as settled: all that decides the end state besides the repository.
    static func settlementTerms(
        _ environment: RemediationEnvironment, _ engine: Engine, _ configuration: Digest,
        on day: Day
    ) -> SettlementTerms {
        SettlementTerms(
            digest: .framed([
                environment.toolVersion, environment.rules.ruleSet.digest.hex,
                engine.knowledge.digest.hex, configuration.hex,
                environment.pinnedVariables.sorted().joined(separator: ","),
            ]), day: day)
    }
}
