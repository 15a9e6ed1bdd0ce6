import AgentTools
import Basics
import Documents
import Forge
import FoundationEssentials
import Remediation
import RuleEngine

/// The program's own configuration: `complybot.yml`.
///
/// Secrets never stand in it.
struct ProgramConfiguration: Sendable {
    /// Where rule packs are; empty for the packs that ship with the program.
    var packs: [PlaceReference] = []
    /// What the operator says of repositories' configurations and waivers, presets aside.
    var policy = OperatorPolicy()
    /// Where the organization's configuration is.
    var organization: PlaceReference?
    /// Presets by name.
    var presets: [String: PlaceReference] = [:]
    /// What the address of a preset that a repository names itself must begin with.
    var presetAddresses: [String] = []
    /// Files with waivers.
    var registries: [String] = []
    /// Values of the packs' variables.
    var variables: [String: VariableValue] = [:]
    /// The folder of OSV documents.
    var advisories: String?
    /// Who speaks for the groups of the approval matrix.
    var approvalGroups = ApprovalGroups()
    /// Whether checks are told on the heads of pull requests; nil to tell them where the credential is an App's.
    var checks: Switch?
    /// Whether GitHub's dependency graph is told which packages repositories settle on.
    var dependencyGraph = Switch.on
    /// How other machines are reached.
    var network = NetworkWishes()
    /// The repository whose issue shows the fleet; nil for none.
    var dashboard: GitHubRepositoryName?
    /// Whether boxes that are ticked there are obeyed.
    var obeysDashboard = false
    /// The service: where it listens, its secrets, its schedule and its fleet.
    var service = ServiceConfiguration()
    /// What is cited besides the packs' policies, and how it is searched.
    var evidence = EvidenceSettings()
    /// Who is asked about dependencies besides the advisories; nil for nobody.
    var scanner: OutsideSettings?
    /// Who is asked who must approve, besides the matrix; nil for nobody.
    var authority: OutsideSettings?
    /// Who the bot's commits are by.
    var identity = BotIdentity()
    /// What `pip download` is given besides the requirements, such as an index of one's own.
    var pipArguments: [String] = []
    /// How long one run of a repository's tests may take, in seconds.
    var testSeconds = 900
    /// Which language models are asked, and what they may cost.
    var model = ModelSettings()

    /// The file as it was read; empty without one.
    private(set) var bytes: [UInt8] = []

    /// What a configuration turns on or off.
    enum Switch: String, CaseIterable { case on, off }

    /// A name and an address.
    struct BotIdentity: Hashable, Sendable {
        var name = "complybot"
        var email = "complybot@users.noreply.github.com"
    }

    /// Reads `--config`, `$COMPLYBOT_CONFIG`, `./complybot.yml` or `/etc/complybot/complybot.yml`, the first there is.
    ///
    /// - Throws: `DiagnosticList` with every problem of the file.
    static func load(option: String?, environment: [String: String]) throws -> ProgramConfiguration
    {
        if let named = option ?? environment["COMPLYBOT_CONFIG"], !named.isEmpty {
            return try read(named)
        }
        for path in ["complybot.yml", "/etc/complybot/complybot.yml"]
        where FileManager.default.fileExists(atPath: path) {
            return try read(path)
        }
        return ProgramConfiguration()
    }

    /// As above, by a command's option.
    static func load(
        _ arguments: ParsedArguments, _ terminal: Terminal
    ) throws -> ProgramConfiguration {
        try load(option: arguments.value("config"), environment: terminal.environment)
    }

    private static func read(_ path: String) throws -> ProgramConfiguration {
        let bytes = try BoundedFile.read(path, limit: 1 << 20, while: "read the configuration")
        return try parse(bytes, file: path)
    }

    /// Reads the file's content.
    static func parse(_ bytes: [UInt8], file: String) throws -> ProgramConfiguration {
        let record = try RecordFile(
            parsing: bytes, format: .yaml, name: file, while: "read the configuration")
        var configuration = ProgramConfiguration()
        configuration.bytes = bytes
        if let root = record.roots.first {
            configuration.read(root, problems: record.problems, file: file)
        }
        guard record.problems.all.isEmpty else {
            throw DiagnosticList(diagnostics: record.problems.all.sorted().map(\.diagnostic))
        }
        return configuration
    }

    /// The folder of a file, by its name alone; empty for the folder of the process.
    static func folder(of file: String) -> String {
        file.lastIndex(of: "/").map { String(file[..<$0]) } ?? ""
    }

    private mutating func read(_ root: DataNode, problems: RecordProblems, file: String) {
        var record = StrictRecord(root, name: "the configuration", problems: problems)
        readPolicy(&record, problems: problems, file: file)
        if let node = record.node("variables") {
            for member in node.members {
                if let text = member.value.scalarText {
                    variables[member.key] = .text(text)
                } else if !member.value.members.isEmpty {
                    variables[member.key] = .map(member.value.value)
                } else {
                    variables[member.key] = .list(member.value.items.compactMap(\.scalarText))
                }
            }
        }
        if let node = record.node("advisories") {
            var advisories = StrictRecord(node, name: "advisories", problems: problems)
            self.advisories = advisories.text("folder")
            advisories.finish()
        }
        if let node = record.node("approvers") { readApprovers(node, problems: problems) }
        checks = record.choice("checks")
        dependencyGraph = record.choice("dependency-graph") ?? dependencyGraph
        let folder = Self.folder(of: file)
        if let node = record.node("network") {
            readNetwork(node, problems: problems, folder: folder)
        }
        if let node = record.node("fleet") { readFleet(node, problems: problems, folder: folder) }
        if let node = record.node("server") { readServer(node, problems: problems, folder: folder) }
        if let node = record.node("scanner") {
            scanner = readService(
                node, .scanner, problems: problems, folder: folder)
        }
        if let node = record.node("approvals") {
            authority = readService(
                node, .authority, problems: problems, folder: folder)
        }
        if let node = record.node("store") { readStore(node, problems: problems, folder: folder) }
        if let node = record.node("schedule") { readSchedule(node, problems: problems) }
        if let node = record.node("evidence") {
            readEvidence(node, problems: problems, file: file)
        }
        if let node = record.node("model") {
            model = ModelSettingsReader(problems: problems, file: file).settings(node)
        }
        if let node = record.node("identity") {
            var identity = StrictRecord(node, name: "identity", problems: problems)
            self.identity.name = identity.text("name") ?? self.identity.name
            self.identity.email = identity.text("email") ?? self.identity.email
            identity.finish()
        }
        if let node = record.node("sandbox") {
            var sandbox = StrictRecord(node, name: "sandbox", problems: problems)
            pipArguments = sandbox.texts("pip-arguments")
            testSeconds = sandbox.number("seconds", in: 1...86_400) ?? testSeconds
            sandbox.finish()
        }
        record.finish()
    }
}
