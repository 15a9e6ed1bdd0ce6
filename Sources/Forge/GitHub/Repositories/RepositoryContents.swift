internal import Basics
internal import FoundationEssentials
package import Snapshots

/// Reads single files of a repository without fetching it.
package struct RepositoryContents: Sendable {
    private let api: any GitHubAPI

    /// A reader that asks here.
    package init(api: any GitHubAPI) { self.api = api }

    /// A file at a branch.
    package struct File: Sendable, Hashable {
        package let path: String
        package let blob: ObjectID
        package let bytes: [UInt8]
    }

    /// The most bytes of a file; GitHub gives up to one MiB in this way.
    package static let maximumBytes = 1 << 20

    /// A file of a repository at a branch or commit, the default branch without one.
    ///
    /// nil where there is no file of the name: nothing at all, a folder, a link or a submodule.
    package func file(
        _ path: String, in repository: GitHubRepositoryName, at revision: String? = nil
    ) async throws(GitHubError) -> File? {
        let attempted = "read \(path)"
        let request = GitHubRequest(
            .get,
            GitHubRequest.path(repository, "contents")
                + path.split(separator: "/").map(String.init),
            query: revision.map { [("ref", $0)] } ?? [], repository: repository,
            permissions: [.init("contents")], maximumBytes: 4 << 20)
        let answer: GitHubAnswer
        do {
            answer = try await api.send(request)
        } catch  where error.code == .notFound {
            return nil
        }
        // A folder is an array.
        guard answer.body.first(where: { !" \t\r\n".utf8.contains($0) }) == UInt8(ascii: "{") else {
            return nil
        }
        let wire = try answer.decoded(as: Content.self, while: attempted)
        guard wire.type == "file", wire.target == nil else { return nil }
        guard wire.encoding == "base64", let text = wire.content,
            let data = Data(base64Encoded: text, options: .ignoreUnknownCharacters),
            let blob = ObjectID(hex: wire.sha)
        else {
            throw GitHubError(
                .malformedAnswer, attempted, on: repository.description,
                because: "the file is larger than GitHub hands out, or not in base64",
                remedy: "files read in this way may have one MiB")
        }
        return File(path: path, blob: blob, bytes: Array(data))
    }

    private struct Content: Decodable {
        let type: String
        let encoding: String?
        let content: String?
        let sha: String
        /// Where a symbolic link leads.
        let target: String?
    }
}

extension RepositoryContents {
    /// The commit of a branch; nil when the repository has no such branch.
    package func head(
        of branch: String, in repository: GitHubRepositoryName
    ) async throws(GitHubError) -> ObjectID? {
        let attempted = "read the head of the branch \(branch)"
        let request = GitHubRequest(
            .get,
            GitHubRequest.path(repository, "git", "ref", "heads")
                + branch.split(separator: "/").map(String.init),
            repository: repository, permissions: [.init("contents")])
        do {
            let answer = try await api.send(request).decoded(as: Reference.self, while: attempted)
            return answer.object.type == "commit" ? ObjectID(hex: answer.object.sha) : nil
        } catch  where error.code == .notFound || error.code == .conflict {
            // 409 is GitHub's word for a repository without commits.
            return nil
        }
    }

    private struct Reference: Decodable {
        let object: Target
        struct Target: Decodable {
            let sha: String
            let type: String
        }
    }
}
