internal import Forge
package import Git
package import RuleEngine
package import Snapshots

extension Remediator {
    /// What is known of a repository once it has been fetched.
    package struct Base: Sendable {
        package var job: RepositoryJob
        package var remote: RemoteURL
        var mirror: Mirror
        var repository: Repository
        /// The branch that a pull request goes to.
        package var branch: String
        package var commit: ObjectID
        package var snapshot: GitTreeSnapshot
        package var terms: RepositoryTerms
        /// Whether it is the repository's default branch, whose configuration holds for all.
        package var isDefault = true
        /// Whether the configuration wants pull requests to it.
        package var isProposedTo = true

        var configuration: RepositoryConfiguration { terms.settings }
        package var service: String { job.service ?? configuration.service ?? job.name }
        package var tier: Int? { job.tier ?? configuration.tier }
        /// Our branch for it.
        package var ownBranch: String {
            UnitBranch.name(
                group: RemediationEnvironment.group, base: branch, isDefaultBase: isDefault)
        }
    }

    /// Fetches; nil for a repository without a commit.
    package func fetch(_ job: RepositoryJob) async throws -> Base? {
        let remote = try RemoteURL(parsing: job.location)
        let mirror = environment.mirrors.mirror(of: remote)
        try await environment.prepare(remote, .fetch)
        let fetched = try mirror.fetch(environment.remoteOptions)
        guard let branch = fetched.defaultBranch, let commit = fetched.head else { return nil }
        let repository = try mirror.repository()
        let snapshot = try GitTreeSnapshot(commit: commit, in: repository)
        var base = Base(
            job: job, remote: remote, mirror: mirror, repository: repository, branch: branch,
            commit: commit, snapshot: snapshot,
            terms: try RepositoryTerms(
                of: snapshot, named: job.name, rules: environment.rules,
                under: environment.policy, on: environment.day,
                pinned: environment.pinnedVariables))
        let listed = BaseBranches(base.configuration)
        base.isProposedTo = listed.isDefaultAlone || listed.contain(branch)
        return base
    }

    /// Our branch as it is on the remote; nil when there is none.
    package func ownBranch(of base: Base) throws -> UnitSituation.Branch? {
        let head = try base.mirror.remoteBranch(base.ownBranch, environment.remoteOptions)
        return head.map { branches(of: base).branch(at: $0, base: base.commit) }
    }

    /// Tells whose commits are on branches of a repository.
    func branches(of base: Base) -> BranchReader {
        BranchReader(
            repository: base.repository, identity: environment.identity,
            ignoredAuthors: Set(base.configuration.ignoredAuthors))
    }

    /// What the tree needs, with nothing waived in it.
    package func plan(_ base: Base) throws -> PatchResult {
        var options = base.terms.patchOptions(
            environment.patchOptions, waived: waivable(in: base))
        if !base.isProposedTo { options.rules = [] }
        return try PatchPlanner(
            compiled: base.terms.rules, context: context(of: base), options: options
        ).plan(on: base.snapshot)
    }

    /// What the rules are told besides the tree.
    func context(of base: Base) -> EvaluationContext {
        var context = EvaluationContext(
            repository: base.job.name, service: base.service, grammars: environment.grammars,
            knowledge: environment.knowledge, ignoredPaths: base.terms.ignoredPaths)
        context.facts = base.job.facts
        context.cache = environment.cache
        context.findsWaiverComments = base.terms.allowsWaiverComments
        return context
    }

    /// What a base's rules find in files.
    package func detect(_ snapshot: any Snapshot, under base: Base) -> DetectionReport {
        Detection.run(base.terms.rules, snapshot: snapshot, context: context(of: base))
    }

    /// The findings with their waivers, where there is anything that could waive one.
    private func waivable(in base: Base) -> [JudgedFinding] {
        guard base.terms.mayWaive else { return [] }
        let detection = detect(base.snapshot, under: base)
        return base.terms.judge(detection, in: base.snapshot).findings
    }
}
