/// What follows from a delivery.
package struct RoutedDelivery: Hashable, Sendable {
    /// Why nothing follows, or that something does; labels of metrics and words of the journal.
    package enum Verdict: String, Hashable, Sendable, CaseIterable {
        /// Something is asked for, or something became of a repository.
        case routed
        case ping
        case unknownEvent = "unknown-event"
        /// The payload names no repository that can be worked on.
        case noRepository = "no-repository"
        /// Our credential is an App's, and the payload names no installation of it.
        case noInstallation = "no-installation"
        /// We did it ourselves.
        case ownAction = "own-action"
        /// A tag, a branch that nobody proposes to, or one that was deleted.
        case notDefaultBranch = "not-default-branch"
        /// It changes nothing that we look at.
        case nothingNew = "nothing-new"
        /// It is about the check of another App.
        case anotherApp = "another-app"
        /// It names a branch as git would not.
        case unusableName = "unusable-name"
    }

    /// Why nothing follows, or that something does.
    package var verdict: Verdict
    /// The units to be brought to where they ought to be.
    package var requests: [WorkRequest]
    /// What became of repositories; to be taken in before the requests.
    package var changes: [RepositoryChange]

    /// Nothing, and why.
    init(_ verdict: Verdict) {
        self.verdict = verdict
        requests = []
        changes = []
    }

    /// Something; a list that is empty names no repository.
    init(requests: [WorkRequest] = [], changes: [RepositoryChange] = []) {
        verdict = requests.isEmpty && changes.isEmpty ? .noRepository : .routed
        self.requests = requests
        self.changes = changes
    }

    /// Both together, each request once.
    static func + (left: Self, right: Self) -> Self {
        guard right.verdict == .routed else { return left.verdict == .routed ? left : right }
        guard left.verdict == .routed else { return right }
        var sum = left
        sum.requests += right.requests.filter { !left.requests.contains($0) }
        sum.changes += right.changes
        return sum
    }
}
