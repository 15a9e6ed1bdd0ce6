/// Something that GitHub numbers, so that a list that shifts between two pages names it once.
package protocol GitHubNumbered: Decodable, Sendable {
    /// Its number, unique in its list.
    var id: Int { get }
}

/// A page of a list that GitHub wraps in an object, such as `{"total_count": 1, "repositories": […]}`.
private struct WrappedPage<Item: Decodable>: Decodable {
    let items: [Item]

    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    init(from decoder: any Decoder) throws {
        let name =
            CodingUserInfoKey.wrappedMember.flatMap { decoder.userInfo[$0] as? String } ?? "items"
        let members = try decoder.container(keyedBy: Name.self)
        items = try members.decode([Item].self, forKey: Name(stringValue: name))
    }
}

extension GitHubAPI {
    /// All items of a list, page by page, each id once, in GitHub's order.
    ///
    /// `member` is the member that holds the list where GitHub wraps it in an object, named as `decoded(as:while:)` names
    /// it, such as `checkRuns`; nil for a plain array.
    ///
    /// - Throws: `.redirectRefused` for pages that go in a circle, `.malformedAnswer` for more than `maximumPages`.
    package func list<Item: GitHubNumbered>(
        _ request: GitHubRequest, of type: Item.Type, in member: String? = nil,
        maximumPages: Int = 100
    ) async throws(GitHubError) -> [Item] {
        var items: [Item] = []
        var ids: Set<Int> = []
        var visited: Set<String> = []
        var page: GitHubRequest? = request
        var count = 0
        while let current = page {
            count += 1
            guard count <= maximumPages else {
                throw GitHubError(
                    .malformedAnswer, request.attempted, on: request.subject,
                    because: "the list has more than \(maximumPages) pages")
            }
            let answer = try await send(current)
            for item in try answer.items(of: type, in: member, while: request.attempted)
            where ids.insert(item.id).inserted {
                items.append(item)
            }
            page = try next(after: answer, of: current)
            if let address = page?.continuation, !visited.insert(address).inserted {
                throw GitHubError(
                    .redirectRefused, request.attempted, on: request.subject,
                    because: "the pages go in a circle")
            }
        }
        return items
    }
}

extension GitHubAnswer {
    /// The items of one page.
    fileprivate func items<Item: Decodable>(
        of type: Item.Type, in member: String?, while attempted: String
    ) throws(GitHubError) -> [Item] {
        guard let member else { return try decoded(as: [Item].self, while: attempted) }
        return try decoded(
            as: WrappedPage<Item>.self, while: attempted, member: member
        ).items
    }
}
