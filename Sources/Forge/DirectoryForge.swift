package import Git
internal import Synchronization

/// A forge made of folders: bare repositories, and beside each its pull requests as files.
///
/// `orders.git` has `orders.pulls/1.json` (the record), `1.md` (the description) and `1.diff`. People close a
/// pull request by setting `"state"` in its record.
package final class DirectoryForge: Forge {
    private let writes = Mutex(0)

    /// A forge for repositories that are folders of this machine.
    package init() {}

    /// How many pull requests and comments were written since the forge was made.
    package var writeCount: Int { writes.withLock { $0 } }

    package func defaultBranch(of repository: RemoteURL) async throws -> String { "" }
    package func pullRequests(
        fromBranch head: String, in repository: RemoteURL
    ) async throws -> [PullRequest] { [] }
    package func create(
        _ draft: PullRequestDraft, in repository: RemoteURL
    ) async throws -> WriteOutcome { throw ForgeError(.noRepository, "", because: "") }
    package func update(
        _ number: Int, to draft: PullRequestDraft, in repository: RemoteURL
    ) async throws -> WriteOutcome { throw ForgeError(.noRepository, "", because: "") }
    package func close(
        _ number: Int, reason: CloseReason, in repository: RemoteURL
    ) async throws -> WriteOutcome { throw ForgeError(.noRepository, "", because: "") }
    package func comment(
        _ comment: Comment, on number: Int, in repository: RemoteURL
    ) async throws -> WriteOutcome { throw ForgeError(.noRepository, "", because: "") }
}
