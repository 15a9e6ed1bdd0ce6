package import Git

/// Where pull requests live: a hosting service, or a folder that stands in for one.
///
/// All calls are for one repository, named by its address. Each may be repeated: a write that would change
/// nothing is not made.
package protocol Forge: Sendable {
    /// The branch that pull requests go to.
    func defaultBranch(of repository: RemoteURL) async throws -> String
    /// The pull requests from a branch, open or not, by number.
    func pullRequests(fromBranch head: String, in repository: RemoteURL) async throws
        -> [PullRequest]
    /// Opens a pull request; an open one from the same head to the same base is adopted instead.
    func create(_ draft: PullRequestDraft, in repository: RemoteURL) async throws -> WriteOutcome
    /// Brings an open pull request to what the draft says; what people set besides stays.
    func update(
        _ number: Int, to draft: PullRequestDraft, in repository: RemoteURL
    ) async throws -> WriteOutcome
    /// Closes a pull request and says why; one that is closed already stays as it is.
    func close(
        _ number: Int, reason: CloseReason, in repository: RemoteURL
    ) async throws -> WriteOutcome
    /// Adds a comment, unless one with the same marker is there already.
    func comment(
        _ comment: Comment, on number: Int, in repository: RemoteURL
    ) async throws -> WriteOutcome
}
