package import Forge

/// What limits and settings say about a unit's pull request, and what day and hour it is.
package struct PullRequestTerms: Hashable, Sendable {
    /// When a branch is made anew on a base that has moved.
    package enum Rebase: String, Hashable, Sendable, CaseIterable {
        /// When it can no longer be merged as it is.
        case conflicted
        /// Whenever the base has moved.
        case behind
        /// Only when the plan changes or somebody asks.
        case never
    }

    /// The branch that the pull request goes to.
    package var base: String
    package var rebase: Rebase
    /// How many of our pull requests may be open in the repository.
    package var maximumOpen: Int
    /// The least time between two that are opened, in seconds.
    package var pauseBetween = 3_600
    /// After how many days without a person's doing it is not refreshed any more.
    package var daysOfRefreshing = 30
    /// Seconds since 1970.
    package var now: Int
    /// Whether the base has moved at all since our commit.
    package var isBehind: Bool
    /// Whether a file that the plan touches has changed on the base since our commit.
    package var isStale: Bool
    /// Whether something could not be looked at, so that drift may be there unseen.
    package var isIncomplete: Bool
    /// Why there is nothing to propose, when there is nothing.
    package var absence: CloseReason

    /// Terms from their parts.
    package init(
        base: String, rebase: Rebase = .conflicted, maximumOpen: Int = 2, now: Int,
        isBehind: Bool = false, isStale: Bool = false, isIncomplete: Bool = false,
        absence: CloseReason = .resolved
    ) {
        self.base = base
        self.rebase = rebase
        self.maximumOpen = maximumOpen
        self.now = now
        self.isBehind = isBehind
        self.isStale = isStale
        self.isIncomplete = isIncomplete
        self.absence = absence
    }
}
