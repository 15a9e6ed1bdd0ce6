import Basics
import Fleet
import Forge
import FoundationEssentials
import Git

/// The branch of anchors that `audit verify` is to look at.
struct BranchOfAnchors {
    /// What was found there.
    struct Look {
        /// What it remembers of the journal.
        var anchors: [JournalAnchor]
        /// Why it is not what was left there; nil for nothing.
        var problem: JournalAnchorProblem?
    }

    private let branch: JournalAnchorBranch
    private let memory: JournalAnchorMemory
    private let prepare: () async throws -> Void

    /// The branch that the options name; nil when they name none.
    init?(_ arguments: ParsedArguments, _ terminal: Terminal, home: String) async throws {
        let name = arguments.value("anchors-branch")
        guard let address = arguments.value("anchors-git") else {
            guard name == nil else {
                throw Diagnostic(
                    .usage, "read --anchors-branch", because: "--anchors-git is not given",
                    remedy: "name the repository, too")
            }
            return nil
        }
        let configuration = try ProgramConfiguration.load(
            option: nil, environment: terminal.environment)
        let remote = try RemoteURL(
            parsing: address, relativeTo: FileManager.default.currentDirectoryPath)
        let connection = try Composition.connection(
            home: home, configuration: configuration, terminal: terminal)
        var options = RemoteOptions()
        options.network =
            try NetworkAccess(
                configuration, environment: terminal.environment
            ).settings
        options.credentials = connection?.git.provider
        branch = try JournalAnchorBranch(
            name ?? JournalAnchorBranch.usualName,
            of: MirrorStore(home: home).mirror(of: remote), options)
        memory = JournalAnchorMemory(home: home)
        prepare = { try await connection?.git.prepare(for: remote, to: .fetch) }
    }

    /// Reads the whole branch.
    func look(keys: [Ed25519PublicKey]) async throws -> Look {
        try await prepare()
        let known = try memory.end(of: branch.name)
        let found = try branch.read(downTo: known, isWhole: true)
        return Look(
            anchors: found.anchors(of: branch.name, keys: keys),
            problem: found.problem(since: known, keys: keys))
    }
}
