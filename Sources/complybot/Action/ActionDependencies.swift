import Basics
import Forge
import FoundationEssentials
import Git
import Remediation
import RuleEngine
import Snapshots

/// Where a push to the default branch tells which packages it settles on: GitHub's dependency graph.
struct ActionDependencies {
    private let wish: ActionChecks.Wish
    private let base: ObjectID?
    private let commit: ObjectID
    private let runner: RunnerEnvironment
    private let repository: GitHubRepositoryName
    private let connection: GitHubConnection
    private let log: RunnerLog

    /// Nil where nothing is to be told: on other events and branches, and without a credential.
    init?(
        _ inputs: ActionInputs, _ event: WorkflowEvent, _ runner: RunnerEnvironment,
        _ terminal: Terminal, _ log: RunnerLog
    ) throws {
        guard inputs.submitsDependencies != .false, event.name == "push", event.isOfDefaultBranch,
            runner.takesCredentials, let commit = ObjectID(hex: runner.commit),
            let repository = GitHubRepositoryName(parsing: runner.repository),
            let connection = try Composition.connection(terminal)
        else { return nil }
        wish = inputs.submitsDependencies
        base = event.base
        self.commit = commit
        self.runner = runner
        self.repository = repository
        self.connection = connection
        self.log = log
    }

    /// Tells GitHub what the pushed commit settles on, if the push has changed that.
    func submit(from checkout: Repository, ignoring ignored: [Glob]) async throws {
        let snapshot = try GitTreeSnapshot(commit: commit, in: checkout)
        let inventory = DependencyInventory(of: snapshot, ignoring: ignored)
        guard try isNew(inventory, snapshot, in: checkout, ignoring: ignored) else { return }
        let told = DependencySnapshot(
            of: inventory.manifests, at: commit, on: runner.reference, address: runner.address,
            toolVersion: Complybot.version, scanned: Int(Date.now.timeIntervalSince1970))
        guard !told.manifests.isEmpty || base != nil else { return }
        let graph = DependencyGraph(api: connection.api, repository: repository)
        do throws(GitHubError) {
            try tell(try await graph.submit(told))
        } catch {
            guard wish == .auto else { throw error }
            try log.tell(
                .warning, "The dependencies are not in the dependency graph: \(error.diagnostic)")
        }
    }

    /// Whether the push has changed what is told, or how it is told; so it is where the commit before is not there.
    private func isNew(
        _ inventory: DependencyInventory, _ snapshot: GitTreeSnapshot, in checkout: Repository,
        ignoring ignored: [Glob]
    ) throws -> Bool {
        guard let base, let before = try? GitTreeSnapshot(commit: base, in: checkout) else {
            return inventory.content != nil
        }
        let old = DependencyInventory(of: before, ignoring: ignored).content
        guard old == inventory.content else { return true }
        let workflows = RepositoryPath(".github/workflows")
        return inventory.content != nil
            && ChangedPaths.between(before, snapshot).contains { $0.isInside(workflows) }
    }

    private func tell(_ receipt: DependencyReceipt) throws(GitHubError) {
        let attempted = "submit the dependencies"
        switch receipt {
        case .taken: break
        case .notPermitted(let reason):
            guard wish == .true else { return }
            throw GitHubError(
                .forbidden, attempted, on: repository.description, because: reason,
                remedy:
                    "give the job the permission contents: write, and turn the dependency graph on")
        case .unusable(let reason):
            throw GitHubError(
                .invalid, attempted, on: repository.description, because: reason)
        }
    }
}
