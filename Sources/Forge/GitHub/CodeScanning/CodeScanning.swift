internal import Basics
internal import FoundationEssentials
internal import HTTPClient
package import Snapshots

/// Code scanning of one repository at GitHub.
package struct CodeScanning: Sendable {
    /// What GitHub took, to ask what became of it.
    package struct Receipt: Sendable, Hashable {
        fileprivate let id: String?
    }

    /// What became of a report that GitHub took.
    package enum Reading: Sendable, Hashable {
        case complete
        /// It is still being read after the minute that we wait, or nothing can be asked of it.
        case pending
        /// GitHub could not use it, in its words.
        case failed([String])
    }

    /// The largest upload that GitHub takes, packed; above it the answer is 413.
    package static let maximumSize = 10 << 20

    private let api: any GitHubAPI
    private let repository: GitHubRepositoryName
    private let wait: ReadBack

    /// Code scanning of a repository; the clock is what it waits by.
    package init(
        api: any GitHubAPI, repository: GitHubRepositoryName,
        clock: any Clock<Duration> = ContinuousClock()
    ) {
        self.api = api
        self.repository = repository
        wait = ReadBack(clock: clock)
    }

    /// Whether a report is small enough, packed; packs it to know.
    package static func fits(_ sarif: [UInt8]) -> Bool {
        Gzip.compressed(sarif).map { $0.count <= maximumSize } ?? false
    }

    /// Uploads a SARIF report of a commit that a reference such as `refs/heads/main` stands for; one content write.
    ///
    /// A report of the same tool and commit takes the place of an older one, so a repetition does no harm.
    @discardableResult
    package func upload(
        sarif: [UInt8], of commit: ObjectID, reference: String
    ) async throws(GitHubError) -> Receipt {
        let attempted = "upload the report to code scanning"
        let packed = Gzip.compressed(sarif)
        guard let packed, packed.count <= Self.maximumSize else {
            let size = packed.map { "\($0.count) bytes packed" } ?? "\(sarif.count) bytes"
            throw GitHubError(
                .invalid, attempted, on: repository.description,
                because: "it has \(size), and GitHub takes \(Self.maximumSize)",
                remedy: "look at less at once, as with severity or rule")
        }
        let body = JSONValue.members([
            "commit_sha": .string(commit.description), "ref": .string(reference),
            "sarif": .string(Data(packed).base64EncodedString()), "tool_name": "complybot",
        ])
        do throws(GitHubError) {
            let receipt = try await api.send(request(.post, [], body, effect: .set))
                .decoded(as: WireReceipt.self, while: attempted)
            return Receipt(id: receipt.id)
        } catch {
            guard error.code == .forbidden || error.code == .notFound else { throw error }
            throw GitHubError(
                error.code, attempted, on: repository.description, because: error.detail,
                remedy:
                    "give the job the permission security-events: write, and turn code scanning on")
        }
    }

    /// What became of an upload, as soon as GitHub has read it and a minute later at the latest.
    package func reading(of receipt: Receipt) async throws(GitHubError) -> Reading {
        guard let id = receipt.id else { return .pending }
        let found = try await wait.look { () async throws(GitHubError) -> Reading? in
            do throws(GitHubError) {
                return try await api.send(request(.get, [id], nil, effect: .read))
                    .decoded(as: WireStatus.self, while: "read what became of the upload").reading
            } catch {
                // What was just taken may not be there yet.
                guard error.code == .notFound else { throw error }
                return nil
            }
        }
        return found ?? .pending
    }

    private func request(
        _ method: GitHubRequest.Method, _ parts: [String], _ body: JSONValue?,
        effect: GitHubRequest.Effect
    ) -> GitHubRequest {
        GitHubRequest(
            method, GitHubRequest.path(repository, "code-scanning", "sarifs") + parts, body: body,
            effect: effect, repository: repository,
            permissions: [.init("security_events", writes: effect != .read)])
    }
}

private struct WireReceipt: Decodable { let id: String? }

private struct WireStatus: Decodable {
    let processingStatus: String?
    let errors: [String]?

    /// nil while GitHub reads.
    var reading: CodeScanning.Reading? {
        switch processingStatus {
        case "complete": return .complete
        case "failed":
            let words = (errors ?? []).prefix(20).map { String($0.prefix(300)).escapedForTerminal }
            return .failed(words)
        default: return nil
        }
    }
}
