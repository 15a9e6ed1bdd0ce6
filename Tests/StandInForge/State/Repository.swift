internal import Git

/// A repository: its settings here, its objects in a real bare repository.
final class Repository {
    let id: Int
    var owner: Account
    var name: String
    var isPrivate: Bool
    var defaultBranch: String
    var isArchived = false
    var isFork = false
    /// Why nobody may reach it: `disabled`, `tos` or `dmca`; nil for reachable.
    var block: String?
    var isDeleted = false
    var hasIssues = true
    var allowsAutoMerge = false
    var deletesBranchOnMerge = false
    var topics: [String] = []
    var language: String?
    let createdAt: Int
    var pushedAt: Int
    /// What people may do beyond their membership, by login in lower case.
    var collaborators: [String: String] = [:]
    /// Protection by branch name.
    var protections: [String: BranchProtection] = [:]
    var rulesets: [Ruleset] = []
    /// Names of labels in lower case, with the labels.
    var labels: [String: Label] = [:]
    /// Issues and pull requests by number.
    var issues: [Int: Issue] = [:]
    var comments: [Int: Comment] = [:]
    var checkSuites: [CheckSuite] = []
    var checkRuns: [CheckRun] = []
    var statuses: [CommitStatus] = []
    var sarifs: [SARIFUpload] = []
    var snapshots: [JSON] = []
    var dispatches: [JSON] = []
    /// The numbers of pull requests in the merge queue, in order.
    var mergeQueue: [Int] = []
    var hasMergeQueue = false
    let git: GitStore

    init(
        id: Int, owner: Account, name: String, isPrivate: Bool, defaultBranch: String, at time: Int,
        git: GitStore
    ) {
        self.id = id
        self.owner = owner
        self.name = name
        self.isPrivate = isPrivate
        self.defaultBranch = defaultBranch
        createdAt = time
        pushedAt = time
        self.git = git
    }

    var fullName: String { "\(owner.login)/\(name)" }
    var nodeID: String { "R_\(id)" }
    var nextNumber: Int { (issues.keys.max() ?? 0) + 1 }
    /// The pull requests by number.
    var pulls: [PullRequest] { issues.values.compactMap(\.pull).sorted { $0.number < $1.number } }
}

/// The rules of one branch.
struct BranchProtection: Sendable {
    var requiresPullRequest = false
    var approvals = 0
    var requiredChecks: [String] = []
    var requiresUpToDate = false
    var requiresCodeOwners = false
    var requiresSignatures = false
    var requiresLinearHistory = false
}

/// A ruleset of the repository or its organisation.
struct Ruleset: Sendable {
    var id: Int
    var name: String
    var isOfOrganization = false
    var enforcement = "active"
    /// The branches it holds for: names or `~DEFAULT_BRANCH` or `~ALL`.
    var branches: [String]
    /// The rules as the API shows them.
    var rules: [JSON]

    func holds(for branch: String, default defaultBranch: String) -> Bool {
        enforcement == "active"
            && branches.contains {
                $0 == "~ALL" || $0 == branch || $0 == "refs/heads/\(branch)"
                    || ($0 == "~DEFAULT_BRANCH" && branch == defaultBranch)
            }
    }
}
