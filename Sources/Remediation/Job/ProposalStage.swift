internal import Basics
internal import Documents
internal import Forge
internal import Git
internal import Policies
internal import RuleEngine
package import Snapshots

/// Tests a change, asks who must approve it, writes its commit and describes it: all that a proposal holds.
///
/// The pipeline runs through it; whoever calls the stages singly gets the same proposal.
package struct ProposalStage {
    let environment: RemediationEnvironment
    let base: Remediator.Base
    let change: ProposedChange

    /// The stages of one change.
    package init(
        _ environment: RemediationEnvironment, base: Remediator.Base, change: ProposedChange
    ) {
        self.environment = environment
        self.base = base
        self.change = change
    }

    /// A proposal that is ready to be pushed.
    package struct Prepared: Sendable {
        package var commit: ObjectID
        package var title: String
        package var body: String
        /// How the words came about.
        package var record: DescriptionRecord?
        /// The places of policies that the body cites.
        package var citations: [CitationRecord] = []
        package var diff: [UInt8]
        /// Whether it is not to be merged yet.
        package var isDraft: Bool
        /// Whether tests fail that passed before.
        package var isRegressed: Bool
        package var labels: [String]
        package var reviewers: [String]
        package var assignees: [String]
        /// What the words rest on; nil where nobody looked.
        package var facts: DescriptionFacts?

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
        let tests = try await test()
        summary.note(tests)
        if holds(tests) {
            summary.hold(tests)
            return nil
        }
        enter(.approve)
        let (approvals, failure) = await approvals()
        summary.note(approvals)
        if let failure { summary.errors.append(failure) }
        enter(.describe)
        return try await prepare(
            commit: commit(), tests: tests, approvals: approvals, findings: findings,
            beside: body)
    }

    // MARK: Stages

    /// Runs the repository's own tests without and with the change.
    package func test() async throws -> TestStage.Verdicts {
        try await TestStage(runner: environment.tests).run(change, base: base)
    }

    /// Whether tests fail that passed before, and the repository wants no proposal then.
    package func holds(_ tests: TestStage.Verdicts) -> Bool {
        tests.isRegressed && base.configuration.onRegression == .hold
    }

    /// Asks the matrix who must approve, and who else is to be asked; `failure` says why that one gave no answer.
    package func approvals() async -> (requirement: ApprovalRequirement, failure: String?) {
        await ApprovalStage(matrix: environment.approvals, authority: environment.authority)
            .run(change, base: base)
    }

    /// Writes the commit into the mirror; the same change on the same base has the same id.
    package func commit() throws -> ObjectID {
        try CommitWriter(into: base.repository, as: environment.identity).commit(
            on: base.commit, changes: change.changes,
            message: CommitMessage.text(
                for: change, base: base, packs: environment.rules.ruleSet.packs)
        ).commit
    }

    /// Describes what was found out; `body` is what the pull request says already.
    package func prepare(
        commit: ObjectID, tests: TestStage.Verdicts, approvals: ApprovalRequirement,
        findings: [String], beside body: String
    ) async throws -> Prepared {
        let stage = EvidenceStage(
            retriever: environment.evidence, sources: environment.evidenceSources)
        let citations = try await stage.run(change.patch)
        let facts = FactsBuilder(environment: environment, base: base, change: change).facts(
            tests: tests, approvals: approvals, citations: citations)
        let (document, record) = await describe(facts, commit, findings, body)
        let settings = base.configuration
        return Prepared(
            commit: commit, title: settings.titlePrefix + document.title,
            body: document.body, record: record,
            citations: stage.records(of: citations, for: change.patch),
            diff: try UnifiedDiff.text(of: change.after),
            isDraft: settings.isDraft || tests.isRegressed, isRegressed: tests.isRegressed,
            labels: settings.labels,
            reviewers: Reviewers(of: base.snapshot, settings).asked(
                for: change.changes.keys.sorted(),
                approvals: approvals.required.flatMap(environment.approvalGroups.asked)),
            assignees: settings.assignees.map(Reviewers.account), facts: facts)
    }

    private func describe(
        _ facts: DescriptionFacts, _ commit: ObjectID, _ findings: [String], _ body: String
    ) async -> (MarkdownWriter.Document, DescriptionRecord) {
        let describer = base.configuration.allowsModel ? environment.describer : nil
        let outcome = await describer?.describe(facts)
        let prose = outcome?.prose ?? DescriptionWriter.deterministic(facts)
        let state = DescriptionState(
            group: RemediationEnvironment.group, base: base.commit.description,
            plan: change.patch.planDigest.description, head: commit.description, findings: findings)
        return (
            MarkdownWriter(beside: body).document(facts, prose: prose, state: state),
            outcome.map { DescriptionRecord($0) } ?? DescriptionRecord(prose)
        )
    }
}

extension RemediationSummary {
    /// Notes what the tests said.
    package mutating func note(_ tests: TestStage.Verdicts) { self.tests = tests.summary }

    /// Notes who must approve.
    package mutating func note(_ approvals: ApprovalRequirement) {
        self.approvals = approvals.required
        riskLevel = approvals.riskLevel.rawValue
    }

    /// Notes that nothing is proposed, for tests fail that passed before.
    package mutating func hold(_ tests: TestStage.Verdicts) {
        action = .held
        note = "held back: tests fail that passed before: \(tests.regressionSummary)"
    }
}
