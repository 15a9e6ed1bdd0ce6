internal import Forge

extension RemediationSummary {
    /// Notes what became of the pull request that was opened or renewed.
    ///
    /// `activity` is what happens around it; nil when this run added to its comments.
    mutating func record(
        _ outcome: WriteOutcome, because cause: PullRequestStanding.Cause,
        activity: PullRequestActivity?
    ) {
        switch outcome {
        case .created: action = .created
        case .updated: action = .updated
        case .unchanged: action = .unchanged
        }
        number = outcome.pullRequest.number
        url = outcome.pullRequest.url
        note = cause.words
        pullRequest = activity.map { .init(outcome.pullRequest, $0) }
    }

    /// Notes why a pull request is as it is.
    mutating func describe(_ standing: PullRequestStanding, pullRequests: [PullRequest]) {
        action = standing.action
        isWaiting = standing.isWaiting ? true : nil
        condition = standing.condition ?? condition
        number = standing.number
        url = pullRequests.first { $0.number == number }?.url
        note =
            standing == .nothingToDo
            ? isOptedOut == true
                ? "opted out" : findings.isEmpty ? "compliant" : "no finding can be patched"
            : standing.words
    }
}

extension PullRequestStanding {
    var action: RemediationSummary.PullRequestAction {
        switch self {
        case .nothingToDo: .none
        case .upToDate: .unchanged
        case .proposed: .updated
        case .closed: .closed
        case .held, .tooMany, .tooSoon, .paused: .held
        case .edited, .obsolete, .rejected, .branchConflict, .queued, .approved, .dormant,
            .incomplete:
            .left
        }
    }

    /// Whether time or what a listing does not show brings it on.
    var isWaiting: Bool {
        switch self {
        case .tooMany, .tooSoon, .queued, .approved, .dormant, .paused: true
        default: false
        }
    }

    /// What only a person can change about it, as a name; nil where nothing is in the way.
    var condition: String? {
        switch self {
        case .branchConflict: "branch-conflict"
        case .rejected: "rejected-by-human"
        default: nil
        }
    }

    var number: Int? {
        switch self {
        case .upToDate(let number), .closed(let number, _), .edited(let number, _),
            .obsolete(let number), .rejected(let number), .held(let number), .queued(let number),
            .approved(let number), .dormant(let number, _), .incomplete(let number):
            number
        case .nothingToDo, .proposed, .branchConflict, .tooMany, .tooSoon, .paused: nil
        }
    }

    /// Why it is so, in one line.
    var words: String {
        switch self {
        case .nothingToDo: "nothing to do"
        case .upToDate: "unchanged"
        case .proposed(let cause): cause.words
        case .closed(_, let reason): "closed: \(reason.words)"
        case .edited(_, let people) where people.isEmpty:
            "left alone: somebody has sent it to another branch"
        case .edited(_, let people):
            "left alone: somebody else has pushed to its branch (\(Self.list(people)))"
        case .obsolete: "left open: the drift is gone, but it holds commits of others"
        case .rejected: "not opened again: it was closed for the same findings"
        case .branchConflict(let conflict): "not opened: branch-conflict: \(conflict.words)"
        case .held: "left alone: it bears the label \(PullRequestLabel.hold)"
        case .queued: "left alone: it is in the merge queue"
        case .approved: "left alone: it is approved, and what it changes is the same"
        case .dormant(_, let days) where days >= 90:
            "paused: nobody has looked at it for \(days) days"
        case .dormant(_, let days): "not refreshed: nobody has looked at it for \(days) days"
        case .paused(let days):
            "not opened: nobody has looked at the repository's other pull request for \(days) days"
        case .tooMany(let open):
            "not opened yet: \(open) pull request\(open == 1 ? " is" : "s are") open"
        case .tooSoon(let seconds):
            "not opened yet: another was opened less than an hour ago (\((seconds + 59) / 60) min to go)"
        case .incomplete:
            "left open: something could not be looked at, so the drift may still be there"
        }
    }

    fileprivate static func list(_ people: [String]) -> String {
        let shown = people.prefix(3).joined(separator: ", ")
        return people.count > 3 ? "\(shown) and \(people.count - 3) more" : shown
    }
}

extension PullRequestStanding.Cause {
    fileprivate var words: String {
        switch self {
        case .new: ""
        case .regressed: "opened anew: the drift came back after a merge"
        case .reopened: "opened anew: somebody asked for it"
        case .planChanged: "renewed: what is to be changed is no longer the same"
        case .asked: "renewed: somebody asked for it"
        case .conflicting: "renewed: its files have changed on the base"
        case .behind: "renewed: the base has moved"
        case .unfinished: "completed: an earlier run was cut off"
        case .recreated(let people) where people.isEmpty: "made anew: somebody asked for it"
        case .recreated(let people):
            "made anew: somebody asked for it; commits of \(PullRequestStanding.list(people)) were discarded"
        }
    }
}

extension PullRequestStanding.Conflict {
    fileprivate var words: String {
        switch self {
        case .namespace: "a branch complybot exists, so there can be none below it"
        case .commits(let people):
            "the branch holds commits of \(PullRequestStanding.list(people))"
        case .pullRequest(let number):
            "somebody else has opened pull request \(number) from the branch"
        }
    }
}

extension CloseReason {
    /// The reason in words for people.
    var words: String {
        switch self {
        case .resolved: "the drift is gone"
        case .waived: "what it was for is waived"
        case .superseded: "another pull request takes its place"
        case .policyRemoved: "its rules no longer patch this repository"
        case .repositoryExcluded: "the repository's configuration wants no patches"
        case .requested: "somebody asked for it"
        }
    }
}

extension RepositoryObservation.Proposal {
    /// What a listing shows of a pull request around which this happens.
    init(_ pull: PullRequest, _ activity: PullRequestActivity) {
        self.init(
            number: pull.number, state: pull.state, base: pull.base, isDraft: pull.isDraft,
            labels: pull.labels, comments: activity.comments.count, reviews: activity.reviews)
    }
}
