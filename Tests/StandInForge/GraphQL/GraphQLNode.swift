/// A thing that fields can be asked of.
indirect enum GraphQLNode {
    case query
    case mutation
    case repository(Repository)
    case account(Account)
    case team(Team)
    case ref(Repository, name: String, oid: String)
    case commit(Repository, oid: String)
    case tree(Repository, oid: String)
    case treeEntry(Repository, GitStore.TreeEntry, folder: String)
    case blob(Repository, oid: String, bytes: [UInt8])
    case pull(PullRequest)
    case issue(Issue)
    case comment(Comment, Repository)
    case review(Review, PullRequest)
    case label(Label, Repository)
    case rollup(Repository, oid: String)
    case checkRun(CheckRun)
    case status(CommitStatus)
    case queue(Repository)
    case queueEntry(PullRequest)
    case connection(GraphQLConnection)
    /// A thing without a life of its own: its type and its fields.
    case plain(String, [String: GraphQLOutcome])

    /// The name of its type.
    var type: String {
        switch self {
        case .query: "Query"
        case .mutation: "Mutation"
        case .repository: "Repository"
        case .account(let account): account.kind.rawValue
        case .team: "Team"
        case .ref: "Ref"
        case .commit: "Commit"
        case .tree: "Tree"
        case .treeEntry: "TreeEntry"
        case .blob: "Blob"
        case .pull: "PullRequest"
        case .issue: "Issue"
        case .comment: "IssueComment"
        case .review: "PullRequestReview"
        case .label: "Label"
        case .rollup: "StatusCheckRollup"
        case .checkRun: "CheckRun"
        case .status: "StatusContext"
        case .queue: "MergeQueue"
        case .queueEntry: "MergeQueueEntry"
        case .connection(let connection): "\(connection.type)Connection"
        case .plain(let type, _): type
        }
    }
}

/// What a field gives.
indirect enum GraphQLOutcome {
    case leaf(JSON)
    case node(GraphQLNode)
    case list([GraphQLOutcome])
    case null

    static func text(_ text: String?) -> GraphQLOutcome { .leaf(.optional(text)) }
    static func node(_ node: GraphQLNode?) -> GraphQLOutcome { node.map { .node($0) } ?? .null }
    static func person(_ account: Account?) -> GraphQLOutcome {
        .node(account.map { .account($0) })
    }
    static func date(_ seconds: Int?) -> GraphQLOutcome {
        .leaf(.optional(seconds.map { World.date($0) }))
    }
}

/// One page of a list.
struct GraphQLConnection {
    let type: String
    let total: Int
    /// Where the page begins in the list.
    let start: Int
    let nodes: [GraphQLNode]

    /// Cuts a page by `first` and `after`, or `last` and `before`.
    init(
        _ type: String, _ items: [GraphQLNode], _ arguments: [String: JSON], field: String
    ) throws {
        self.type = type
        total = items.count
        let (first, last) = (arguments["first"]?.number, arguments["last"]?.number)
        guard let size = first ?? last else {
            throw GraphQLFailure(
                type: "MISSING_PAGINATION_BOUNDARIES",
                "You must provide a `first` or `last` value to properly paginate the `\(field)` connection."
            )
        }
        guard (0...100).contains(size) else {
            throw GraphQLFailure(
                type: "EXCESSIVE_PAGINATION",
                "Requesting \(size) records on the `\(field)` connection exceeds the `\(first == nil ? "last" : "first")` limit of 100 records."
            )
        }
        let lower = try arguments["after"].flatMap { try Self.position($0) }.map { $0 + 1 } ?? 0
        let upper = try arguments["before"].flatMap { try Self.position($0) } ?? items.count
        let range = min(lower, items.count)..<max(min(upper, items.count), min(lower, items.count))
        let page = first != nil ? items[range].prefix(size) : items[range].suffix(size)
        start = page.startIndex
        nodes = Array(page)
    }

    private static func position(_ cursor: JSON) throws -> Int? {
        guard let text = cursor.text else { return nil }
        guard let plain = World.decodedBase64(text), plain.hasPrefix("cursor:v2:"),
            let position = Int(plain.dropFirst("cursor:v2:".count))
        else {
            throw GraphQLFailure(
                type: "INVALID_CURSOR_ARGUMENTS", "`\(text)` does not appear to be a valid cursor.")
        }
        return position
    }

    static func cursor(_ position: Int) -> String { World.base64("cursor:v2:\(position)") }

    func field(_ name: String) -> GraphQLOutcome? {
        switch name {
        case "totalCount": return .leaf(.int(total))
        case "nodes": return .list(nodes.map { .node($0) })
        case "edges":
            return .list(
                nodes.enumerated().map { offset, node in
                    .node(
                        .plain(
                            "\(type)Edge",
                            ["node": .node(node), "cursor": .text(Self.cursor(start + offset))]))
                })
        case "pageInfo":
            let end = start + nodes.count
            return .node(
                .plain(
                    "PageInfo",
                    [
                        "hasNextPage": .leaf(.bool(end < total)),
                        "hasPreviousPage": .leaf(.bool(start > 0)),
                        "startCursor": .text(nodes.isEmpty ? nil : Self.cursor(start)),
                        "endCursor": .text(nodes.isEmpty ? nil : Self.cursor(end - 1)),
                    ]))
        default: return nil
        }
    }
}

/// Why a field has no value.
struct GraphQLFailure: Error {
    let type: String
    let message: String

    init(type: String, _ message: String) {
        self.type = type
        self.message = message
    }
}
