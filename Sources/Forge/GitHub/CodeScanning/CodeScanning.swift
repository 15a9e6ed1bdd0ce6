internal import Basics
internal import FoundationEssentials
package import Snapshots

/// Code scanning of one repository at GitHub.
package struct CodeScanning: Sendable {
    private let api: any GitHubAPI
    private let repository: GitHubRepositoryName
    /// The largest upload that GitHub takes, packed; above it the answer is 413.
    package static let maximumSize = 10 << 20

    /// Code scanning of a repository.
    package init(api: any GitHubAPI, repository: GitHubRepositoryName) {
        self.api = api
        self.repository = repository
    }

    /// Uploads a SARIF report of a commit that a reference such as `refs/heads/main` stands for; one content write.
    ///
    /// A report of the same tool and commit takes the place of an older one, so a repetition does no harm.
    package func upload(
        sarif: [UInt8], of commit: ObjectID, reference: String
    ) async throws(GitHubError) {
        let attempted = "upload the report to code scanning"
        let packed = GzipFile.holding(sarif)
        guard packed.count <= Self.maximumSize else {
            throw GitHubError(
                .invalid, attempted, on: repository.description,
                because: "it has \(sarif.count) bytes, and GitHub takes \(Self.maximumSize)",
                remedy: "look at less at once, as with severity or rule")
        }
        let request = GitHubRequest(
            .post,
            ["repos", repository.owner, repository.name, "code-scanning", "sarifs"],
            body: .members([
                "commit_sha": .string(commit.description), "ref": .string(reference),
                "sarif": .string(Data(packed).base64EncodedString()), "tool_name": "complybot",
            ]), effect: .set, repository: repository,
            permissions: [.init("security_events", writes: true)])
        do {
            _ = try await api.send(request)
        } catch  where error.code == .forbidden || error.code == .notFound {
            throw GitHubError(
                error.code, attempted, on: repository.description, because: error.detail,
                remedy:
                    "give the job the permission security-events: write, and turn code scanning on")
        }
    }
}
