internal import Forge

extension RemediationSummary {
    /// Notes what became of the pull request that was written.
    mutating func record(_ outcome: WriteOutcome) {
        switch outcome {
        case .created: action = .created
        case .updated: action = .updated
        case .unchanged: action = .unchanged
        }
        if outcome.didWrite { writes += 1 }
        number = outcome.pullRequest.number
        url = outcome.pullRequest.url
        pullRequest = .init(outcome.pullRequest, comments: 0)
    }

    /// Notes why the pull request is left as it is.
    mutating func describe(
        _ why: PullRequestStateMachine.LeftAlone, pullRequests: [PullRequest]
    ) {
        switch why {
        case .nothingToDo:
            action = .none
            note =
                isOptedOut == true
                ? "opted out" : findings.isEmpty ? "compliant" : "no finding can be patched"
            return
        case .upToDate(let known):
            action = .unchanged
            number = known
            note = "unchanged"
        case .editedByPerson(let known):
            action = .left
            number = known
            note = "left alone: somebody else has pushed to its branch"
        case .rejected(let known):
            action = .left
            number = known
            note = "not opened again: it was closed for the same findings"
        case .branchConflict:
            action = .left
            note = "not opened: the branch \(UnitState.branch) holds somebody else's commits"
            return
        }
        url = pullRequests.first { $0.number == number }?.url
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
    /// What a listing shows of a pull request that has so many comments.
    init(_ pull: PullRequest, comments: Int) {
        self.init(
            number: pull.number, state: pull.state, base: pull.base, isDraft: pull.isDraft,
            labels: pull.labels, comments: comments)
    }
}
