internal import Basics
internal import FoundationEssentials
internal import Snapshots

/// The JSON record of a pull request, read strictly: people edit it, and a slip must not go unseen.
struct PullRequestRecord: Decodable {
    let number: Int
    private let state: PullRequest.State
    private let title: String
    private let author: String
    private let head: String
    private let headID: ObjectID
    private let base: String
    private let labels: [String]
    private let reviewers: [String]
    private let comments: [Comment]
    private let closeReason: CloseReason?

    /// The version of the format that is written, and the only one that is read.
    private static let schemaVersion = 1

    private enum Key: String, CodingKey, CaseIterable {
        case schemaVersion = "schema_version"
        case number, state, title, author, head
        case headID = "head_id"
        case base, labels, reviewers
        case closeReason = "close_reason"
        case comments
    }

    init(from decoder: any Decoder) throws {
        try Self.refuseUnknownKeys(in: decoder, known: Key.allCases.map(\.rawValue))
        let members = try decoder.container(keyedBy: Key.self)
        let version = try members.decode(Int.self, forKey: .schemaVersion)
        guard version == Self.schemaVersion else {
            throw Self.problem("schema_version \(version) is not known")
        }
        number = try members.decode(Int.self, forKey: .number)
        let stateName = try members.decode(String.self, forKey: .state)
        guard let state = PullRequest.State(rawValue: stateName) else {
            throw Self.problem("state is none of open, closed, merged")
        }
        self.state = state
        title = try members.decode(String.self, forKey: .title)
        author = try members.decode(String.self, forKey: .author)
        head = try members.decode(String.self, forKey: .head)
        guard let id = ObjectID(hex: try members.decode(String.self, forKey: .headID)) else {
            throw Self.problem("head_id is no object id")
        }
        headID = id
        base = try members.decode(String.self, forKey: .base)
        labels = try members.decode([String].self, forKey: .labels)
        reviewers = try members.decode([String].self, forKey: .reviewers)
        comments = try members.decode([Remark].self, forKey: .comments).map(\.comment)
        let reason = try members.decode(String?.self, forKey: .closeReason)
        closeReason = try reason.map { name in
            guard let reason = CloseReason(rawValue: name) else {
                throw Self.problem("close_reason is not known")
            }
            return reason
        }
    }

    /// The pull request, with the description that stands in a file of its own.
    func pullRequest(body: String, url: String) -> PullRequest {
        PullRequest(
            number: number, state: state, title: title, body: body, author: author, head: head,
            headID: headID,
            base: base, labels: Set(labels).sorted(), reviewers: Set(reviewers).sorted(),
            comments: comments,
            closeReason: closeReason, url: url)
    }

    /// The record's text.
    static func text(of pull: PullRequest) -> [UInt8] {
        let comments = pull.comments.map { comment in
            JSONValue.members([
                "author": .string(comment.author), "marker": .string(comment.marker),
                "body": .string(comment.body),
            ])
        }
        let value = JSONValue.members([
            Key.schemaVersion.rawValue: .int(schemaVersion),
            Key.number.rawValue: .int(pull.number),
            Key.state.rawValue: .string(pull.state.rawValue),
            Key.title.rawValue: .string(pull.title),
            Key.author.rawValue: .string(pull.author),
            Key.head.rawValue: .string(pull.head),
            Key.headID.rawValue: .string(pull.headID.description),
            Key.base.rawValue: .string(pull.base),
            Key.labels.rawValue: .array(pull.labels.map { .string($0) }),
            Key.reviewers.rawValue: .array(pull.reviewers.map { .string($0) }),
            Key.closeReason.rawValue: .optional(pull.closeReason?.rawValue),
            Key.comments.rawValue: .array(comments),
        ])
        return Array("\(value.text())\n".utf8)
    }

    /// Why a record could not be read, in words for the person who edited it.
    static func words(for error: any Error) -> String {
        switch error {
        case DecodingError.keyNotFound(let key, _): "the member \(key.stringValue) is missing"
        case DecodingError.typeMismatch(_, let context),
            DecodingError.valueNotFound(_, let context):
            "the member \(context.codingPath.map(\.stringValue).joined(separator: ".")) is of the wrong type"
        case let problem as Problem: problem.reason
        default: "it is no valid JSON"
        }
    }

    static func problem(_ reason: String) -> any Error { Problem(reason: reason) }

    private static func refuseUnknownKeys(in decoder: any Decoder, known: [String]) throws {
        let keys = try decoder.container(keyedBy: AnyKey.self).allKeys.map(\.stringValue)
        if let unknown = keys.filter({ !known.contains($0) }).min() {
            throw problem("the member \(unknown) is not known")
        }
    }

    private struct Problem: Error { let reason: String }

    private struct AnyKey: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init?(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    private struct Remark: Decodable {
        let comment: Comment

        private enum Key: String, CodingKey, CaseIterable { case author, marker, body }

        init(from decoder: any Decoder) throws {
            try PullRequestRecord.refuseUnknownKeys(
                in: decoder, known: Key.allCases.map(\.rawValue))
            let members = try decoder.container(keyedBy: Key.self)
            comment = Comment(
                author: try members.decode(String.self, forKey: .author),
                marker: try members.decode(String.self, forKey: .marker),
                body: try members.decode(String.self, forKey: .body))
        }
    }
}
