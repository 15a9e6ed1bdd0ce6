internal import FoundationEssentials

extension GitHubAnswer {
    /// The body as a value whose members are named as ours are: `head_sha` is `headSha`.
    func wire<Value: Decodable>(
        _ type: Value.Type, while attempted: String
    ) throws(GitHubError) -> Value {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        do {
            return try decoder.decode(type, from: Data(body))
        } catch {
            throw GitHubError(
                .malformedAnswer, attempted, because: GitHubError.words(for: error))
        }
    }
}
