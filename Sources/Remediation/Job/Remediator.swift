internal import Basics
internal import Documents
internal import Forge
internal import Git
internal import Policies
internal import RuleEngine
internal import Sandbox
internal import Snapshots

/// One repository from job to pull request.
///
/// Blocks in libgit2 and in the engine: run it on an executor of its own. Running it again with the same input writes nothing.
package struct Remediator: Sendable {
    private let environment: RemediationEnvironment

    /// A remediator for any repository.
    package init(_ environment: RemediationEnvironment) { self.environment = environment }

    /// Brings one repository's pull request to where it ought to be; `enter` is called as each stage begins.
    ///
    /// - Throws: what made the work impossible; what was written before is found again by the next run.
    package func run(
        _ job: RepositoryJob, entering enter: @Sendable (Stage) -> Void
    ) async throws -> RemediationSummary {
        enter(.fetch)
        let base = try await fetch(job)
        guard let base else { return Self.empty(job) }
        enter(.check)
        var context = EvaluationContext(
            repository: job.name, service: base.service, grammars: environment.grammars,
            knowledge: environment.knowledge, ignoredPaths: base.terms.ignoredPaths)
        context.facts = job.facts
        context.cache = environment.cache
        context.findsWaiverComments = base.terms.allowsWaiverComments
        let waived = waivable(in: base, context)
        enter(.patch)
        let patch = try PatchPlanner(
            compiled: base.terms.rules, context: context,
            options: base.terms.patchOptions(environment.patchOptions, waived: waived)
        ).plan(on: base.snapshot)
        let judgement = base.terms.judge(patch.before, in: base.snapshot)
        var summary = Self.summary(of: patch, judgement: judgement, job: job, base: base)
        if !base.terms.configuration.isValid {
            // A slip of the pen closes no pull request: everything stays as it is until the file is right.
            summary.note =
                "not patched: \(base.terms.configuration.file ?? "the configuration") is wrong"
            summary.isUsageFailure = true
            return summary
        }
        if environment.isDryRun {
            summary.note = patch.changes.isEmpty ? "nothing to patch" : "dry run"
            return summary
        }
        enter(.reconcile)
        let unit = UnitState(
            remote: base.remote, mirror: base.mirror, repository: base.repository,
            identity: environment.identity, forge: environment.forges.forge(of: base.remote))
        let situation = try await unit.read(options: environment.remoteOptions)
        let plan = Self.plan(of: patch)
        let action = PullRequestStateMachine.action(
            for: plan, pullRequests: situation.known, branch: situation.branch,
            isStale: try situation.isStale(
                on: base.commit, touching: patch.changes.keys.sorted(), in: base.repository))
        switch action {
        case .leaveAlone(let why):
            summary.describe(why, pullRequests: situation.pullRequests)
            if case .upToDate = why { summary.head = situation.branch?.head.description }
            return summary
        case .close(let number, let expected):
            enter(.pullRequest)
            let recorded = situation.known.first { $0.number == number }?.recordedFindings ?? []
            try await close(
                number, because: Self.closeReason(recorded, judgement, base.terms),
                branchAt: expected, base: base, into: &summary)
            return summary
        case .create(let expected, let isRegression):
            try await propose(
                patch, base: base, expected: expected,
                labels: isRegression ? ["complybot/regressed"] : [],
                existing: situation.openPullRequest, into: &summary, entering: enter)
            return summary
        case .update(_, let expected):
            try await propose(
                patch, base: base, expected: expected, labels: [],
                existing: situation.openPullRequest,
                into: &summary, entering: enter)
            return summary
        }
    }

    // MARK: Stages

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
    }

    /// Fetches; nil for a repository without a commit.
    private func fetch(_ job: RepositoryJob) async throws -> Base? {
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

    /// The findings with their waivers, where there is anything that could waive one.
    private func waivable(in base: Base, _ context: EvaluationContext) -> [JudgedFinding] {
        guard base.terms.mayWaive else { return [] }
        let detection = Detection.run(
            base.terms.rules, snapshot: base.snapshot, context: context)
        return base.terms.judge(detection, in: base.snapshot).findings
    }

    /// Tests, asks for approvals, describes, pushes and proposes, in this order.
    private func propose(
        _ patch: PatchResult, base: Base, expected: ObjectID?, labels: [String],
        existing: PullRequest?, into summary: inout RemediationSummary,
        entering enter: @Sendable (Stage) -> Void
    ) async throws {
        enter(.test)
        let tests = try await TestStage(runner: environment.tests).run(patch, base: base)
        summary.tests = tests.summary
        if tests.isRegressed, base.configuration.onRegression == .hold {
            summary.action = .held
            summary.note = "held back: tests fail that passed before: \(tests.regressionSummary)"
            return
        }
        enter(.approve)
        let approvals = ApprovalStage(matrix: environment.approvals).run(patch, base: base)
        summary.approvals = approvals.required
        summary.riskLevel = approvals.riskLevel.rawValue

        enter(.describe)
        let evidence = try EvidenceStage(
            library: environment.policies, index: environment.policyIndex
        )
        .run(patch)
        let facts = FactsBuilder(environment: environment, base: base, patch: patch).facts(
            tests: tests, approvals: approvals, citations: evidence)
        let written = try CommitWriter(into: base.repository, as: environment.identity).commit(
            on: base.commit, changes: patch.changes,
            message: CommitMessage.text(
                for: patch, base: base, packs: environment.rules.ruleSet.packs))
        let prose =
            await (base.configuration.allowsModel ? environment.describer : nil)?.describe(facts)
            .prose ?? DescriptionWriter.deterministic(facts)
        let state = DescriptionState(
            group: RemediationEnvironment.group, base: base.commit.description,
            plan: patch.planDigest.description, head: written.commit.description,
            findings: Self.plan(of: patch)?.findings ?? [])
        let document = MarkdownWriter(beside: existing?.body ?? "")
            .document(facts, prose: prose, state: state)

        enter(.push)
        let changesWorkflows = patch.changes.keys.contains {
            $0.description.hasPrefix(".github/workflows/")
        }
        try await environment.prepare(base.remote, .push(changesWorkflows: changesWorkflows))
        let pushed = try base.mirror.push(
            written.commit, toBranch: UnitState.branch, expecting: expected,
            environment.remoteOptions)
        if pushed == .pushed { summary.writes += 1 }

        enter(.pullRequest)
        let title = base.configuration.titlePrefix + document.title
        let diff = try UnifiedDiff.text(of: patch.after)
        let outcome: WriteOutcome
        if let existing {
            let body = MarkdownWriter.merging(document.body, into: existing.body)
            outcome = try await environment.forges.forge(of: base.remote).update(
                existing.number,
                to: PullRequestChange(
                    title: title, body: body, head: .init(id: written.commit, diff: diff)),
                in: base.remote)
        } else {
            outcome = try await environment.forges.forge(of: base.remote).create(
                PullRequestDraft(
                    title: title, body: document.body, head: UnitState.branch,
                    headID: written.commit, base: base.branch, diff: diff), in: base.remote)
        }
        let decorated = try await environment.forges.forge(of: base.remote).decorate(
            outcome.pullRequest.number,
            with: Decorations(
                labels: ["complybot"] + labels
                    + (tests.isRegressed ? ["complybot/regression"] : [])
                    + base.configuration.labels,
                reviewers: approvals.required + base.configuration.reviewers), in: base.remote)
        if decorated.didWrite { summary.writes += 1 }
        summary.head = written.commit.description
        summary.record(outcome)
    }

    private func close(
        _ number: Int, because reason: CloseReason, branchAt expected: ObjectID?, base: Base,
        into summary: inout RemediationSummary
    ) async throws {
        let outcome = try await environment.forges.forge(of: base.remote).close(
            number, reason: reason, in: base.remote)
        if outcome.didWrite { summary.writes += 1 }
        if let expected {
            try await environment.prepare(base.remote, .push(changesWorkflows: false))
            try base.mirror.deleteRemoteBranch(
                UnitState.branch, expecting: expected, environment.remoteOptions)
            summary.writes += 1
        }
        summary.action = .closed
        summary.number = number
        summary.url = outcome.pullRequest.url
        summary.pullRequest = .init(outcome.pullRequest, comments: 0)
        summary.note = "closed: \(reason.words)"
    }

    // MARK: Values

    private static func plan(of patch: PatchResult) -> PullRequestStateMachine.Plan? {
        guard !patch.changes.isEmpty else { return nil }
        return .init(
            digest: patch.planDigest,
            findings: patch.applied.map(\.finding.fingerprint.description).sorted())
    }

    private static func empty(_ job: RepositoryJob) -> RemediationSummary {
        var summary = RemediationSummary(repository: job.name, location: job.location)
        summary.note = "the repository has no commits"
        return summary
    }

    /// Why a pull request has nothing left to propose, given the findings that it was for.
    private static func closeReason(
        _ recorded: [String], _ judgement: Judgement, _ terms: RepositoryTerms
    ) -> CloseReason {
        let left = judgement.findings.filter {
            recorded.contains($0.finding.fingerprint.description)
        }
        if terms.settings.mode < .fix { return .repositoryExcluded }
        if left.contains(where: { $0.status == .waived }) { return .waived }
        if left.contains(where: { terms.settings.mode(of: $0.finding.ruleID) < .fix }) {
            return .policyRemoved
        }
        return .resolved
    }

    private static func summary(
        of patch: PatchResult, judgement: Judgement, job: RepositoryJob, base: Base
    ) -> RemediationSummary {
        var summary = RemediationSummary(repository: job.name, location: base.remote.description)
        summary.base = base.commit.description
        summary.findings = judgement.findings.filter { $0.status != .waived }.map(\.finding)
            .bySeverity.map { .init(severity: $0.severity.rawValue, count: $0.count) }
        let waived = judgement.findings.count { $0.status == .waived }
        summary.waived = waived == 0 ? nil : waived
        summary.configuration = base.terms.configuration.digest.description
        summary.isOptedOut = base.terms.isOptedOut ? true : nil
        summary.patched = Set(patch.applied.map(\.finding.ruleID)).sorted()
        summary.declined = patch.declined.map { .init(rule: $0.finding.ruleID, reason: $0.reason) }
        summary.errors = patch.before.problems.map { error in
            [error.path?.description, error.ruleID, error.message].compactMap(\.self).joined(
                separator: ": ")
        }
        summary.problems = (base.terms.problems + judgement.problems).sorted().map {
            $0.diagnostic.description
        }
        return summary
    }
}
