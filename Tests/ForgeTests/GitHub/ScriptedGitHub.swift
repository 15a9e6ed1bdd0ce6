import Basics
import Foundation
import Synchronization

@testable import Forge

/// GitHub as a script: answers by method and path, and remembers what was asked.
final class ScriptedGitHub: GitHubAPI {
    typealias Reply = @Sendable (GitHubRequest) throws(GitHubError) -> GitHubAnswer

    private let replies = Mutex<[String: [Reply]]>([:])
    private let log = Mutex<[GitHubRequest]>([])
    private let identity: GitHubAccount

    init(account: GitHubAccount = GitHubAccount(login: "complybot[bot]", id: 7, appID: 42)) {
        identity = account
    }

    /// What was asked, in order.
    var requests: [GitHubRequest] { log.withLock { $0 } }

    /// The requests that are no reads.
    var writes: [GitHubRequest] { requests.filter { $0.effect != .read } }

    /// Adds an answer for `GET repos/o/r`; the last one that was added is given again and again.
    func on(_ place: String, _ reply: @escaping Reply) {
        replies.withLock { $0[place, default: []].append(reply) }
    }

    func on(_ place: String, json: String, link: String? = nil) {
        on(place) { _ in GitHubAnswer(status: 200, link: link, body: Array(json.utf8)) }
    }

    func on(_ place: String, fails code: GitHubError.Code) {
        on(place) { _ throws(GitHubError) in throw GitHubError(code, "ask", because: "scripted") }
    }

    func send(_ request: GitHubRequest) async throws(GitHubError) -> GitHubAnswer {
        log.withLock { $0.append(request) }
        let place = "\(request.method.rawValue) \(request.path.joined(separator: "/"))"
        let reply = replies.withLock { replies -> Reply? in
            guard let waiting = replies[place], let first = waiting.first else { return nil }
            if waiting.count > 1 { replies[place] = Array(waiting.dropFirst()) }
            return first
        }
        guard let reply else {
            throw GitHubError(.notFound, "ask", on: place, because: "the script has no answer")
        }
        let answer = try reply(request)
        if request.path == ["graphql"] {
            try GraphQLVerdict.checked(answer, of: request)
        }
        return answer
    }

    func next(after answer: GitHubAnswer, of request: GitHubRequest) throws(GitHubError)
        -> GitHubRequest?
    {
        guard let link = answer.link else { return nil }
        var next = request
        next.continuation = link
        return next
    }

    func account() async throws(GitHubError) -> GitHubAccount { identity }
}

/// A clock that has waited as soon as it is asked to, and remembers for how long.
final class HastyClock: Clock {
    struct Instant: InstantProtocol {
        var offset: Duration
        func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        func duration(to other: Instant) -> Duration { other.offset - offset }
        static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    private let time = Mutex(Duration.zero)

    var now: Instant { Instant(offset: time.withLock { $0 }) }
    var minimumResolution: Duration { .zero }
    /// How long was waited in all.
    var waited: Duration { time.withLock { $0 } }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        time.withLock { $0 = max($0, deadline.offset) }
    }
}

/// A request's body as any JSON reader sees it.
func body(of request: GitHubRequest) -> [String: Any] {
    let text = request.body?.text() ?? "{}"
    return (try? JSONSerialization.jsonObject(with: Data(text.utf8))) as? [String: Any] ?? [:]
}
