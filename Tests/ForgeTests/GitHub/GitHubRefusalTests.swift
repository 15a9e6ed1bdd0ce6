import Basics
import TestSupport
import Testing

@testable import Forge
@testable import HTTPClient

@Suite struct GitHubRefusalTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var status: Int
        var body: String
        var fields: [(String, String)] = []
        var code: GitHubError.Code
        var effect = GitHubRequest.Effect.read
        var testDescription: String { "\(status) \(body) \(fields)" }
    }

    static let now = 1_800_000_000

    static let rows: [Row] = [
        Row(status: 401, body: #"{"message":"Bad credentials"}"#, code: .unauthorized),
        Row(
            status: 403, body: #"{"message":"Resource not accessible by integration"}"#,
            code: .forbidden),
        Row(
            status: 403, body: #"{"message":"You have exceeded a secondary rate limit."}"#,
            code: .limited(seconds: 60)),
        Row(
            status: 403, body: #"{"message":"You have exceeded a secondary rate limit."}"#,
            fields: [("Retry-After", "7")], code: .limited(seconds: 7)),
        Row(
            status: 403, body: #"{"message":"triggered an abuse detection mechanism"}"#,
            code: .limited(seconds: 60)),
        Row(
            status: 403, body: #"{"message":"API rate limit exceeded for installation"}"#,
            fields: [
                ("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "\(now + 90)"),
            ], code: .limited(seconds: 90)),
        Row(
            status: 403, body: #"{"message":"API rate limit exceeded"}"#,
            fields: [("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "\(now - 5)")],
            code: .limited(seconds: 60)),
        Row(
            status: 403,
            body: #"{"message":"Resource protected by organization SAML enforcement"}"#,
            fields: [("X-GitHub-SSO", "required; url=https://github.com/sso?token=x")],
            code: .singleSignOn),
        Row(
            status: 403, body: #"{"message":"Repository was archived so is read-only."}"#,
            code: .gone),
        Row(
            status: 403, body: #"{"message":"This installation has been suspended"}"#,
            code: .suspended),
        Row(
            status: 403,
            body: #"{"message":"Repository access blocked","block":{"reason":"dmca"}}"#,
            code: .unavailableForLegalReasons),
        Row(status: 403, body: "<html>no</html>", code: .forbidden),
        Row(status: 404, body: #"{"message":"Not Found"}"#, code: .notFound),
        Row(status: 405, body: #"{"message":"Pull Request is not mergeable"}"#, code: .refused),
        Row(status: 409, body: #"{"message":"Git Repository is empty."}"#, code: .conflict),
        Row(status: 410, body: #"{"message":"Issues are disabled"}"#, code: .gone),
        Row(
            status: 422,
            body:
                #"{"message":"Validation Failed","errors":[{"resource":"PullRequest","code":"custom","message":"A pull request already exists for o:b."}]}"#,
            code: .alreadyExists),
        Row(status: 422, body: #"{"message":"Reference already exists"}"#, code: .alreadyExists),
        Row(
            status: 422,
            body:
                #"{"message":"Validation Failed","errors":[{"resource":"Label","code":"already_exists","field":"name"}]}"#,
            code: .alreadyExists),
        Row(
            status: 422,
            body:
                #"{"message":"Validation Failed","errors":[{"message":"No commits between main and b"}]}"#,
            code: .notVisibleYet),
        Row(
            status: 422, body: #"{"message":"x","errors":["Base does not exist"]}"#,
            code: .notVisibleYet),
        Row(
            status: 422,
            body:
                #"{"message":"Validation Failed","errors":[{"resource":"PullRequest","field":"head","code":"invalid"}]}"#,
            code: .notVisibleYet),
        Row(
            status: 422, body: #"{"message":"No commit found for SHA: abc"}"#, code: .notVisibleYet),
        Row(
            status: 422,
            body:
                #"{"message":"Validation Failed","errors":[{"resource":"PullRequest","field":"base","code":"invalid"}]}"#,
            code: .invalid),
        Row(status: 422, body: #"{"message":"Reference does not exist"}"#, code: .notFound),
        Row(status: 422, body: #"{"message":"Update is not a fast forward"}"#, code: .conflict),
        Row(
            status: 422, body: #"{"message":"the endpoint has been spammed / flagged as spam"}"#,
            code: .refused),
        Row(
            status: 422, body: #"{"message":"GH013: Repository rule violations found"}"#,
            code: .refused),
        Row(
            status: 422,
            body: #"{"message":"Validation Failed","errors":["was submitted too quickly"]}"#,
            code: .limited(seconds: 60)),
        Row(
            status: 429, body: "", fields: [("Retry-After", "86400")], code: .limited(seconds: 3600)
        ),
        Row(status: 429, body: "", fields: [("Retry-After", "0")], code: .limited(seconds: 1)),
        Row(status: 429, body: "", fields: [("Retry-After", "-4")], code: .limited(seconds: 60)),
        Row(status: 429, body: "", fields: [("Retry-After", "soon")], code: .limited(seconds: 60)),
        Row(status: 429, body: "", code: .limited(seconds: 60)),
        Row(status: 451, body: "{}", code: .unavailableForLegalReasons),
        Row(status: 502, body: "<html>unicorn</html>", code: .unavailable),
        Row(status: 503, body: "", code: .unavailable, effect: .set),
        Row(status: 502, body: "", code: .answerLost, effect: .create),
        Row(status: 400, body: #"{"message":"Problems parsing JSON"}"#, code: .invalid),
        Row(status: 399, body: "", code: .redirectRefused),
        Row(status: 700, body: "", code: .malformedAnswer),
    ]

    @Test("every refusal is of its kind", arguments: rows)
    func table(_ row: Row) throws {
        let request = GitHubRequest(.post, ["repos", "o", "r", "pulls"], effect: row.effect)
        let reply = GitHubReply(
            status: row.status, headers: row.fields.map { HTTPHeader($0.0, $0.1) },
            body: Array(row.body.utf8))
        let refusal = try #require(
            GitHubRefusal(reply, to: request, now: Self.now, token: nil))
        #expect(refusal.error.code == row.code)
        #expect(!refusal.error.diagnostic.description.contains("sso?token"))
    }

    @Test("GitHub's words are bounded, on one line, and without our token")
    func words() throws {
        let token = try #require(GitHubToken("ghp_secret"))
        let message =
            "bad ghp_secret \\u001b[31m \\u202e " + String(repeating: "é", count: 5000)
        let reply = GitHubReply(
            status: 403, headers: [], body: Array(#"{"message":"\#(message)"}"#.utf8))
        let error = try #require(
            GitHubRefusal(reply, to: GitHubRequest(.get, ["user"]), now: 0, token: token)
        ).error
        #expect(error.detail.utf8.count <= 200 + " (403)".utf8.count)
        #expect(error.detail.contains("(token)") && !error.detail.contains("ghp_secret"))
        #expect(error.detail.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0 != "\u{202e}" })
    }

    @Test("Retry-After and resets are kept between a second and an hour")
    func retryAfter() {
        #expect(RetryAfter.seconds(nil, now: 0) == nil)
        #expect(RetryAfter.seconds("Sun, 06 Nov 1994 08:49:37 GMT", now: 784_111_700) == 77)
        #expect(RetryAfter.seconds("Sun, 06 Nov 1994 08:49:37 GMT", now: 784_111_777) == 60)
        #expect(RetryAfter.seconds("99999999999999999999999", now: 0) == 3600)
        #expect(RetryAfter.seconds("", now: 0) == 60)
        #expect(RetryAfter.seconds(untilReset: nil, now: 0) == 60)
        #expect(RetryAfter.seconds(untilReset: .max, now: 0) == 3600)
        #expect(RetryAfter.seconds(untilReset: .min, now: 0) == 60)
    }
}
