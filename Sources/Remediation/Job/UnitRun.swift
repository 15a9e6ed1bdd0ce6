internal import Basics
package import Forge
internal import Git
internal import RuleEngine
package import Snapshots

/// One unit of one run: reads what the forge has, has it decided, and carries it out.
package struct UnitRun {
    let environment: RemediationEnvironment
    let base: Remediator.Base
    let change: ProposedChange
    private var patch: PatchResult { change.patch }

    /// A unit of a repository.
    package init(
        _ environment: RemediationEnvironment, base: Remediator.Base, change: ProposedChange
    ) {
        self.environment = environment
        self.base = base
        self.change = change
    }

    /// What was decided, with what it rests on.
    package struct Decided: Sendable {
        package var decision: PullRequestDecision
        package var situation: UnitSituation
        package var pullRequests: [PullRequest]
        package var plan: PullRequestPlan?

        /// The pull request that is to be renewed; nil when there is none.
        package var existing: PullRequest? {
            pullRequests.first { $0.number == decision.proposal?.number }
        }
    }

    /// Makes a proposal ready, noting what it finds; nil when it is held back.
    package typealias Preparation =
        (Decided, inout RemediationSummary) async throws -> ProposalStage.Prepared?

    private var forge: any Forge { environment.forges.forge(of: base.remote) }
    private var settings: RepositoryConfiguration { base.configuration }

    /// What there is to propose; nil for nothing.
    var plan: PullRequestPlan? {
        guard !patch.changes.isEmpty else { return nil }
        return PullRequestPlan(
            digest: patch.planDigest,
            findings: patch.applied.map(\.finding.fingerprint.description).sorted(),
            isCritical: patch.applied.contains { $0.finding.severity == .critical })
    }

    /// Reads the forge and decides.
    package func decide(_ judgement: Judgement) async throws -> Decided {
        let reader = UnitReader(
            forge: forge, remote: base.remote, mirror: base.mirror,
            branches: Remediator(environment).branches(of: base), branch: base.ownBranch)
        var (situation, pulls) = try await reader.read(
            base: base.commit, wantsProposal: plan != nil, options: environment.remoteOptions)
        situation.add(environment.wishes)
        let terms = try terms(for: situation, judgement)
        let decision = PullRequestStateMachine.decide(plan, in: situation, under: terms)
        return Decided(
            decision: decision, situation: situation, pullRequests: pulls, plan: plan)
    }

    private func terms(
        for situation: UnitSituation, _ judgement: Judgement
    ) throws -> PullRequestTerms {
        let recorded = situation.openPullRequest?.recordedFindings ?? []
        let old = situation.branch?.base
        return PullRequestTerms(
            base: base.branch, rebase: settings.rebase, maximumOpen: settings.maximumOpen,
            now: environment.now(), isBehind: old.map { $0 != base.commit } ?? false,
            isStale: try old.map(isStale) ?? false, isIncomplete: !patch.before.problems.isEmpty,
            absence: CloseReason(recorded, judgement, base.terms))
    }

    /// Whether a file that the patch touches has changed on the base since a commit.
    private func isStale(since old: ObjectID) throws -> Bool {
        guard old != base.commit else { return false }
        let before = try GitTreeSnapshot(commit: old, in: base.repository)
        return change.changes.keys.contains {
            before.entry(at: $0) != base.snapshot.entry(at: $0)
        }
    }

    // MARK: Carrying out

    private var effects: UnitEffects {
        UnitEffects(
            forge: forge, remote: base.remote, mirror: base.mirror,
            branch: base.ownBranch, options: environment.remoteOptions, pause: environment.pause)
    }

    /// Does what was decided, in order, and notes it; tests, describes and commits on the way.
    func perform(
        _ decided: Decided, into summary: inout RemediationSummary,
        entering enter: @Sendable (Stage) -> Void
    ) async throws {
        let stage = ProposalStage(environment, base: base, change: change)
        try await perform(decided, into: &summary, entering: enter) { decided, summary in
            try await stage.run(
                findings: decided.plan?.findings ?? [], beside: decided.existing?.body ?? "",
                into: &summary, entering: enter)
        }
    }

    /// Brings a commit to the unit's branch ahead of the rest; doing the rest then finds it there.
    ///
    /// - Returns: how many outward writes it took.
    package func push(_ commit: ObjectID, for decided: Decided) async throws -> Int {
        guard let proposal = decided.decision.proposal else { return 0 }
        var effects = effects
        try await prepareToPush()
        try effects.push(commit, expecting: proposal.expected)
        return effects.writes
    }

    /// Does what was decided, in order, with the proposal that `prepare` gives.
    package func perform(
        _ decided: Decided, into summary: inout RemediationSummary,
        entering enter: @Sendable (Stage) -> Void, preparing prepare: Preparation
    ) async throws {
        var effects = effects
        summary.describe(decided)
        for action in decided.decision.actions {
            if case .propose(let proposal) = action {
                let isOpen = try await propose(
                    proposal, decided, with: &effects, into: &summary, entering: enter,
                    preparing: prepare)
                summary.writes = effects.writes
                if !isOpen { return }
            } else {
                enter(.pullRequest)
                try await perform(action, with: &effects)
                summary.writes = effects.writes
            }
        }
        try CrashPoint.closing.pass()
    }

    private func perform(
        _ action: PullRequestDecision.Action, with effects: inout UnitEffects
    ) async throws {
        switch action {
        case .propose: break
        case .close(let number, let reason):
            _ = try await effects.set { try await $0.close(number, reason: reason, in: $1) }
        case .deleteBranch(let expected):
            try await environment.prepare(base.remote, .push(changesWorkflows: false))
            try effects.deleteBranch(expecting: expected)
        case .label(let number, let adding, let removing):
            let labels = Decorations(labels: adding, removedLabels: removing)
            _ = try await effects.set { try await $0.decorate(number, with: labels, in: $1) }
        case .remark(let number, let remark):
            let comment = CommentDraft(marker: remark.marker, body: remark.text)
            _ = try await effects.set { try await $0.comment(comment, on: number, in: $1) }
        case .answer(let number, let id, let answer):
            let writer = CommandAnswerWriter(environment: environment, base: base)
            let comment = CommentDraft(
                marker: CommandComment.answerMarker(for: id), body: writer.text(of: answer))
            _ = try await effects.set { try await $0.comment(comment, on: number, in: $1) }
        }
        try CrashPoint.decorating.pass()
    }

    private func prepareToPush() async throws {
        let changesWorkflows = change.changes.keys.contains {
            $0.description.hasPrefix(".github/workflows/")
        }
        try await environment.prepare(base.remote, .push(changesWorkflows: changesWorkflows))
    }

    /// Prepares and delivers; false when the tests held it back.
    private func propose(
        _ proposal: PullRequestDecision.Proposal, _ decided: Decided,
        with effects: inout UnitEffects, into summary: inout RemediationSummary,
        entering enter: @Sendable (Stage) -> Void, preparing prepare: Preparation
    ) async throws -> Bool {
        guard let prepared = try await prepare(decided, &summary) else { return false }
        summary.description = prepared.record
        summary.citations = prepared.citations
        if !change.edits.isEmpty { summary.proof = ProofRecord(of: change) }
        enter(.push)
        try await prepareToPush()
        let delivery = ProposalDelivery(
            prepared: prepared, proposal: proposal, existing: decided.existing, base: base.branch,
            mergesItself: settings.isMergedAutomatically)
        let delivered = try await delivery.run(with: &effects)
        summary.head = prepared.commit.description
        guard case .proposed(let cause) = decided.decision.standing else { return true }
        let commands = decided.decision.actions.count - 1
        let activity = decided.situation.openPullRequest?.activity ?? PullRequestActivity()
        summary.record(
            delivered.outcome, because: cause, activity: commands == 0 ? activity : nil)
        if summary.action == .unchanged, effects.writes > 0 { summary.action = .updated }
        if let refusal = delivered.mergeRefusal {
            summary.note = "it does not merge itself: \(refusal)"
        }
        return true
    }
}

extension RemediationSummary {
    /// Notes what was decided about the pull request, and why.
    package mutating func describe(_ decided: UnitRun.Decided) {
        describe(decided.decision.standing, pullRequests: decided.pullRequests)
        if case .upToDate = decided.decision.standing {
            head = decided.situation.branch?.head.description
        }
    }
}

extension CloseReason {
    /// Why a pull request has nothing left to propose, given the findings that it was for.
    init(_ recorded: [String], _ judgement: Judgement, _ terms: RepositoryTerms) {
        let left = judgement.findings.filter {
            recorded.contains($0.finding.fingerprint.description)
        }
        if terms.settings.mode < .fix {
            self = .repositoryExcluded
        } else if left.contains(where: { $0.status == .waived }) {
            self = .waived
        } else {
            self = left.isEmpty ? .resolved : .policyRemoved
        }
    }
}
