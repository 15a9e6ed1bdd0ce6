internal import Basics
internal import FoundationEssentials
internal import HTTPClient
package import Snapshots

/// Uploads SARIF to GitHub's code scanning.
package struct CodeScanningUpload: Sendable {
    /// What became of an upload.
    package enum Outcome: Sendable, Hashable {
        /// GitHub took it and has read it.
        case complete
        /// GitHub took it and is still reading it after the time that we wait.
        case pending
        /// GitHub could not use it, in its words.
        case failed([String])
        /// Code scanning is off, or the credential may not write to it; in words.
        case unavailable(String)
        /// It is larger than GitHub takes, so it was not sent; in bytes of gzip.
        case tooLarge(Int)

        /// Why GitHub does not have the report, in words; nil when it does.
        package var refusal: String? {
            switch self {
            case .complete, .pending: nil
            case .failed(let words):
                "GitHub could not use it: \(words.isEmpty ? "no reason given" : words.joined(separator: "; "))"
            case .unavailable(let reason): reason
            case .tooLarge(let bytes):
                "it has \(bytes) bytes, and GitHub takes \(CodeScanningUpload.maximumBytes)"
            }
        }
    }

    /// GitHub takes no larger file, in bytes of gzip.
    package static let maximumBytes = 10 << 20

    private let api: any GitHubAPI
    private let repository: GitHubRepositoryName
    private let wait: ReadBack

    /// An uploader for one repository; the clock is what it waits by for the result.
    package init(
        api: any GitHubAPI, repository: GitHubRepositoryName,
        clock: any Clock<Duration> = ContinuousClock()
    ) {
        self.api = api
        self.repository = repository
        wait = ReadBack(clock: clock)
    }

    /// Uploads a SARIF log as the analysis of a commit.
    ///
    /// The reference is `refs/heads/…`, `refs/tags/…`, or `refs/pull/N/head` and `refs/pull/N/merge`. The same log for the
    /// same commit replaces the one before, so that an upload may be repeated.
    package func upload(
        _ sarif: String, of commit: ObjectID, reference: String
    ) async throws(GitHubError) -> Outcome {
        guard ["refs/heads/", "refs/tags/", "refs/pull/"].contains(where: reference.hasPrefix)
        else {
            throw GitHubError(
                .invalid, Self.attempted, on: repository.description,
                because:
                    "\(reference.escapedForTerminal) is no reference of a branch, tag or pull request"
            )
        }
        let size = sarif.utf8.count
        guard let packed = Gzip.compressed(Array(sarif.utf8)) else { return .tooLarge(size) }
        guard packed.count <= Self.maximumBytes else { return .tooLarge(packed.count) }
        let request = GitHubRequest(
            .post, GitHubRequest.path(repository, "code-scanning", "sarifs"),
            body: .members([
                "commit_sha": .string(commit.description), "ref": .string(reference),
                "sarif": .string(Data(packed).base64EncodedString()), "tool_name": "complybot",
            ]),
            effect: .set, repository: repository,
            permissions: [.init("security_events", writes: true)])
        do throws(GitHubError) {
            let receipt = try await api.send(request)
                .decoded(as: Receipt.self, while: Self.attempted)
            return try await outcome(of: receipt.id)
        } catch {
            return try Self.outcome(of: error)
        }
    }

    private static let attempted = "upload the findings to code scanning"

    private struct Receipt: Decodable { let id: String? }

    private struct Status: Decodable {
        let processingStatus: String?
        let errors: [String]?
    }

    /// Looks until GitHub has read it, a minute long.
    private func outcome(of id: String?) async throws(GitHubError) -> Outcome {
        guard let id else { return .pending }
        let found = try await wait.look { () async throws(GitHubError) -> Outcome? in
            let request = GitHubRequest(
                .get, GitHubRequest.path(repository, "code-scanning", "sarifs", id),
                repository: repository, permissions: [.init("security_events")])
            let status: Status
            do throws(GitHubError) {
                status = try await api.send(request).decoded(
                    as: Status.self, while: Self.attempted)
            } catch {
                // What was just taken may not be there yet.
                guard error.code == .notFound else { throw error }
                return nil
            }
            switch status.processingStatus {
            case "complete": return .complete
            case "failed":
                let words = (status.errors ?? []).prefix(20).map {
                    String($0.prefix(300)).escapedForTerminal
                }
                return .failed(words)
            default: return nil
            }
        }
        return found ?? .pending
    }

    /// What of the refusals is an answer rather than a failure.
    private static func outcome(of error: GitHubError) throws(GitHubError) -> Outcome {
        switch error.code {
        case .forbidden, .notFound:
            return .unavailable(
                "\(error.detail); code scanning may be off for the repository, or the credential lacks the permission"
                    + " security_events: write")
        default: throw error
        }
    }
}
