package import Documents
package import Forge
package import Git
package import Policies
package import RuleEngine
package import Sandbox

/// Everything outside one repository that a remediation needs; made once by the composition root, shared by all workers.
package struct RemediationEnvironment: Sendable {
    package var mirrors: MirrorStore
    package var remoteOptions: RemoteOptions
    package var rules: CompiledRuleSet
    package var grammars: GrammarLibrary
    package var knowledge: any DependencyKnowledge
    /// Finds the passages of policies that speak of a patch.
    package var evidence: PolicyRetriever
    /// Documents from which passages are quoted that no rule cites, by their ids.
    package var evidenceSources: Set<String> = []
    package var approvals: ApprovalMatrix
    /// Who speaks for the groups that the matrix names.
    package var approvalGroups = ApprovalGroups()
    /// Who is asked about dependencies besides our own advisories; nil for nobody.
    package var scanner: (any DependencyScanner)?
    /// Who is asked who must approve, besides the matrix; nil for nobody.
    package var authority: (any ApprovalAuthority)?
    package var tests: any TestRunner
    package var forges: Forges
    /// Who words the description; nil for the deterministic writer alone.
    package var describer: ModelDescriber?
    package var identity: Identity
    package var patchOptions: PatchOptions
    /// Finds, patches and proves, but tests, pushes and proposes nothing.
    package var isDryRun: Bool
    package var toolVersion: String
    /// What the operator says of repositories' configurations and waivers.
    package var policy: OperatorPolicy
    /// The day on which waivers are looked at.
    package var day: Day
    /// What somebody whom the operator trusts wants done to every open pull request.
    package var wishes: [CommandComment.Command] = []
    /// Called before every transfer with a remote, so that its credential lies ready: libgit2 cannot wait for one.
    package var prepare: @Sendable (RemoteURL, GitTransfer) async throws -> Void = { _, _ in }
    /// Variables that were given on the command line, which goes before a repository's word.
    package var pinnedVariables: Set<String>
    /// What earlier runs found out; nil to find everything out anew.
    package var cache: ResultCache?

    /// Seconds since 1970.
    package var now: @Sendable () -> Int
    /// Waits before a forge is looked at again.
    package var pause: @Sendable (Duration) async throws -> Void

    /// The documents that rules cite.
    package var policies: PolicyLibrary { evidence.library }

    /// What somebody decided about the repository's proposal elsewhere than at the forge; nil for nothing.
    package var decision: ProposalDecision?
    /// Has a model propose the change of a repository that wants it so; nil where the operator lets none.
    package var driver: Driver?

    /// What has a model propose the change to a default branch by tools, and leaves nothing of that undone.
    ///
    /// It works in the environment that it is given, which has no driver, and calls back as each stage begins.
    package typealias Driver =
        @Sendable (
            RepositoryJob, RemediationEnvironment, @escaping @Sendable (Stage) -> Void
        ) async throws -> RemediationSummary

    /// The name of the one group that all rules belong to; the branch is `complybot/<group>`.
    package static let group = "compliance"
    /// The branch for a repository's default base; a function of the group alone.
    package static let branch = "complybot/\(group)"

    /// An environment from its parts.
    package init(
        mirrors: MirrorStore, remoteOptions: RemoteOptions, rules: CompiledRuleSet,
        grammars: GrammarLibrary, knowledge: any DependencyKnowledge,
        evidence: PolicyRetriever, approvals: ApprovalMatrix, tests: any TestRunner,
        forges: Forges, describer: ModelDescriber?, identity: Identity,
        patchOptions: PatchOptions, isDryRun: Bool, toolVersion: String,
        policy: OperatorPolicy, day: Day, pinnedVariables: Set<String>,
        now: @escaping @Sendable () -> Int,
        pause: @escaping @Sendable (Duration) async throws -> Void = {
            try await Task.sleep(for: $0)
        }
    ) {
        self.mirrors = mirrors
        self.remoteOptions = remoteOptions
        self.rules = rules
        self.grammars = grammars
        self.knowledge = knowledge
        self.evidence = evidence
        self.approvals = approvals
        self.tests = tests
        self.forges = forges
        self.describer = describer
        self.identity = identity
        self.patchOptions = patchOptions
        self.isDryRun = isDryRun
        self.toolVersion = toolVersion
        self.policy = policy
        self.day = day
        self.pinnedVariables = pinnedVariables
        self.now = now
        self.pause = pause
    }
}
