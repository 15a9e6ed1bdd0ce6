/// Reads lists that GitHub gives in pages.
struct GitHubListing {
    let api: any GitHubAPI
    /// More pages than this are refused: a list that never ends is no list.
    var maximumPages = 100

    /// The most items that GitHub puts on a page.
    static let pageSize = 100

    /// All items of a list, page after page.
    ///
    /// Pages shift while they are read, so an item may come twice: callers keep each once by its id.
    func items<Page: Decodable, Item>(
        of request: GitHubRequest, page: Page.Type, while attempted: String,
        _ items: (Page) -> [Item]
    ) async throws(GitHubError) -> [Item] {
        var found: [Item] = []
        var asking: GitHubRequest? = Self.full(request)
        for _ in 0..<maximumPages {
            guard let current = asking else { return found }
            let answer = try await api.send(current)
            found += items(try answer.wire(page, while: attempted))
            asking = try api.next(after: answer, of: current)
        }
        guard asking != nil else { return found }
        throw GitHubError(
            .malformedAnswer, attempted, on: request.repository?.description,
            because: "there are more than \(maximumPages) pages")
    }

    /// All items of a list whose pages are arrays.
    func items<Item: Decodable>(
        of request: GitHubRequest, as type: Item.Type, while attempted: String
    ) async throws(GitHubError) -> [Item] {
        try await items(of: request, page: [Item].self, while: attempted) { $0 }
    }

    private static func full(_ request: GitHubRequest) -> GitHubRequest {
        var request = request
        request.query = request.query.filter { $0.name != "per_page" }
        request.query.append(("per_page", String(pageSize)))
        return request
    }
}

extension GitHubRequest {
    /// The parts of a path below a repository.
    static func path(_ repository: GitHubRepositoryName, _ parts: String...) -> [String] {
        ["repos", repository.owner, repository.name] + parts
    }
}
