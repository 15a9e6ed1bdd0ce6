/// An issue, or the part of a pull request that is one.
final class Issue {
    let id: Int
    let number: Int
    unowned let repository: Repository
    let author: Account
    /// The App through which it was made.
    let app: App?
    var title: String
    var body: String?
    var isOpen = true
    var stateReason: String?
    var isLocked = false
    /// Names of labels in lower case, in the order in which they came.
    var labels: [String] = []
    var assignees: [Account] = []
    let createdAt: Int
    var updatedAt: Int
    var closedAt: Int?
    var closedBy: Account?
    /// The comments' numbers in order.
    var comments: [Int] = []
    var pull: PullRequest?

    init(
        id: Int, number: Int, repository: Repository, author: Account, app: App?, title: String,
        body: String?, at time: Int
    ) {
        self.id = id
        self.number = number
        self.repository = repository
        self.author = author
        self.app = app
        self.title = title
        self.body = body
        createdAt = time
        updatedAt = time
    }
}

/// A pull request, whose texts are those of its issue.
final class PullRequest {
    let id: Int
    unowned let issue: Issue
    /// The branch in the head's repository.
    let headBranch: String
    /// The repository of the head; another than the base's for a fork, nil for one that is gone.
    var headRepository: Repository?
    /// The head's owner, for `owner:branch`.
    let headOwner: String
    var headOID: String
    var baseBranch: String
    var baseOID: String
    var isDraft: Bool
    var mayMaintainerModify = true
    var mergedAt: Int?
    var mergedBy: Account?
    var mergeCommit: String?
    var reviews: [Review] = []
    var reviewers: [Account] = []
    var teamReviewers: [Team] = []
    var autoMerge: AutoMerge?
    /// How many lists still leave it out.
    var hiddenLists = 0

    struct AutoMerge {
        let by: Account
        let method: String
    }

    init(
        id: Int, issue: Issue, head: (repository: Repository, branch: String, oid: String),
        base: (branch: String, oid: String), isDraft: Bool
    ) {
        self.id = id
        self.issue = issue
        headRepository = head.repository
        headBranch = head.branch
        headOwner = head.repository.owner.login
        headOID = head.oid
        baseBranch = base.branch
        baseOID = base.oid
        self.isDraft = isDraft
    }

    var number: Int { issue.number }
    var repository: Repository { issue.repository }
    var headLabel: String { "\(headOwner):\(headBranch)" }
    var nodeID: String { "PR_\(id)" }
}

/// A label of a repository.
struct Label {
    let id: Int
    var name: String
    var color: String
    var description: String?
}

/// A comment on an issue or a pull request.
final class Comment {
    let id: Int
    let number: Int
    let author: Account
    let app: App?
    var body: String
    let createdAt: Int
    var updatedAt: Int

    init(id: Int, number: Int, author: Account, app: App?, body: String, at time: Int) {
        self.id = id
        self.number = number
        self.author = author
        self.app = app
        self.body = body
        createdAt = time
        updatedAt = time
    }
}

/// A review of a pull request.
struct Review {
    let id: Int
    let author: Account
    let body: String
    /// `APPROVED`, `CHANGES_REQUESTED` or `COMMENTED`.
    let state: String
    let commit: String
    let submittedAt: Int
}
