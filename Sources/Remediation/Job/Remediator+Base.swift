internal import Forge
internal import Git
internal import RuleEngine
internal import Snapshots

extension Remediator {
    /// What is known of a repository once it has been fetched.
    struct Base {
        var job: RepositoryJob
        var remote: RemoteURL
        var mirror: Mirror
        var repository: Repository
        var branch: String
        var commit: ObjectID
        var snapshot: GitTreeSnapshot
        var terms: RepositoryTerms

        var configuration: RepositoryConfiguration { terms.settings }
        var service: String { job.service ?? configuration.service ?? job.name }
        var tier: Int? { job.tier ?? configuration.tier }
        /// Our branch for it.
        var ownBranch: String {
            UnitBranch.name(
                group: RemediationEnvironment.group, base: branch, isDefaultBase: true)
        }
    }

    /// Fetches; nil for a repository without a commit.
    func fetch(_ job: RepositoryJob) async throws -> Base? {
        let remote = try RemoteURL(parsing: job.location)
        let mirror = environment.mirrors.mirror(of: remote)
        try await environment.prepare(remote, .fetch)
        let fetched = try mirror.fetch(environment.remoteOptions)
        guard let branch = fetched.defaultBranch, let commit = fetched.head else { return nil }
        let repository = try mirror.repository()
        let snapshot = try GitTreeSnapshot(commit: commit, in: repository)
        return Base(
            job: job, remote: remote, mirror: mirror, repository: repository, branch: branch,
            commit: commit, snapshot: snapshot,
            terms: try RepositoryTerms(
                of: snapshot, named: job.name, rules: environment.rules,
                under: environment.policy, on: environment.day,
                pinned: environment.pinnedVariables))
    }

    /// What the tree needs, with nothing waived in it.
    func plan(_ base: Base) throws -> PatchResult {
        let context = context(of: base)
        return try PatchPlanner(
            compiled: base.terms.rules, context: context,
            options: base.terms.patchOptions(
                environment.patchOptions, waived: waivable(in: base))
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
    func detect(_ snapshot: any Snapshot, under base: Base) -> DetectionReport {
        Detection.run(base.terms.rules, snapshot: snapshot, context: context(of: base))
    }

    /// The findings with their waivers, where there is anything that could waive one.
    private func waivable(in base: Base) -> [JudgedFinding] {
        guard base.terms.mayWaive else { return [] }
        let detection = detect(base.snapshot, under: base)
        return base.terms.judge(detection, in: base.snapshot).findings
    }
}
