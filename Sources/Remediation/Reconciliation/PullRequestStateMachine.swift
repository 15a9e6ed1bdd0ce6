package import Basics
package import Snapshots

/// What is to be done about a repository's pull request, from the state of the forge and the plan: pure.
///
/// The forge is the source of truth. A person's edit, closure or foreign branch is never overwritten.
package struct PullRequestStateMachine: Sendable {
    /// What this run would have the pull request hold; nil when there is nothing to patch.
    package struct Plan: Hashable, Sendable {
        /// Rules, findings and hunks, without base, time and prose.
        package var digest: Digest
        /// The fingerprints of the findings that it answers, sorted: what a person rejects by closing.
        package var findings: [String]

        /// A plan from its parts.
        package init(digest: Digest, findings: [String]) {
            self.digest = digest
            self.findings = findings
        }
    }

    /// A pull request of ours for the unit's branch, in whatever state.
    package struct KnownPullRequest: Hashable, Sendable {
        /// The state on the forge, and whose doing it is.
        package enum State: Hashable, Sendable {
            case open, merged
            /// A person closed it.
            case rejected
            /// We closed it.
            case withdrawn
        }

        package var number: Int
        package var state: State
        /// The plan that its state marker records; nil when there is no readable marker.
        package var recordedPlan: String?
        /// The fingerprints that its state marker records, sorted.
        package var recordedFindings: [String]?

        /// A pull request from its parts.
        package init(
            number: Int, state: State, recordedPlan: String?, recordedFindings: [String]?
        ) {
            self.number = number
            self.state = state
            self.recordedPlan = recordedPlan
            self.recordedFindings = recordedFindings
        }
    }

    /// The head of the unit's branch on the forge.
    package struct Branch: Hashable, Sendable {
        package var head: ObjectID
        /// Whether the head is a commit that only we make: our identity, our trailers, and its base's date.
        ///
        /// This, not the marker in the description, tells a person's push from a run of ours that was killed between
        /// its push and its note of it.
        package var isOurs: Bool

        /// A branch from its parts.
        package init(head: ObjectID, isOurs: Bool) {
            self.head = head
            self.isOurs = isOurs
        }
    }

    /// Why a pull request is left as it is.
    package enum LeftAlone: Hashable, Sendable {
        /// There is nothing to patch and no pull request.
        case nothingToDo
        /// The open pull request holds exactly this plan.
        case upToDate(number: Int)
        /// Somebody committed to the branch.
        case editedByPerson(number: Int)
        /// A person closed the pull request for the same findings.
        case rejected(number: Int)
        /// The branch's name is taken by somebody else's commits.
        case branchConflict
    }

    /// What to do.
    package enum Action: Hashable, Sendable {
        case leaveAlone(LeftAlone)
        /// Push (the branch must be at `expected`, or absent), then open a pull request.
        case create(expected: ObjectID?, isRegression: Bool)
        /// Push with the lease, then renew the description.
        case update(number: Int, expected: ObjectID)
        /// The drift is gone: close it and delete the branch, which must be at `expected`.
        case close(number: Int, expected: ObjectID?)
    }

    /// Decides.
    ///
    /// The plan is nil when there is nothing to propose, the branch when the forge has none. The pull requests are ours for
    /// the branch, in any order. `isStale` says that the base has moved so that the open one may no longer merge.
    package static func action(
        for plan: Plan?, pullRequests: [KnownPullRequest], branch: Branch?, isStale: Bool
    ) -> Action {
        let newestFirst = pullRequests.sorted { $0.number > $1.number }
        if let open = newestFirst.first(where: { $0.state == .open }) {
            return action(for: plan, open: open, branch: branch, isStale: isStale)
        }
        guard let plan else { return .leaveAlone(.nothingToDo) }
        let sameFindings = newestFirst.filter { $0.recordedFindings == plan.findings }
        if let rejected = sameFindings.first(where: { $0.state == .rejected }) {
            return .leaveAlone(.rejected(number: rejected.number))
        }
        if let branch, !branch.isOurs { return .leaveAlone(.branchConflict) }
        let isRegression = sameFindings.contains { $0.state == .merged }
        return .create(expected: branch?.head, isRegression: isRegression)
    }

    private static func action(
        for plan: Plan?, open: KnownPullRequest, branch: Branch?, isStale: Bool
    ) -> Action {
        if let branch, !branch.isOurs { return .leaveAlone(.editedByPerson(number: open.number)) }
        guard let plan else { return .close(number: open.number, expected: branch?.head) }
        guard let branch else {
            return .create(expected: nil, isRegression: false)
        }
        if open.recordedPlan == plan.digest.description, !isStale {
            return .leaveAlone(.upToDate(number: open.number))
        }
        return .update(number: open.number, expected: branch.head)
    }
}
