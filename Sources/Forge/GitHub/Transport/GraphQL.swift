package import Basics
internal import FoundationEssentials

/// What went wrong with a part of a GraphQL query; the rest of the data may be there.
package struct GraphQLProblem: Sendable, Hashable, Decodable {
    /// GitHub's kind, such as `NOT_FOUND`; nil for a query that GitHub does not understand.
    package let type: String?
    /// GitHub's words, bounded and escaped.
    package let message: String
    /// The first step of the path in the data, usually the alias of a repository; nil when it is about all of it.
    package let place: String?

    private enum Key: String, CodingKey { case type, message, path }

    package init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: Key.self)
        type = try? members.decodeIfPresent(String.self, forKey: .type)
        message = GitHubErrorBody.bounded(
            (try? members.decodeIfPresent(String.self, forKey: .message)) ?? "")
        var path = try? members.nestedUnkeyedContainer(forKey: .path)
        place = try? path?.decode(String.self)
    }
}

/// The answer to a GraphQL query: data, and what is missing of it.
package struct GraphQLAnswer<Value: Decodable & Sendable>: Sendable {
    /// The data.
    package let data: Value
    /// What is missing in it; empty when nothing is.
    package let problems: [GraphQLProblem]
}

extension GitHubRequest {
    /// A query of the GraphQL API; it changes nothing.
    package static func graphQL(
        _ query: String, variables: [JSONValue.Member] = [], organization: String? = nil,
        permissions: [Permission] = [Permission("metadata")], maximumBytes: Int = 8 << 20
    ) -> GitHubRequest {
        var request = GitHubRequest(
            .post, ["graphql"],
            body: .members(["query": .string(query), "variables": .object(variables)]),
            effect: .read, permissions: permissions, maximumBytes: maximumBytes)
        request.organization = organization
        return request
    }
}

extension GitHubAPI {
    /// Asks by GraphQL; where data is missing, `problems` say why.
    ///
    /// - Throws: an error with `isGraphQLRefusal` where the same is to be asked by REST.
    package func graphQL<Value: Decodable & Sendable>(
        _ request: GitHubRequest, as type: Value.Type
    ) async throws(GitHubError) -> GraphQLAnswer<Value> {
        let body = try await send(request)
            .decoded(as: GraphQLVerdict.Document<Value>.self, while: request.attempted)
        guard let data = body.data else {
            throw GitHubError(
                .malformedAnswer, request.attempted, because: "the answer has no data")
        }
        return GraphQLAnswer(data: data, problems: body.errors ?? [])
    }
}

/// What GraphQL's answer, whose status is 200 whatever happened, amounts to.
enum GraphQLVerdict {
    struct Document<Value: Decodable>: Decodable {
        var data: Value?
        var errors: [GraphQLProblem]?
    }

    private struct Ignored: Decodable {}

    /// The answer, unless it says that nothing was done.
    ///
    /// Partial data passes, except when a limit made it partial.
    @discardableResult
    static func checked(
        _ answer: GitHubAnswer, of request: GitHubRequest
    ) throws(GitHubError) -> GitHubAnswer {
        let body = try answer.decoded(as: Document<Ignored>.self, while: request.attempted)
        guard let problem = body.errors?.first else { return answer }
        if body.errors?.contains(where: { $0.type == "RATE_LIMITED" }) == true {
            throw error(.limited(seconds: RetryAfter.standard), problem, request)
        }
        guard body.data == nil else { return answer }
        switch problem.type {
        case "NOT_FOUND": throw error(.notFound, problem, request)
        case "FORBIDDEN", "INSUFFICIENT_SCOPES": throw refusal(.forbidden, problem, request)
        case "UNAUTHENTICATED": throw error(.unauthorized, problem, request)
        case "SERVICE_UNAVAILABLE", "INTERNAL": throw error(.unavailable, problem, request)
        case _ where problem.message.hasPrefix("Something went wrong"):
            throw error(.unavailable, problem, request)
        // A query that is too large or of another schema will be so again.
        default: throw refusal(.invalid, problem, request)
        }
    }

    private static func error(
        _ code: GitHubError.Code, _ problem: GraphQLProblem, _ request: GitHubRequest
    ) -> GitHubError {
        GitHubError(code, request.attempted, on: request.subject, because: problem.message)
    }

    private static func refusal(
        _ code: GitHubError.Code, _ problem: GraphQLProblem, _ request: GitHubRequest
    ) -> GitHubError {
        var error = error(code, problem, request)
        error.isGraphQLRefusal = true
        return error
    }
}
