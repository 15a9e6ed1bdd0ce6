internal import FoundationEssentials

/// GitHub's answer to a request: a success, or "not modified" served from what is kept.
package struct GitHubAnswer: Sendable, Hashable {
    /// The status, 200 to 299; an answer that GitHub says is unmodified is the kept one.
    package let status: Int
    /// The `Link` header as it came; nil for none.
    package let link: String?
    /// The body's bytes.
    package let body: [UInt8]
    /// Whether the body was kept from an earlier answer, which cost nothing of the budget.
    package let isFromCache: Bool

    /// An answer from its parts.
    package init(status: Int, link: String? = nil, body: [UInt8], isFromCache: Bool = false) {
        self.status = status
        self.link = link
        self.body = body
        self.isFromCache = isFromCache
    }

    /// The body as a value whose members are named as ours are: `head_sha` is `headSha`.
    ///
    /// - Throws: ``GitHubError`` with `.malformedAnswer` when it is something else; members that are not known are left out.
    package func decoded<Value: Decodable>(
        as type: Value.Type, while attempted: String
    ) throws(GitHubError) -> Value {
        try decoded(as: type, while: attempted, member: nil)
    }

    /// As `decoded(as:while:)`, with the name of a wrapped list's member told to the type.
    func decoded<Value: Decodable>(
        as type: Value.Type, while attempted: String, member: String?
    ) throws(GitHubError) -> Value {
        do {
            let decoder = JSONDecoder()
            decoder.keyDecodingStrategy = .convertFromSnakeCase
            if let key = CodingUserInfoKey.wrappedMember { decoder.userInfo[key] = member }
            return try decoder.decode(type, from: Data(body))
        } catch {
            throw GitHubError(
                .malformedAnswer, attempted, because: GitHubError.words(for: error))
        }
    }
}

extension CodingUserInfoKey {
    /// Where `WrappedPage` finds the name of the member that holds its list.
    static let wrappedMember = CodingUserInfoKey(rawValue: "complybot.member")
}
