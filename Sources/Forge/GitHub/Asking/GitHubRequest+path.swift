extension GitHubRequest {
    /// The most items that GitHub puts on a page.
    static let pageSize = 100

    /// The same request for pages as large as GitHub gives them.
    var inFullPages: GitHubRequest {
        var request = self
        request.query.append(("per_page", String(Self.pageSize)))
        return request
    }

    /// The parts of a path below a repository.
    static func path(_ repository: GitHubRepositoryName, _ parts: String...) -> [String] {
        ["repos", repository.owner, repository.name] + parts
    }
}
