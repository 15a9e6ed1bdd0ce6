internal import Basics
internal import Forge
internal import Snapshots

/// What is to be done about a repository's pull request, from the state of the forge and the plan: pure.
///
/// The forge is the source of truth. A person's edit, closure or foreign branch is never overwritten unless a person
/// who may says so.
package struct PullRequestStateMachine: Sendable {
    let plan: PullRequestPlan?
    let situation: UnitSituation
    let terms: PullRequestTerms

    typealias Decision = PullRequestDecision
    typealias Known = UnitSituation.KnownPullRequest

    /// Decides; the plan is nil when there is nothing to propose.
    package static func decide(
        _ plan: PullRequestPlan?, in situation: UnitSituation, under terms: PullRequestTerms
    ) -> PullRequestDecision {
        let machine = Self(plan: plan, situation: situation, terms: terms)
        if let open = situation.openPullRequest { return machine.decide(about: open) }
        return machine.decideWithoutOpen()
    }

    // MARK: An open pull request

    private func decide(about open: Known) -> Decision {
        let wishes = CommandWishes(open.commands)
        if wishes.verb == .close { return close(open, .requested, wishes) }
        if open.labels.contains(PullRequestLabel.hold) {
            return leave(.held(number: open.number), open, wishes, .held)
        }
        if open.activity.isInMergeQueue {
            return leave(.queued(number: open.number), open, wishes, .queued)
        }
        let strangers = situation.branch?.strangers ?? []
        let isModified = !strangers.isEmpty || open.base != terms.base
        guard let plan else { return withoutPlan(open, isModified: isModified, wishes) }
        if wishes.verb == .recreate {
            return propose(
                open, because: .recreated(discarding: strangers), wishes,
                .remade(discarded: strangers))
        }
        if isModified { return leaveEdited(open, strangers, wishes) }
        guard let cause = cause(for: plan, open, wishes) else {
            return leave(.upToDate(number: open.number), open, wishes, .alreadyOpen)
        }
        return cause == .asked
            ? propose(open, because: cause, wishes, .remade(discarded: []))
            : renew(open, because: cause, wishes)
    }

    /// Why a pull request that nobody has touched is renewed; nil when it is as it ought to be.
    private func cause(
        for plan: PullRequestPlan, _ open: Known, _ wishes: CommandWishes
    ) -> PullRequestStanding.Cause? {
        if wishes.verb == .rebase || open.labels.contains(PullRequestLabel.rebase) { return .asked }
        guard let branch = situation.branch else { return .unfinished }
        let digest = plan.digest.description
        if branch.plan != digest { return .planChanged }
        let activity = open.activity
        if activity.requiresUpToDate, activity.mergeability == .behind || terms.isBehind {
            return .behind
        }
        let isConflicting =
            activity.mergeability == .conflicting
            || (activity.mergeability == .unknown && terms.isStale)
        switch terms.rebase {
        case .never: break
        case .conflicted where isConflicting, .behind where isConflicting: return .conflicting
        case .behind where activity.mergeability == .behind || terms.isBehind: return .behind
        case .conflicted, .behind: break
        }
        let isFinished =
            open.recordedPlan == digest && open.labels.contains(PullRequestLabel.ours)
        return isFinished ? nil : .unfinished
    }

    /// Renews unasked, unless it is approved or nobody looks at it any more.
    private func renew(
        _ open: Known, because cause: PullRequestStanding.Cause, _ wishes: CommandWishes
    ) -> Decision {
        if !open.activity.approvers.isEmpty, cause != .planChanged {
            return leave(.approved(number: open.number), open, wishes, .alreadyOpen)
        }
        if let days = open.idleDays(at: terms.now), days >= terms.daysOfRefreshing {
            var decision = leave(
                .dormant(number: open.number, days: days), open, wishes, .alreadyOpen)
            decision.actions += remarks([.dormant], on: open)
            return decision
        }
        return propose(open, because: cause, wishes, .alreadyOpen)
    }

    private func withoutPlan(
        _ open: Known, isModified: Bool, _ wishes: CommandWishes
    ) -> Decision {
        if terms.isIncomplete {
            return leave(.incomplete(number: open.number), open, wishes, .nothingToPropose)
        }
        guard isModified else { return close(open, terms.absence, wishes) }
        var decision = leave(.obsolete(number: open.number), open, wishes, .nothingToPropose)
        if !open.labels.contains(PullRequestLabel.obsolete) {
            decision.actions.append(
                .label(number: open.number, adding: [PullRequestLabel.obsolete], removing: []))
        }
        decision.actions += remarks([.obsolete], on: open)
        return decision
    }

    private func leaveEdited(
        _ open: Known, _ strangers: [String], _ wishes: CommandWishes
    ) -> Decision {
        var decision = leave(
            .edited(number: open.number, by: strangers), open, wishes,
            wishes.verb == .reopen ? .alreadyOpen : .modified)
        if open.labels.contains(PullRequestLabel.obsolete) {
            decision.actions.append(
                .label(number: open.number, adding: [], removing: [PullRequestLabel.obsolete]))
        }
        return decision
    }

    private func close(_ open: Known, _ reason: CloseReason, _ wishes: CommandWishes) -> Decision {
        var actions = remarks([.closing(reason)], on: open)
        actions.append(.close(number: open.number, reason: reason))
        if let branch = situation.branch, branch.isOurs, situation.strangersPullRequest == nil {
            actions.append(.deleteBranch(expected: branch.head))
        }
        actions += wishes.answers(on: open.number, .closed)
        return Decision(actions: actions, standing: .closed(number: open.number, reason))
    }

    private func propose(
        _ open: Known, because cause: PullRequestStanding.Cause, _ wishes: CommandWishes,
        _ answer: CommandAnswer
    ) -> Decision {
        let passing = [PullRequestLabel.rebase, PullRequestLabel.obsolete]
        let proposal = Decision.Proposal(
            number: open.number, expected: situation.branch?.head, labels: [],
            removedLabels: passing.filter(open.labels.contains))
        return Decision(
            actions: [.propose(proposal)] + wishes.answers(on: open.number, answer),
            standing: .proposed(cause))
    }

    private func leave(
        _ standing: PullRequestStanding, _ pull: Known, _ wishes: CommandWishes,
        _ answer: CommandAnswer
    ) -> Decision {
        Decision(actions: wishes.answers(on: pull.number, answer), standing: standing)
    }

    private func remarks(_ wanted: [PullRequestRemark], on pull: Known) -> [Decision.Action] {
        wanted.filter { !pull.remarks.contains($0.marker) }.map {
            .remark(number: pull.number, $0)
        }
    }

    // MARK: No open pull request

    private func decideWithoutOpen() -> Decision {
        guard let plan else { return prune() }
        if situation.isNamespaceTaken { return stay(.branchConflict(.namespace)) }
        if let number = situation.strangersPullRequest {
            return stay(.branchConflict(.pullRequest(number: number)))
        }
        let newestFirst = situation.pullRequests.reversed()
        let rejections = newestFirst.filter { $0.state == .rejected && $0.isFor(plan) }
        if let rejection = rejections.first(where: { !$0.isLifted }) {
            var decision = leave(
                .rejected(number: rejection.number), rejection, CommandWishes(rejection.commands),
                .notOpen)
            // Who asked us to close it was told then.
            if !rejection.remarks.contains(PullRequestRemark.closing(.requested).marker) {
                decision.actions += remarks([.rejected], on: rejection)
            }
            return decision
        }
        if let branch = situation.branch, !branch.isOurs {
            return stay(.branchConflict(.commits(by: branch.strangers)))
        }
        return open(plan, lifting: rejections.first { $0.isBeingLifted })
    }

    /// Opens one, within the limits unless it is critical or a person asks for it.
    private func open(_ plan: PullRequestPlan, lifting rejection: Known?) -> Decision {
        if rejection == nil, !plan.isCritical, let refusal = limit { return stay(refusal) }
        let isRegression = situation.pullRequests.contains { pull in
            pull.state == .merged
                && !Set(pull.recordedFindings ?? []).isDisjoint(with: plan.findings)
        }
        let proposal = Decision.Proposal(
            number: nil, expected: situation.branch?.head,
            labels: isRegression ? [PullRequestLabel.regressed] : [], removedLabels: [])
        var decision = Decision(
            actions: [.propose(proposal)],
            standing: .proposed(
                rejection != nil ? .reopened : isRegression ? .regressed : .new))
        if let rejection {
            decision.actions += CommandWishes(rejection.commands)
                .answers(on: rejection.number, .reopened)
        }
        return decision
    }

    private var limit: PullRequestStanding? {
        let open = situation.open
        if open.count >= terms.maximumOpen { return .tooMany(open: open.count) }
        guard let newest = open.newestCreatedAt, newest <= terms.now,
            terms.now - newest < terms.pauseBetween
        else { return nil }
        return .tooSoon(seconds: terms.pauseBetween - (terms.now - newest))
    }

    /// Nothing to propose: a branch of ours that nobody needs goes.
    private func prune() -> Decision {
        var decision = stay(.nothingToDo, .nothingToPropose)
        if let branch = situation.branch, branch.isOurs, situation.strangersPullRequest == nil,
            !terms.isIncomplete
        {
            decision.actions.append(.deleteBranch(expected: branch.head))
        }
        return decision
    }

    /// Does nothing but answer what was asked on the newest pull request.
    private func stay(
        _ standing: PullRequestStanding, _ answer: CommandAnswer = .notOpen
    ) -> Decision {
        guard let last = situation.pullRequests.last else {
            return Decision(actions: [], standing: standing)
        }
        let wishes = CommandWishes(last.commands)
        // Who wants it open again is answered once it is.
        if plan != nil, wishes.verb == .reopen {
            return Decision(
                actions: wishes.inquiries(on: last.number), standing: standing)
        }
        return leave(standing, last, wishes, answer)
    }
}

extension UnitSituation.KnownPullRequest {
    /// Whether closing it turned down just this plan; one whose findings are not known turned down everything.
    fileprivate func isFor(_ plan: PullRequestPlan) -> Bool {
        guard let recordedFindings else { return true }
        return recordedPlan == plan.digest.description || recordedFindings == plan.findings
    }

    /// Whether somebody who may wants what was turned down after all.
    fileprivate var isLifted: Bool {
        commands.contains { $0.command == .reopen && ($0.isAnswered || $0.isPending) }
    }

    /// As `isLifted`, and nothing has been opened for it yet.
    fileprivate var isBeingLifted: Bool {
        commands.contains { $0.command == .reopen && $0.isPending }
    }
}
