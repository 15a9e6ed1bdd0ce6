/// What tests look at, from the stand-in's side.
extension StandInForge {
    /// A pull request as it stands.
    package struct PullRequestView: Sendable, Hashable {
        /// The number in its repository.
        package let number: Int
        /// The title.
        package let title: String
        /// The description.
        package let body: String
        /// Who opened it.
        package let author: String
        /// `open`, `closed` or `merged`.
        package let state: String
        /// Whether it is a draft.
        package let isDraft: Bool
        /// The head's branch.
        package let head: String
        /// The commit at the head.
        package let headOID: String
        /// The base's branch.
        package let base: String
        /// The labels, sorted.
        package let labels: [String]
        /// Who was asked for a review, people by login and teams by `@slug`, sorted.
        package let reviewers: [String]
        /// The assignees' logins, sorted.
        package let assignees: [String]
        /// The comments' texts with their authors, in order.
        package let comments: [CommentView]
        /// How it merges itself; nil when it does not.
        package let autoMergeMethod: String?
    }

    /// A comment as it stands.
    package struct CommentView: Sendable, Hashable {
        /// The number.
        package let id: Int
        /// Who wrote it.
        package let author: String
        /// The text.
        package let body: String
    }

    /// A check run as it stands.
    package struct CheckRunView: Sendable, Hashable {
        /// The number.
        package let id: Int
        /// The name.
        package let name: String
        /// The commit.
        package let head: String
        /// `queued`, `in_progress` or `completed`.
        package let status: String
        /// The conclusion; nil while there is none.
        package let conclusion: String?
        /// The title of the output.
        package let title: String?
        /// The summary of the output.
        package let summary: String?
        /// The annotations as they were sent.
        package let annotations: [JSON]
        /// The slug of the App that made it.
        package let app: String
    }

    /// The full names of all repositories that there are, sorted.
    package func repositories() throws -> [String] {
        try change { $0.present.map(\.fullName).sorted() }
    }

    /// The pull requests of a repository, closed ones included, by number.
    package func pullRequests(of fullName: String) throws -> [PullRequestView] {
        try change { try $0.named(fullName).pulls.map { Self.view($0) } }
    }

    /// One pull request.
    package func pullRequest(_ number: Int, of fullName: String) throws -> PullRequestView {
        try change { Self.view(try $0.pull(number, of: fullName)) }
    }

    /// Every head that has more than one open pull request to one base, as `OWNER/NAME head -> base`; none is right.
    package func doubledPullRequests() throws -> [String] {
        try change { world in
            let open = world.present.flatMap { repository in
                repository.pulls.filter { $0.issue.isOpen }.map {
                    "\(repository.fullName) \($0.headLabel) -> \($0.baseBranch)"
                }
            }
            return Dictionary(grouping: open) { $0 }.filter { $0.value.count > 1 }.keys.sorted()
        }
    }

    /// Every place a branch ever had, oldest first.
    package func history(of branch: String, in fullName: String) throws -> [ReferenceMove] {
        try change { world in
            try world.named(fullName).git.history.filter { $0.name == "refs/heads/\(branch)" }
        }
    }

    /// Where the branches of a repository are.
    package func branches(of fullName: String) throws -> [String: String] {
        try change { world in
            Dictionary(try world.named(fullName).git.branches.map { ($0.name, $0.oid) }) { $1 }
        }
    }

    /// A file of a branch; nil when it is not there.
    package func file(_ path: String, on branch: String, of fullName: String) throws -> String? {
        try change { world in
            let git = try world.named(fullName).git
            guard let commit = git.branch(branch) else { return nil }
            return git.file(path, of: commit).map { String(decoding: $0.bytes, as: UTF8.self) }
        }
    }

    /// The folder of a repository's objects, a real bare repository.
    package func gitFolder(of fullName: String) throws -> String {
        try change { try $0.named(fullName).git.path }
    }

    /// The number of a repository, which survives a new name.
    package func id(of fullName: String) throws -> Int { try change { try $0.named(fullName).id } }

    /// The check runs of a repository in the order in which they were made.
    package func checkRuns(of fullName: String) throws -> [CheckRunView] {
        try change { world in
            try world.named(fullName).checkRuns.map { run in
                CheckRunView(
                    id: run.id, name: run.name, head: run.suite.head, status: run.status,
                    conclusion: run.conclusion, title: run.title, summary: run.summary,
                    annotations: run.annotations, app: run.suite.app.slug)
            }
        }
    }

    /// The statuses of a repository as `CONTEXT STATE`, in the order in which they were made.
    package func statuses(of fullName: String) throws -> [String] {
        try change { try $0.named(fullName).statuses.map { "\($0.context) \($0.state)" } }
    }

    /// The SARIF documents that were uploaded to a repository.
    package func sarifUploads(of fullName: String) throws -> [SARIFUpload] {
        try change { try $0.named(fullName).sarifs }
    }

    /// The dependency snapshots that were submitted to a repository.
    package func dependencySnapshots(of fullName: String) throws -> [JSON] {
        try change { try $0.named(fullName).snapshots }
    }

    /// An issue's title, state and body; nil when there is none of this number.
    package func issue(
        _ number: Int, of fullName: String
    ) throws -> (title: String, isOpen: Bool, body: String)? {
        try change { world in
            try world.named(fullName).issues[number].map { ($0.title, $0.isOpen, $0.body ?? "") }
        }
    }

    /// The comments of an issue or pull request, in order.
    package func issueComments(_ number: Int, of fullName: String) throws -> [String] {
        try change { world in
            let repository = try world.named(fullName)
            return (repository.issues[number]?.comments ?? []).compactMap {
                repository.comments[$0]?.body
            }
        }
    }

    /// The requests that generated content, in order.
    package var contentWrites: [RecordedRequest] { requests.filter(\.isContentWrite) }

    private static func view(_ pull: PullRequest) -> PullRequestView {
        let issue = pull.issue
        return PullRequestView(
            number: pull.number, title: issue.title, body: issue.body ?? "",
            author: issue.author.login,
            state: pull.mergedAt != nil ? "merged" : issue.isOpen ? "open" : "closed",
            isDraft: pull.isDraft, head: pull.headBranch, headOID: pull.headOID,
            base: pull.baseBranch,
            labels: issue.labels.compactMap { issue.repository.labels[$0]?.name }.sorted(),
            reviewers: (pull.reviewers.map(\.login) + pull.teamReviewers.map { "@\($0.slug)" })
                .sorted(),
            assignees: issue.assignees.map(\.login).sorted(),
            comments: issue.comments.compactMap { issue.repository.comments[$0] }.map {
                CommentView(id: $0.id, author: $0.author.login, body: $0.body)
            },
            autoMergeMethod: pull.autoMerge?.method)
    }
}
