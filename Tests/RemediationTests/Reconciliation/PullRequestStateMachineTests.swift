import Basics
import Snapshots
import Testing

@testable import Remediation

@Suite("What is done about a pull request")
struct PullRequestStateMachineTests {
    typealias Machine = PullRequestStateMachine

    let plan = Machine.Plan(digest: Digest(of: "plan"), findings: ["a", "b"])
    let ours = Machine.Branch(head: ObjectID(bytes: [1]), isOurs: true)
    let theirs = Machine.Branch(head: ObjectID(bytes: [2]), isOurs: false)

    func pull(
        _ number: Int, _ state: Machine.KnownPullRequest.State, plan: Digest? = nil,
        findings: [String]? = nil
    ) -> Machine.KnownPullRequest {
        .init(
            number: number, state: state, recordedPlan: plan?.description,
            recordedFindings: findings)
    }

    func action(
        _ plan: Machine.Plan?, _ pulls: [Machine.KnownPullRequest], _ branch: Machine.Branch?,
        isStale: Bool = false
    ) -> Machine.Action {
        Machine.action(for: plan, pullRequests: pulls, branch: branch, isStale: isStale)
    }

    @Test("no drift and no pull request: nothing to do")
    func nothing() {
        #expect(action(nil, [], nil) == .leaveAlone(.nothingToDo))
        #expect(action(nil, [], ours) == .leaveAlone(.nothingToDo))
    }

    @Test("no drift and an untouched pull request: it is closed and its branch deleted")
    func resolved() {
        #expect(action(nil, [pull(3, .open)], ours) == .close(number: 3, expected: ours.head))
        #expect(action(nil, [pull(3, .open)], nil) == .close(number: 3, expected: nil))
    }

    @Test("no drift and a pull request with somebody's commits: left alone")
    func resolvedButEdited() {
        #expect(action(nil, [pull(3, .open)], theirs) == .leaveAlone(.editedByPerson(number: 3)))
    }

    @Test("drift and no pull request: one is created, on the branch as it is")
    func create() {
        #expect(action(plan, [], nil) == .create(expected: nil, isRegression: false))
        #expect(action(plan, [], ours) == .create(expected: ours.head, isRegression: false))
    }

    @Test("a branch of that name with somebody's commits is never written to")
    func conflict() {
        #expect(action(plan, [], theirs) == .leaveAlone(.branchConflict))
        #expect(action(plan, [pull(1, .withdrawn)], theirs) == .leaveAlone(.branchConflict))
    }

    @Test("the same plan is left alone, a changed or stale one is updated with the lease")
    func update() {
        let same = pull(4, .open, plan: plan.digest)
        #expect(action(plan, [same], ours) == .leaveAlone(.upToDate(number: 4)))
        #expect(
            action(plan, [same], ours, isStale: true) == .update(number: 4, expected: ours.head))
        let other = pull(4, .open, plan: Digest(of: "other"))
        #expect(action(plan, [other], ours) == .update(number: 4, expected: ours.head))
        #expect(action(plan, [pull(4, .open)], ours) == .update(number: 4, expected: ours.head))
        #expect(action(plan, [other], theirs) == .leaveAlone(.editedByPerson(number: 4)))
    }

    @Test(
        "a pull request that a person closed does not come back for the same findings, but does for others"
    )
    func rejected() {
        let closed = pull(5, .rejected, findings: plan.findings)
        #expect(action(plan, [closed], ours) == .leaveAlone(.rejected(number: 5)))
        let others = pull(5, .rejected, findings: ["c"])
        #expect(action(plan, [others], ours) == .create(expected: ours.head, isRegression: false))
    }

    @Test("one that we closed comes back, and one after a merge is called a regression")
    func regression() {
        let withdrawn = pull(6, .withdrawn, findings: plan.findings)
        #expect(action(plan, [withdrawn], nil) == .create(expected: nil, isRegression: false))
        let merged = pull(6, .merged, findings: plan.findings)
        #expect(action(plan, [merged], nil) == .create(expected: nil, isRegression: true))
    }

    @Test("the order in which the forge lists pull requests does not matter")
    func order() {
        let pulls = [
            pull(1, .rejected, findings: ["x"]), pull(2, .merged, findings: plan.findings),
            pull(3, .open, plan: plan.digest),
        ]
        for permutation in [pulls, pulls.reversed(), [pulls[1], pulls[2], pulls[0]]] {
            #expect(action(plan, permutation, ours) == .leaveAlone(.upToDate(number: 3)))
        }
    }
}
