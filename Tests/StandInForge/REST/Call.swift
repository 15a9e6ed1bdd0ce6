/// One call of the REST API, with everything that was found out about it before its handler runs.
struct Call {
    let world: World
    let operation: Operation
    let credential: Credential
    /// The values of the path.
    let values: [String: String]
    let query: [String: String]
    let body: JSON
    /// The repository that the path names.
    let target: Repository?
    let headers: [String: String]
    /// The path below the API's root, as sent.
    let path: String

    /// What answers a call.
    typealias Handler = @Sendable (Call) throws -> Reply

    /// The path's repository.
    var repository: Repository {
        get throws {
            guard let target else { throw Refusal.notFound }
            return target
        }
    }

    /// The account that effects are made in the name of.
    var actor: Account { credential.actor(in: world) }

    /// A value of the path; empty when the path has none of this name.
    subscript(name: String) -> String { values[name] ?? "" }

    /// A number of the path.
    func number(_ name: String) throws -> Int {
        guard let number = Int(self[name]) else { throw Refusal.notFound }
        return number
    }

    /// The issue or pull request that the path names.
    func issue(_ name: String = "issue_number") throws -> Issue {
        guard let issue = try repository.issues[number(name)] else { throw Refusal.notFound }
        return issue
    }

    /// The pull request that the path names.
    func pull() throws -> PullRequest {
        guard let pull = try issue("pull_number").pull else { throw Refusal.notFound }
        return pull
    }

    /// One page of a list, with the `Link` header to the others; only its items are presented.
    func page<Item>(
        _ items: [Item], under name: String? = nil, with more: [String: JSON] = [:],
        _ present: (Item) -> JSON
    ) -> Reply {
        let size = min(max(Int(query["per_page"] ?? "") ?? 30, 1), world.limits.pageSize)
        let number = max(Int(query["page"] ?? "") ?? 1, 1)
        let last = max((items.count + size - 1) / size, 1)
        let start = min(
            (number - 1).multipliedReportingOverflow(by: size).partialValue, items.count)
        let shown = items[max(start, 0)..<min(max(start, 0) + size, items.count)].map(present)
        var body = JSON.array(shown)
        if let name {
            body = .object(more.merging([name: body, "total_count": .int(items.count)]) { $1 })
        }
        var reply = Reply(200, body)
        if let link = link(page: number, of: last) { reply.headers.append(("Link", link)) }
        return reply
    }

    private func link(page number: Int, of last: Int) -> String? {
        var links: [(String, Int)] = []
        if number > 1 { links += [("prev", min(number - 1, last))] }
        if number < last { links += [("next", number + 1), ("last", last)] }
        if number > 1 { links += [("first", 1)] }
        guard !links.isEmpty, last > 1 else { return nil }
        return links.map { "<\(address(ofPage: $0.1))>; rel=\"\($0.0)\"" }.joined(separator: ", ")
    }

    /// The address of another page: repositories and organisations by number, as GitHub writes it.
    private func address(ofPage number: Int) -> String {
        var parts = path.split(separator: "/", omittingEmptySubsequences: true).map(String.init)
        if let target, parts.first == "repos", parts.count >= 3 {
            parts.replaceSubrange(0..<3, with: ["repositories", "\(target.id)"])
        } else if parts.first == "orgs", parts.count >= 2, let account = world.account(self["org"])
        {
            parts.replaceSubrange(0..<2, with: ["organizations", "\(account.id)"])
        }
        var items = query
        items["page"] = "\(number)"
        let text = items.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value.percentEncoded)" }
        return "\(world.api)/\(parts.joined(separator: "/"))?\(text.joined(separator: "&"))"
    }
}

/// What a handler answers.
struct Reply {
    var status: Int
    /// The body; nil for none.
    var body: JSON?
    var headers: [(name: String, value: String)] = []
    /// A body of another media type than JSON, which goes before `body`.
    var raw: (type: String, bytes: [UInt8])?

    init(_ status: Int, _ body: JSON? = nil) {
        self.status = status
        self.body = body
    }
}

extension String {
    /// The text with everything but unreserved characters percent-encoded.
    var percentEncoded: String {
        var text = ""
        for byte in utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x5f, 0x7e:
                text.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                text += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
        return text
    }
}
