package import Forge
package import Snapshots

/// What is done about a unit, and why.
package struct PullRequestDecision: Hashable, Sendable {
    /// A pull request to open or to bring up to date.
    package struct Proposal: Hashable, Sendable {
        /// The open one; nil when one is to be opened.
        package var number: Int?
        /// Where the branch must be; nil when it must not exist.
        package var expected: ObjectID?
        package var labels: [String]
        package var removedLabels: [String]
    }

    /// One thing to do; they are done in order.
    package enum Action: Hashable, Sendable {
        case propose(Proposal)
        case close(number: Int, reason: CloseReason)
        /// The branch must be at `expected`.
        case deleteBranch(expected: ObjectID)
        case label(number: Int, adding: [String], removing: [String])
        case remark(number: Int, PullRequestRemark)
        case answer(number: Int, comment: String, CommandAnswer)
    }

    package var actions: [Action]
    package var standing: PullRequestStanding

    /// The proposal among the actions.
    package var proposal: Proposal? {
        for case .propose(let proposal) in actions { return proposal }
        return nil
    }
}

/// Why a pull request is as it is.
package enum PullRequestStanding: Hashable, Sendable {
    /// There is nothing to propose and no pull request.
    case nothingToDo
    /// The open pull request holds exactly this plan.
    case upToDate(number: Int)
    /// It is to be opened or renewed, for this reason.
    case proposed(Cause)
    case closed(number: Int, CloseReason)
    /// Somebody else's commits are on the branch, or it was sent to another base.
    case edited(number: Int, by: [String])
    /// As `edited`, and the drift is gone.
    case obsolete(number: Int)
    /// A person closed the pull request for the same findings.
    case rejected(number: Int)
    case branchConflict(Conflict)
    case held(number: Int)
    case queued(number: Int)
    /// It is approved, and the plan is the same.
    case approved(number: Int)
    /// Nobody has looked at it for so many days.
    case dormant(number: Int, days: Int)
    /// Nobody has looked at another pull request of the repository for so many days.
    case paused(days: Int)
    case tooMany(open: Int)
    case tooSoon(seconds: Int)
    /// Something could not be looked at, so that nothing is closed.
    case incomplete(number: Int)

    /// Why it is opened or renewed.
    package enum Cause: Hashable, Sendable {
        case new, regressed, reopened
        case planChanged, asked, conflicting, behind, unfinished
        case recreated(discarding: [String])
    }

    /// What is in the way of our branch.
    package enum Conflict: Hashable, Sendable {
        /// A branch `complybot`.
        case namespace
        /// Commits of somebody else under our branch's name.
        case commits(by: [String])
        /// A pull request of somebody else from our branch.
        case pullRequest(number: Int)
    }
}

/// What the bot says unasked, once.
package enum PullRequestRemark: Hashable, Sendable {
    case closing(CloseReason)
    case obsolete
    case rejected
    case dormant

    /// The marker of the comment.
    package var marker: String {
        switch self {
        case .closing(let reason): "closed-\(reason.rawValue)"
        case .obsolete: "obsolete"
        case .rejected: "rejected"
        case .dormant: "dormant"
        }
    }

    /// The comment, as Markdown.
    package var text: String {
        switch self {
        case .closing(let reason): "Closed by complybot: \(reason.words)."
        case .obsolete:
            """
            The drift that this was opened for is gone. It is left open, for it holds commits of others; \
            close it, or merge what is worth keeping.
            """
        case .rejected:
            """
            Closed by a person, so the same changes will not be proposed again. The findings stay open: \
            `/complybot waive RULE until=YYYY-MM-DD reason="…"` prepares an exception, \
            `/complybot reopen` has them proposed again.
            """
        case .dormant:
            """
            Nobody has looked at this for 30 days, so it is not refreshed any more; after 90 days nothing is \
            proposed to this repository until somebody does. A comment, or `/complybot rebase`, is enough.
            """
        }
    }
}
