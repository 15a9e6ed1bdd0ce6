import Basics
import Forge
import Snapshots
import Testing

@testable import Remediation

@Suite("What is done about a pull request")
struct PullRequestStateMachineTests {
    typealias Known = UnitSituation.KnownPullRequest
    typealias Action = PullRequestDecision.Action

    let plan = PullRequestPlan(digest: Digest(of: "plan"), findings: ["a", "b"])
    var ours: UnitSituation.Branch {
        .init(head: ObjectID(bytes: [1]), plan: plan.digest.description, strangers: [])
    }
    let theirs = UnitSituation.Branch(
        head: ObjectID(bytes: [2]), plan: nil, strangers: ["Ada"])
    let now = 1_000 * 86_400

    func pull(
        _ number: Int = 3, _ state: Known.State = .open, labels: Set<String> = ["complybot"],
        _ change: (inout Known) -> Void = { _ in }
    ) -> Known {
        var pull = Known(
            number: number, state: state, labels: labels,
            recordedPlan: plan.digest.description, recordedFindings: plan.findings,
            createdAt: now - 86_400)
        change(&pull)
        return pull
    }

    func decide(
        _ plan: PullRequestPlan?, _ pulls: [Known], _ branch: UnitSituation.Branch?,
        terms change: (inout PullRequestTerms) -> Void = { _ in },
        _ situate: (inout UnitSituation) -> Void = { _ in }
    ) -> PullRequestDecision {
        var terms = PullRequestTerms(base: "main", now: now)
        change(&terms)
        var situation = UnitSituation(pullRequests: pulls, branch: branch)
        situate(&situation)
        return PullRequestStateMachine.decide(plan, in: situation, under: terms)
    }

    func command(
        _ command: CommandComment.Command, id: String = "9",
        _ permission: RepositoryPermission = .write,
        isAnswered: Bool = false
    ) -> CommandComment {
        CommandComment(
            id: id, author: ForgeAccount(login: "ada"), command: command, permission: permission,
            isAnswered: isAnswered)
    }

    // MARK: The table

    @Test("no drift and no pull request: nothing, and a branch of ours alone is pruned")
    func nothing() {
        #expect(decide(nil, [], nil).actions.isEmpty)
        #expect(decide(nil, [], ours).actions == [.deleteBranch(expected: ours.head)])
        #expect(decide(nil, [], theirs).actions.isEmpty)
        #expect(decide(nil, [], ours) { $0.isIncomplete = true }.actions.isEmpty)
        #expect(decide(nil, [], ours, { $0.strangersPullRequest = 4 }).actions.isEmpty)
    }

    @Test("no drift and an untouched pull request: closed with a reason, and its branch deleted")
    func resolved() {
        let decision = decide(nil, [pull()], ours) { $0.absence = .waived }
        #expect(
            decision.actions == [
                .remark(number: 3, .closing(.waived)), .close(number: 3, reason: .waived),
                .deleteBranch(expected: ours.head),
            ])
        #expect(decision.standing == .closed(number: 3, .waived))
        let unseen = decide(nil, [pull()], ours) { $0.isIncomplete = true }
        #expect(unseen.actions.isEmpty && unseen.standing == .incomplete(number: 3))
    }

    @Test("no drift and somebody's commits: left open, labelled and said once")
    func obsolete() {
        let first = decide(nil, [pull()], theirs)
        #expect(
            first.actions == [
                .label(number: 3, adding: [PullRequestLabel.obsolete], removing: []),
                .remark(number: 3, .obsolete),
            ])
        let marked = pull(labels: [PullRequestLabel.obsolete]) { $0.remarks = ["obsolete"] }
        #expect(decide(nil, [marked], theirs).actions.isEmpty)
        #expect(
            decide(plan, [marked], theirs).actions == [
                .label(number: 3, adding: [], removing: [PullRequestLabel.obsolete])
            ])
    }

    @Test("drift and no pull request: one is opened on the branch as it is")
    func create() {
        #expect(decide(plan, [], nil).proposal?.expected == nil)
        #expect(decide(plan, [], nil).standing == .proposed(.new))
        #expect(decide(plan, [], ours).proposal?.expected == ours.head)
    }

    @Test(
        "one that a person closed does not come back for the same findings, and says how it would")
    func rejected() {
        let closed = pull(5, .rejected)
        let first = decide(plan, [closed], ours)
        #expect(first.standing == .rejected(number: 5))
        #expect(first.actions == [.remark(number: 5, .rejected)])
        let told = pull(5, .rejected) { $0.remarks = ["rejected"] }
        #expect(decide(plan, [told], ours).actions.isEmpty)
        let others = pull(5, .rejected) {
            $0.recordedFindings = ["c"]
            $0.recordedPlan = "x"
        }
        #expect(decide(plan, [others], ours).standing == .proposed(.new))
        let unknown = pull(5, .rejected) {
            $0.recordedFindings = nil
            $0.recordedPlan = nil
        }
        #expect(decide(plan, [unknown], ours).standing == .rejected(number: 5))
        let since = [closed, pull(6, .merged), pull(7, .withdrawn)]
        #expect(decide(plan, since, nil).standing == .rejected(number: 5))
    }

    @Test("one that we closed comes back, and one after a merge is labelled a regression")
    func regression() {
        #expect(decide(plan, [pull(6, .withdrawn)], nil).standing == .proposed(.new))
        let merged = decide(plan, [pull(6, .merged)], nil)
        #expect(merged.standing == .proposed(.regressed))
        #expect(merged.proposal?.labels == [PullRequestLabel.regressed])
    }

    @Test("the same plan: nothing is written")
    func upToDate() {
        let decision = decide(plan, [pull()], ours)
        #expect(decision.actions.isEmpty && decision.standing == .upToDate(number: 3))
    }

    @Test("the order in which the forge lists pull requests does not matter")
    func order() {
        let pulls = [pull(1, .rejected), pull(2, .merged), pull(3)]
        for permutation in [pulls, pulls.reversed(), [pulls[1], pulls[2], pulls[0]]] {
            #expect(decide(plan, permutation, ours).standing == .upToDate(number: 3))
        }
    }

    // MARK: Conflicts and edits

    @Test("what is not ours is a branch-conflict and never touched")
    func conflicts() {
        #expect(decide(plan, [], theirs).standing == .branchConflict(.commits(by: ["Ada"])))
        #expect(decide(plan, [], theirs).actions.isEmpty)
        let blocked = decide(plan, [], nil, { $0.isNamespaceTaken = true })
        #expect(blocked.standing == .branchConflict(.namespace) && blocked.actions.isEmpty)
        let other = decide(plan, [], ours, { $0.strangersPullRequest = 8 })
        #expect(other.standing == .branchConflict(.pullRequest(number: 8)))
        #expect(other.actions.isEmpty)
    }

    @Test("somebody's commits and another base are edits")
    func edited() {
        #expect(decide(plan, [pull()], theirs).standing == .edited(number: 3, by: ["Ada"]))
        let retargeted = pull { $0.base = "develop" }
        #expect(decide(plan, [retargeted], ours).standing == .edited(number: 3, by: []))
        #expect(decide(plan, [retargeted], ours).actions.isEmpty)
    }

    // MARK: Renewing

    @Test("a changed plan is pushed with the lease, approved or not")
    func planChanged() {
        let other = PullRequestPlan(digest: Digest(of: "other"), findings: ["a"])
        let approved = pull { $0.activity.approvers = [ForgeAccount(login: "bo")] }
        for known in [pull(), approved] {
            let decision = decide(other, [known], ours)
            #expect(decision.standing == .proposed(.planChanged))
            #expect(decision.proposal?.expected == ours.head && decision.proposal?.number == 3)
        }
    }

    @Test(
        "a moved base renews as `pr.rebase` says",
        arguments: [
            (
                PullRequestTerms.Rebase.conflicted, PullRequestActivity.Mergeability.conflicting,
                true
            ),
            (.conflicted, .behind, false), (.conflicted, .clean, false),
            (.behind, .behind, true), (.behind, .conflicting, true), (.behind, .clean, false),
            (.never, .conflicting, false), (.never, .behind, false),
        ])
    func rebase(
        policy: PullRequestTerms.Rebase, state: PullRequestActivity.Mergeability, isRenewed: Bool
    ) {
        let known = pull { $0.activity.mergeability = state }
        let decision = decide(plan, [known], ours) { $0.rebase = policy }
        #expect((decision.proposal != nil) == isRenewed)
    }

    @Test("where the forge does not know, a changed file on the base counts as a conflict")
    func stale() {
        let decision = decide(plan, [pull()], ours) { $0.isStale = true }
        #expect(decision.standing == .proposed(.conflicting))
        let clean = pull { $0.activity.mergeability = .clean }
        #expect(decide(plan, [clean], ours) { $0.isStale = true }.actions.isEmpty)
    }

    @Test("a base that requires branches up to date is followed whatever `pr.rebase` says")
    func required() {
        let known = pull {
            $0.activity.requiresUpToDate = true
            $0.activity.mergeability = .behind
        }
        #expect(
            decide(plan, [known], ours) { $0.rebase = .never }.standing == .proposed(.behind))
    }

    @Test("held, queued or approved: left alone")
    func leftAlone() {
        let stale: (inout PullRequestTerms) -> Void = { $0.isStale = true }
        let held = pull(labels: ["complybot", PullRequestLabel.hold])
        let other = PullRequestPlan(digest: Digest(of: "other"), findings: ["a"])
        #expect(decide(other, [held], ours).standing == .held(number: 3))
        #expect(decide(nil, [held], ours).actions.isEmpty)
        let queued = pull { $0.activity.isInMergeQueue = true }
        #expect(decide(other, [queued], ours).standing == .queued(number: 3))
        #expect(decide(nil, [queued], ours).actions.isEmpty)
        let approved = pull { $0.activity.approvers = [ForgeAccount(login: "bo")] }
        #expect(decide(plan, [approved], ours, terms: stale).standing == .approved(number: 3))
    }

    @Test("what a killed run left undone is completed")
    func unfinished() {
        #expect(decide(plan, [pull(labels: [])], ours).standing == .proposed(.unfinished))
        let described = pull { $0.recordedPlan = nil }
        #expect(decide(plan, [described], ours).standing == .proposed(.unfinished))
        let gone = decide(plan, [pull()], nil)
        #expect(gone.proposal?.number == 3 && gone.proposal?.expected == nil)
    }

    // MARK: Limits

    @Test("two open pull requests, or one within the hour, keep another from being opened")
    func limits() {
        let many = decide(plan, [], nil, { $0.open = .init(count: 2, newestCreatedAt: nil) })
        #expect(many.standing == .tooMany(open: 2) && many.actions.isEmpty)
        let soon = decide(plan, [], nil, { $0.open = .init(count: 1, newestCreatedAt: now - 600) })
        #expect(soon.standing == .tooSoon(seconds: 3_000))
        let late = decide(
            plan, [], nil, { $0.open = .init(count: 1, newestCreatedAt: now - 3_600) })
        #expect(late.proposal != nil)
        var critical = plan
        critical.isCritical = true
        #expect(
            decide(critical, [], nil, { $0.open = .init(count: 9, newestCreatedAt: now) })
                .proposal != nil)
    }

    @Test("after thirty days without anybody nothing is refreshed, which is said once")
    func dormant() {
        let stale: (inout PullRequestTerms) -> Void = { $0.isStale = true }
        let idle = pull { $0.createdAt = now - 31 * 86_400 }
        let first = decide(plan, [idle], ours, terms: stale)
        #expect(first.standing == .dormant(number: 3, days: 31))
        #expect(first.actions == [.remark(number: 3, .dormant)])
        let told = pull {
            $0.createdAt = now - 91 * 86_400
            $0.remarks = ["dormant"]
        }
        #expect(decide(plan, [told], ours, terms: stale).actions.isEmpty)
        let visited = pull {
            $0.createdAt = now - 91 * 86_400
            $0.activity.lastHumanActivity = now - 86_400
        }
        #expect(decide(plan, [visited], ours, terms: stale).proposal != nil)
    }

    // MARK: Controls

    @Test("rebase by label or comment renews once, and takes the label away")
    func rebaseOnRequest() {
        let labelled = decide(plan, [pull(labels: ["complybot", PullRequestLabel.rebase])], ours)
        #expect(labelled.proposal?.removedLabels == [PullRequestLabel.rebase])
        let asked = pull { $0.commands = [command(.rebase)] }
        let decision = decide(plan, [asked], ours)
        #expect(decision.standing == .proposed(.asked))
        #expect(
            decision.actions.last
                == .answer(number: 3, comment: "9", .remade(discarded: [])))
        #expect(
            decide(plan, [asked], theirs).actions == [
                .answer(number: 3, comment: "9", .modified)
            ])
    }

    @Test("recreate discards others' commits and says whose; the lease is on what was seen")
    func recreate() {
        let decision = decide(plan, [pull { $0.commands = [command(.recreate)] }], theirs)
        #expect(decision.proposal?.expected == theirs.head)
        #expect(
            decision.actions.last == .answer(number: 3, comment: "9", .remade(discarded: ["Ada"])))
    }

    @Test("close closes, and keeps the branch of somebody else")
    func close() {
        let asked = pull { $0.commands = [command(.close)] }
        #expect(
            decide(plan, [asked], theirs).actions == [
                .remark(number: 3, .closing(.requested)), .close(number: 3, reason: .requested),
                .answer(number: 3, comment: "9", .closed),
            ])
        #expect(decide(plan, [asked], ours).actions.contains(.deleteBranch(expected: ours.head)))
    }

    @Test("reopen lifts a rejection for good, within no limit")
    func reopen() {
        let asked = pull(5, .rejected) { $0.commands = [command(.reopen)] }
        let full = OpenPullRequests(count: 5, newestCreatedAt: now)
        let decision = decide(plan, [asked], nil, { $0.open = full })
        #expect(decision.standing == .proposed(.reopened))
        #expect(decision.actions.last == .answer(number: 5, comment: "9", .reopened))
        let lifted = pull(5, .rejected) {
            $0.commands = [command(.reopen, .none, isAnswered: true)]
        }
        #expect(decide(plan, [lifted], nil).standing == .proposed(.new))
        #expect(
            decide(plan, [lifted, pull(6, .rejected)], nil).standing == .rejected(number: 6))
    }

    @Test("who may not write is not listened to, and an answered command is not answered again")
    func listening() {
        for known in [
            pull { $0.commands = [command(.close, .read)] },
            pull { $0.commands = [command(.close, .triage)] },
            pull { $0.commands = [command(.close, isAnswered: true)] },
        ] {
            #expect(decide(plan, [known], ours).actions.isEmpty)
        }
        let stranger = pull(5, .rejected) {
            $0.commands = [command(.reopen, .none)]
            $0.remarks = ["rejected"]
        }
        #expect(decide(plan, [stranger], nil).actions.isEmpty)
    }

    @Test("each command gets one answer; of those that move the pull request the last counts")
    func several() {
        let known = pull {
            $0.commands = [
                command(.close, id: "1"), command(.explain(rule: "x"), id: "2"),
                command(.rebase, id: "3"), command(.misunderstood("why"), id: "4"),
            ]
        }
        let decision = decide(plan, [known], ours)
        let answered = decision.actions.compactMap { action -> String? in
            if case .answer(_, let comment, _) = action { comment } else { nil }
        }
        #expect(answered.sorted() == ["1", "2", "3", "4"])
        #expect(decision.standing == .proposed(.asked))
        #expect(
            decision.actions.contains(.answer(number: 3, comment: "4", .misunderstood("why"))))
    }

    @Test("a held pull request is closed on request alone")
    func held() {
        let known = pull(labels: [PullRequestLabel.hold]) { $0.commands = [command(.recreate)] }
        #expect(
            decide(plan, [known], ours).actions == [.answer(number: 3, comment: "9", .held)])
        let closing = pull(labels: [PullRequestLabel.hold]) { $0.commands = [command(.close)] }
        #expect(decide(plan, [closing], ours).standing == .closed(number: 3, .requested))
    }
}
