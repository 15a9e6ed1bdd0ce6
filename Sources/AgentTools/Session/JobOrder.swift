/// What must have been done before what, in one job: pure, and the same whoever drives it.
///
/// Nothing is pushed without a proved plan whose tests were looked at; no pull request is opened without that verdict and the
/// approvals' answer; there is one pull request. Everything that is known of a change is forgotten when the change does.
package struct JobOrder: Hashable, Sendable {
    /// What there is to propose.
    package enum Plan: String, Hashable, Sendable, CaseIterable {
        case unknown
        /// Nothing, or nothing now: the pull request is as it ought to be, or somebody is in the way.
        case nothing
        case proved
    }

    /// What the tests said of the change.
    package enum Verdict: String, Hashable, Sendable, CaseIterable {
        case unknown
        /// It may be proposed.
        case fit
        /// Tests fail that passed before, and the repository wants none of that.
        case held
    }

    package private(set) var isCloned = false
    package private(set) var hasBranch = false
    package private(set) var plan = Plan.unknown
    package private(set) var hasApprovals = false
    package private(set) var verdict = Verdict.unknown
    package private(set) var isCommitted = false
    package private(set) var isPushed = false
    package private(set) var isDelivered = false

    /// The order of a job at its start.
    package init() {}

    /// Something that was done.
    package enum Step: Hashable, Sendable, CaseIterable {
        case cloned, branched, plannedNothing, planned, approvalsAnswered, testsFit, testsHeld
        case edited, committed, pushed, delivered
    }

    /// Notes what was done; what it makes outdated is forgotten.
    package mutating func note(_ step: Step) {
        switch step {
        case .cloned: self = JobOrder(isCloned: true)
        case .branched: hasBranch = true
        case .plannedNothing: change(to: .nothing)
        case .planned: change(to: .proved)
        case .approvalsAnswered: hasApprovals = true
        case .testsFit: verdict = .fit
        case .testsHeld: verdict = .held
        // Whoever lets an edit in has run the tests with it.
        case .edited: change(to: .proved)
        case .committed: isCommitted = true
        case .pushed: isPushed = true
        case .delivered: isDelivered = true
        }
    }

    private init(isCloned: Bool) { self.isCloned = isCloned }

    private mutating func change(to plan: Plan) {
        self.plan = plan
        hasApprovals = false
        verdict = .unknown
        isCommitted = false
        isPushed = false
    }

    /// Why a tool may not be called now, and what to call first; nil when it may.
    package func refusal(of tool: StandardTool) -> (reason: String, next: StandardTool?)? {
        if tool == .ragSearch { return nil }
        if tool == .cloneRepository {
            return isPushed && !isDelivered
                ? ("the branch is pushed and its pull request is not opened", .createPullRequest)
                : nil
        }
        guard isCloned else { return ("the repository is not cloned yet", .cloneRepository) }
        switch tool {
        case .ragSearch, .cloneRepository, .detectComplianceDrift, .securityScan, .readFile:
            return nil
        case .createBranch, .applyCompliancePatches, .getRequiredApprovals, .runTests, .fixCode,
            .commitChanges, .pushBranch, .createPullRequest:
            break
        }
        if isDelivered {
            return ("the job is done: its pull request is as it ought to be", nil)
        }
        return refusalBeforeDelivery(of: tool)
    }

    private func refusalBeforeDelivery(
        of tool: StandardTool
    ) -> (reason: String, next: StandardTool?)? {
        switch tool {
        case .createBranch: return nil
        case .applyCompliancePatches:
            return isPushed
                ? ("the branch is pushed with the patches that there are", .createPullRequest) : nil
        default: break
        }
        if plan == .unknown { return ("nothing is planned yet", .applyCompliancePatches) }
        if plan == .nothing {
            return tool == .createPullRequest
                ? nil : ("there is nothing to propose", .createPullRequest)
        }
        switch tool {
        case .runTests, .fixCode, .commitChanges:
            if isPushed { return ("the branch is pushed", .createPullRequest) }
        default: break
        }
        switch tool {
        case .fixCode:
            return verdict == .unknown ? ("the tests were not looked at yet", .runTests) : nil
        case .commitChanges: return hasBranch ? nil : ("there is no branch yet", .createBranch)
        case .pushBranch: return refusalOfPush
        case .createPullRequest: return refusalOfPullRequest
        default: return nil
        }
    }

    private var refusalOfPush: (reason: String, next: StandardTool?)? {
        switch verdict {
        case .unknown: return ("the tests were not looked at yet", .runTests)
        case .held: return ("tests fail that passed before, so the repository wants no push", nil)
        case .fit: return isCommitted ? nil : ("nothing is committed yet", .commitChanges)
        }
    }

    private var refusalOfPullRequest: (reason: String, next: StandardTool?)? {
        if let refusal = refusalOfPush { return refusal }
        if !hasApprovals {
            return ("nobody asked yet who must approve", .getRequiredApprovals)
        }
        return isPushed ? nil : ("the branch is not pushed yet", .pushBranch)
    }
}
