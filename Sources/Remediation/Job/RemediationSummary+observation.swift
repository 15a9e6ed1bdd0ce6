package import Forge

extension RemediationSummary {
    /// What the forge will show of the repository if nobody does anything after this run, given what it showed before.
    ///
    /// Nil when that cannot be said, or when a look at the same state may end differently: after a failure, or while
    /// something is being waited for. A listing shows one base only.
    /// A rule that cannot be asked for want of advisories or a grammar says the same of the same state.
    package func settled(from seen: RepositoryObservation) -> RepositoryObservation? {
        guard failure == nil, !isUsageFailure, others == nil, problems?.isEmpty ?? true,
            isWaiting != true, unreported == nil, dependencies?.isOpen != true,
            base == seen.head
        else { return nil }
        var after = seen
        switch action {
        case .none, .unchanged, .left, .held:
            return writes == 0 ? seen : nil
        case .created, .updated:
            guard let head, let pullRequest else { return nil }
            after.botHead = head
            after.pullRequest = pullRequest
        case .closed:
            guard let pullRequest else { return nil }
            after.botHead = nil
            after.pullRequest = pullRequest
        }
        return after
    }
}
