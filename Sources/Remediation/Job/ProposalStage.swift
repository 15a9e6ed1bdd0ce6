internal import Basics
internal import Documents
internal import Forge
internal import Git
internal import RuleEngine
internal import Snapshots

/// Tests a patch, asks who must approve it, describes it and writes its commit: all that a proposal holds.
struct ProposalStage {
    let environment: RemediationEnvironment
    let base: Remediator.Base
    let patch: PatchResult

    /// A proposal that is ready to be pushed.
    struct Prepared {
        var commit: ObjectID
        var title: String
        var body: String
        var diff: [UInt8]
        var isDraft: Bool
        /// Whether tests fail that passed before.
        var isRegressed: Bool
        var labels: [String]
        var reviewers: [String]
        var assignees: [String]

        /// Labels and people; the label of a regression goes when there is none any more.
        func decorations(for proposal: PullRequestDecision.Proposal) -> Decorations {
            let verdict = [PullRequestLabel.regression]
            return Decorations(
                labels: [PullRequestLabel.ours] + proposal.labels + labels
                    + (isRegressed ? verdict : []),
                removedLabels: proposal.removedLabels + (isRegressed ? [] : verdict),
                reviewers: reviewers, assignees: assignees)
        }
    }

    /// Prepares; nil, with the reason noted, when tests fail that passed before and the repository wants none of that.
    func run(
        findings: [String], beside body: String, into summary: inout RemediationSummary,
        entering enter: @Sendable (Stage) -> Void
    ) async throws -> Prepared? {
        enter(.test)
        let tests = try await TestStage(runner: environment.tests).run(patch, base: base)
        summary.tests = tests.summary
        if tests.isRegressed, base.configuration.onRegression == .hold {
            summary.action = .held
            summary.note = "held back: tests fail that passed before: \(tests.regressionSummary)"
            return nil
        }
        enter(.approve)
        let approvals = ApprovalStage(matrix: environment.approvals).run(patch, base: base)
        summary.approvals = approvals.required
        summary.riskLevel = approvals.riskLevel.rawValue
        enter(.describe)
        let written = try CommitWriter(into: base.repository, as: environment.identity).commit(
            on: base.commit, changes: patch.changes,
            message: CommitMessage.text(
                for: patch, base: base, packs: environment.rules.ruleSet.packs))
        let document = try await describe(tests, approvals, written.commit, findings, body)
        let settings = base.configuration
        return Prepared(
            commit: written.commit, title: settings.titlePrefix + document.title,
            body: document.body, diff: try UnifiedDiff.text(of: patch.after),
            isDraft: settings.isDraft || tests.isRegressed, isRegressed: tests.isRegressed,
            labels: settings.labels,
            reviewers: Reviewers(of: base.snapshot, settings).asked(
                for: patch.changes.keys.sorted(),
                approvals: approvals.required.flatMap(environment.approvalGroups.asked)),
            assignees: settings.assignees.map(Reviewers.account))
    }

    private func describe(
        _ tests: TestStage.Verdicts, _ approvals: ApprovalRequirement, _ commit: ObjectID,
        _ findings: [String], _ body: String
    ) async throws -> MarkdownWriter.Document {
        let evidence = try await EvidenceStage(
            retriever: environment.evidence, sources: environment.evidenceSources
        ).run(patch)
        let facts = FactsBuilder(environment: environment, base: base, patch: patch).facts(
            tests: tests, approvals: approvals, citations: evidence)
        let prose =
            await (base.configuration.allowsModel ? environment.describer : nil)?.describe(facts)
            .prose ?? DescriptionWriter.deterministic(facts)
        let state = DescriptionState(
            group: RemediationEnvironment.group, base: base.commit.description,
            plan: patch.planDigest.description, head: commit.description, findings: findings)
        return MarkdownWriter(beside: body).document(facts, prose: prose, state: state)
    }
}
