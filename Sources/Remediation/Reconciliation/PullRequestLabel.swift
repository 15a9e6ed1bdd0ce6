/// The labels that have a meaning.
package enum PullRequestLabel {
    /// On every pull request of ours; set last, so that it tells that all else is.
    package static let ours = "complybot"
    /// Set by people: nothing is done to the pull request.
    package static let hold = "complybot/hold"
    /// Set by people: its branch is made anew once, and the label taken away.
    package static let rebase = "complybot/rebase"
    /// The drift is gone, and people's commits are on the branch.
    package static let obsolete = "complybot/obsolete"
    /// The drift came back after a merge.
    package static let regressed = "complybot/regressed"
    /// Tests fail with the patch that passed without.
    package static let regression = "complybot/regression"
}
