internal import Snapshots

/// A pull request as GitHub writes it, in lists and alone.
struct WirePullRequest: GitHubNumbered {
    let id: Int
    let number: Int
    let nodeId: String
    let state: String
    let title: String
    let body: String?
    let user: WireUser?
    let head: Side
    let base: Side
    let draft: Bool?
    let labels: [WireLabel]
    let requestedReviewers: [WireUser]?
    let requestedTeams: [WireTeam]?
    let assignees: [WireUser]?
    let createdAt: String
    let closedAt: String?
    let mergedAt: String?
    let htmlUrl: String
    /// Only where one pull request is asked for, as are the two below.
    let mergeable: Bool?
    let mergeableState: String?
    let autoMerge: AutomaticMerge?

    struct Side: Decodable, Sendable {
        let ref: String
        let sha: String
        let repo: WireRepositoryReference?
    }

    struct AutomaticMerge: Decodable, Sendable {}

    var isOpen: Bool { state == "open" }

    /// The pull request; nil when its head is no object id.
    var pullRequest: PullRequest? {
        guard let headID = ObjectID(hex: head.sha) else { return nil }
        let teams = (requestedTeams ?? []).map { team in
            "\(base.repo?.owner?.login ?? "")/\(team.slug)"
        }
        return PullRequest(
            number: number, state: mergedAt != nil ? .merged : isOpen ? .open : .closed,
            title: title, body: body ?? "", author: WireUser.account(user), head: head.ref,
            headID: headID, isFromFork: head.repo == nil || head.repo?.id != base.repo?.id,
            base: base.ref, isDraft: draft ?? false, labels: labels.map(\.name),
            reviewers: (requestedReviewers ?? []).map(\.login) + teams,
            assignees: (assignees ?? []).map(\.login),
            createdAt: GitHubTimestamp.seconds(createdAt), url: htmlUrl)
    }
}

/// A repository within something else.
struct WireRepositoryReference: Decodable, Sendable {
    let id: Int
    let owner: WireUser?
}

/// An account.
struct WireUser: Decodable, Sendable {
    let login: String
    let id: Int
    let type: String?

    var isPerson: Bool { type == "User" }
    var account: ForgeAccount { ForgeAccount(login: login, id: id) }

    /// The account; GitHub shows `ghost` where one is deleted.
    static func account(_ user: WireUser?) -> ForgeAccount {
        user?.account ?? ForgeAccount(login: "ghost")
    }
}

struct WireTeam: Decodable, Sendable { let slug: String }

struct WireLabel: Decodable, Sendable { let name: String }

/// A comment on an issue or a pull request.
struct WireComment: GitHubNumbered {
    let id: Int
    let body: String?
    let user: WireUser?
    let updatedAt: String?

    /// The comment; a marker counts only where we wrote it.
    func comment(by us: ForgeAccount) -> Comment {
        let author = WireUser.account(user)
        let text = body ?? ""
        return Comment(
            id: String(id), author: author,
            marker: author.isSame(as: us) ? CommentDraft.marker(in: text) : nil, body: text)
    }
}

/// A review.
struct WireReview: GitHubNumbered {
    let id: Int
    let user: WireUser?
    let state: String
    let commitId: String?
    let submittedAt: String?
}
