internal import Basics
internal import FoundationEssentials
internal import Snapshots

/// The JSON record of a pull request, read strictly: people edit it, and a slip must not go unseen.
///
/// Members that came with version 2 may be missing, also in a record of version 2 that people shorten.
struct PullRequestRecord: Hashable {
    /// The description and the address stand elsewhere.
    var pull: PullRequest
    var activity = PullRequestActivity()

    /// The version of the format that is written; version 1 is read too.
    private static let schemaVersion = 2

    private enum Key: String, CodingKey, CaseIterable {
        case schemaVersion = "schema_version"
        case number, state, title, author
        case authorID = "author_id"
        case head
        case headID = "head_id"
        case isFromFork = "from_fork"
        case base
        case isDraft = "draft"
        case labels, reviewers, assignees
        case createdAt = "created_at"
        case closeReason = "close_reason"
        case closedBy = "closed_by"
        case mergeability
        case requiresUpToDate = "requires_up_to_date"
        case isInMergeQueue = "in_merge_queue"
        case isMergedAutomatically = "auto_merge"
        case approvers = "approved_by"
        case lastHumanActivity = "last_human_activity"
        case comments
    }

    /// An id that no comment of the record has.
    var nextCommentID: String {
        let highest = activity.comments.compactMap { Int($0.id) }.max() ?? 0
        return String(highest == Int.max ? highest : highest + 1)
    }

    /// The record's text.
    var text: [UInt8] {
        let value = JSONValue.members([
            Key.schemaVersion.rawValue: .int(Self.schemaVersion),
            Key.number.rawValue: .int(pull.number),
            Key.state.rawValue: .string(pull.state.rawValue),
            Key.title.rawValue: .string(pull.title),
            Key.author.rawValue: .string(pull.author.login),
            Key.authorID.rawValue: pull.author.id.map { .int($0) } ?? .null,
            Key.head.rawValue: .string(pull.head),
            Key.headID.rawValue: .string(pull.headID.description),
            Key.isFromFork.rawValue: .bool(pull.isFromFork),
            Key.base.rawValue: .string(pull.base),
            Key.isDraft.rawValue: .bool(pull.isDraft),
            Key.labels.rawValue: .array(pull.labels.map { .string($0) }),
            Key.reviewers.rawValue: .array(pull.reviewers.map { .string($0) }),
            Key.assignees.rawValue: .array(pull.assignees.map { .string($0) }),
            Key.createdAt.rawValue: pull.createdAt.map { .int($0) } ?? .null,
            Key.closeReason.rawValue: .optional(pull.closeReason?.rawValue),
            Key.closedBy.rawValue: .optional(activity.closedBy?.login),
            Key.mergeability.rawValue: .string(activity.mergeability.rawValue),
            Key.requiresUpToDate.rawValue: .bool(activity.requiresUpToDate),
            Key.isInMergeQueue.rawValue: .bool(activity.isInMergeQueue),
            Key.isMergedAutomatically.rawValue: .bool(activity.isMergedAutomatically),
            Key.approvers.rawValue: .array(activity.approvers.map { .string($0.login) }),
            Key.lastHumanActivity.rawValue: activity.lastHumanActivity.map { .int($0) } ?? .null,
            Key.comments.rawValue: .array(activity.comments.map(\.json)),
        ])
        return Array("\(value.text())\n".utf8)
    }
}

extension PullRequestRecord: Decodable {
    init(from decoder: any Decoder) throws {
        try RecordMembers.refuseUnknown(in: decoder, known: Key.allCases.map(\.rawValue))
        let members = try decoder.container(keyedBy: Key.self)
        let version = try members.decode(Int.self, forKey: .schemaVersion)
        guard (1...Self.schemaVersion).contains(version) else {
            throw RecordMembers.problem("schema_version \(version) is not known")
        }
        pull = try Self.pullRequest(members)
        activity = try Self.activity(members)
    }

    private static func pullRequest(_ members: KeyedDecodingContainer<Key>) throws -> PullRequest {
        func texts(_ key: Key) throws -> [String] {
            try members.decodeIfPresent([String].self, forKey: key) ?? []
        }
        guard
            let state: PullRequest.State = try RecordMembers.choice(
                members.decode(String.self, forKey: .state), of: "state")
        else { throw RecordMembers.problem("the member state is missing") }
        guard let id = ObjectID(hex: try members.decode(String.self, forKey: .headID)) else {
            throw RecordMembers.problem("head_id is no object id")
        }
        return PullRequest(
            number: try members.decode(Int.self, forKey: .number), state: state,
            title: try members.decode(String.self, forKey: .title), body: "",
            author: ForgeAccount(
                login: try members.decode(String.self, forKey: .author),
                id: try members.decodeIfPresent(Int.self, forKey: .authorID)),
            head: try members.decode(String.self, forKey: .head), headID: id,
            isFromFork: try members.decodeIfPresent(Bool.self, forKey: .isFromFork) ?? false,
            base: try members.decode(String.self, forKey: .base),
            isDraft: try members.decodeIfPresent(Bool.self, forKey: .isDraft) ?? false,
            labels: try members.decode([String].self, forKey: .labels),
            reviewers: try members.decode([String].self, forKey: .reviewers),
            assignees: try texts(.assignees),
            createdAt: try members.decodeIfPresent(Int.self, forKey: .createdAt),
            closeReason: try RecordMembers.choice(
                members.decodeIfPresent(String.self, forKey: .closeReason), of: "close_reason"),
            url: "")
    }

    private static func activity(
        _ members: KeyedDecodingContainer<Key>
    ) throws -> PullRequestActivity {
        func flag(_ key: Key) throws -> Bool {
            try members.decodeIfPresent(Bool.self, forKey: key) ?? false
        }
        let approvers = try members.decodeIfPresent([String].self, forKey: .approvers) ?? []
        let remarks = try members.decode([Remark].self, forKey: .comments)
        return PullRequestActivity(
            mergeability: try RecordMembers.choice(
                members.decodeIfPresent(String.self, forKey: .mergeability), of: "mergeability")
                ?? .unknown,
            requiresUpToDate: try flag(.requiresUpToDate),
            isInMergeQueue: try flag(.isInMergeQueue),
            isMergedAutomatically: try flag(.isMergedAutomatically),
            approvers: Set(approvers).sorted().map { ForgeAccount(login: $0) },
            closedBy: try members.decodeIfPresent(String.self, forKey: .closedBy)
                .map { ForgeAccount(login: $0) },
            lastHumanActivity: try members.decodeIfPresent(Int.self, forKey: .lastHumanActivity),
            comments: remarks.enumerated().map { $1.comment(at: $0) })
    }
}

/// A comment of a record; people who add one need not think of an id.
private struct Remark: Decodable {
    private let id: String?
    private let author: String
    private let marker: String?
    private let body: String

    private enum Key: String, CodingKey, CaseIterable { case id, author, marker, body }

    init(from decoder: any Decoder) throws {
        try RecordMembers.refuseUnknown(in: decoder, known: Key.allCases.map(\.rawValue))
        let members = try decoder.container(keyedBy: Key.self)
        id = try members.decodeIfPresent(String.self, forKey: .id)
        author = try members.decode(String.self, forKey: .author)
        marker = try members.decodeIfPresent(String.self, forKey: .marker)
        body = try members.decode(String.self, forKey: .body)
    }

    func comment(at position: Int) -> Comment {
        Comment(
            id: id ?? String(position + 1), author: ForgeAccount(login: author), marker: marker,
            body: body)
    }
}

extension Comment {
    fileprivate var json: JSONValue {
        .members([
            "id": .string(id), "author": .string(author.login), "marker": .optional(marker),
            "body": .string(body),
        ])
    }
}
