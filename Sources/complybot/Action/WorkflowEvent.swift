import Basics
import FoundationEssentials
import Snapshots

/// The event that a workflow runs for, as far as it decides what is looked at and what may be written.
struct WorkflowEvent: Sendable {
    /// Its name, such as `pull_request`.
    let name: String
    /// The commit before it: of the base branch, or of the branch that was pushed; nil for none.
    let base: ObjectID?
    /// The commit that it is about where the runner has another one: a pull request's own head; nil for none.
    let head: ObjectID?
    /// Whether the commits come from another repository, whose people have no say in this one.
    let isFromFork: Bool
    /// Whether a branch or tag was deleted, so that there is nothing to look at.
    let isDeletion: Bool
    /// Whether the branch is the repository's default one, or the event is of no branch.
    let isOfDefaultBranch: Bool

    /// Events that run with the base branch's secrets, whoever caused them.
    private static let privileged: Set<String> = [
        "pull_request_target", "workflow_run", "issue_comment", "discussion_comment", "fork",
        "watch",
    ]

    /// Whether what is looked at must not be anybody else's.
    var isPrivileged: Bool { Self.privileged.contains(name) }

    /// Whether it brings changes that are to be judged by themselves.
    var isProposal: Bool { name == "pull_request" || name == "merge_group" }

    /// Whether it is about a commit at which results are told.
    var isReported: Bool { isProposal || name == "push" }

    /// Whether it is one for which a pull request of our own may be opened.
    var mayPropose: Bool {
        switch name {
        case "schedule", "workflow_dispatch", "repository_dispatch": true
        case "push": isOfDefaultBranch && !isDeletion
        default: false
        }
    }

    /// The members of payloads that are read; all else is left alone.
    private struct Payload: Decodable {
        struct Repository: Decodable {
            var fullName: String?
            var defaultBranch: String?
        }

        struct Side: Decodable {
            var sha: String?
            var repo: Repository?
        }

        struct PullRequest: Decodable {
            var base: Side?
            var head: Side?
        }

        struct MergeGroup: Decodable {
            var baseSha: String?
            var headSha: String?
        }

        var ref: String?
        var before: String?
        var deleted: Bool?
        var repository: Repository?
        var pullRequest: PullRequest?
        var mergeGroup: MergeGroup?
    }

    /// The largest payload that is read; GitHub delivers none above 25 MB.
    private static let maximumSize = 32 << 20

    /// Reads the event that `GITHUB_EVENT_NAME` and `GITHUB_EVENT_PATH` tell of.
    init(environment: [String: String]) throws {
        name = try RunnerEnvironment.required("GITHUB_EVENT_NAME", in: environment)
        let path = try RunnerEnvironment.required("GITHUB_EVENT_PATH", in: environment)
        let bytes = try BoundedFile.read(path, limit: Self.maximumSize, while: "read the event")
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        guard let payload = try? decoder.decode(Payload.self, from: Data(bytes)) else {
            throw Diagnostic(
                .usage, "read the event", on: path, because: "it is no payload of GitHub's")
        }
        isDeletion = name == "push" && payload.deleted == true
        let branch = payload.repository?.defaultBranch.map { "refs/heads/\($0)" }
        isOfDefaultBranch = name != "push" || (branch != nil && payload.ref == branch)
        let sides = payload.pullRequest
        let head = sides?.head?.repo?.fullName
        isFromFork = sides != nil && (head == nil || head != payload.repository?.fullName)
        self.head =
            switch name {
            case "pull_request": sides?.head?.sha.flatMap { ObjectID(hex: $0) }
            case "merge_group": payload.mergeGroup?.headSha.flatMap { ObjectID(hex: $0) }
            default: nil
            }
        let base =
            switch name {
            case "pull_request", "pull_request_target": sides?.base?.sha
            case "merge_group": payload.mergeGroup?.baseSha
            case "push": payload.before
            default: nil as String?
            }
        // A new branch comes from nowhere, which is written as zeros.
        self.base = base.flatMap { $0.allSatisfy { $0 == "0" } ? nil : ObjectID(hex: $0) }
    }
}
