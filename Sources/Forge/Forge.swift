package import Git

/// Where pull requests live: a hosting service, or a folder that stands in for one.
///
/// All calls are for one repository, named by its address. Failures are a ``ForgeError``; callers switch on its code.
package protocol Forge: ForgeReading, PullRequestWriting {}

/// What a forge tells, each call as fresh as the forge can say it.
package protocol ForgeReading: Sendable {
    /// Who we are on the forge; asked once and kept.
    func account() async throws -> ForgeAccount
    /// The repository behind an address, which may have moved or be out of reach: that is an answer, no error.
    func repository(at remote: RemoteURL) async throws -> ForgeRepository
    /// All pull requests from a branch of that name, whoever opened them, in any state and from any repository, by
    /// number.
    func pullRequests(fromBranch head: String, in remote: RemoteURL) async throws -> [PullRequest]
    /// How many pull requests of an account are open in the repository, and when the newest was opened.
    func openPullRequests(
        of author: ForgeAccount, in remote: RemoteURL
    ) async throws -> OpenPullRequests
    /// What is happening around one pull request; costs several requests, so asked only when it decides something.
    func activity(on number: Int, in remote: RemoteURL) async throws -> PullRequestActivity
    /// What an account may do in the repository; `.none` for one that is no collaborator.
    func permission(
        of account: ForgeAccount, in remote: RemoteURL
    ) async throws -> RepositoryPermission
}

/// What is changed on a forge: each call sets a state, and one that would change nothing writes nothing.
///
/// Each call is sent at most once. When its answer is lost it throws `.answerLost`, and the caller reads back before it
/// asks again.
package protocol PullRequestWriting: Sendable {
    /// Opens a pull request.
    ///
    /// - Throws: `.alreadyExists` when one from this head to this base is open, `.notVisibleYet` when the forge does not see
    ///   the branch yet.
    func create(_ draft: PullRequestDraft, in remote: RemoteURL) async throws -> WriteOutcome
    /// Brings title, description, base and draft state of an open pull request to what the change names.
    func update(
        _ number: Int, to change: PullRequestChange, in remote: RemoteURL
    ) async throws -> WriteOutcome
    /// Adds labels, reviewers and assignees, and takes away the labels that it names; what people set besides stays.
    ///
    /// Whoever has reviewed counts as asked, and accounts that cannot be asked are left out. Labels come last, so that
    /// they tell that the rest is done.
    func decorate(
        _ number: Int, with decorations: Decorations, in remote: RemoteURL
    ) async throws -> WriteOutcome
    /// Closes a pull request; a forge without a place for the reason leaves it to the comment that the caller makes.
    func close(
        _ number: Int, reason: CloseReason, in remote: RemoteURL
    ) async throws -> WriteOutcome
    /// Writes a comment, or brings our comment with the same marker to this text; of several the oldest is kept.
    func comment(
        _ comment: CommentDraft, on number: Int, in remote: RemoteURL
    ) async throws -> WriteOutcome
    /// Has the forge merge the pull request once all that the base branch requires is there.
    ///
    /// - Throws: `.refused` when the repository does not allow it.
    func enableAutomaticMerge(of number: Int, in remote: RemoteURL) async throws -> WriteOutcome
}
