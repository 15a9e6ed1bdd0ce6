internal import Foundation
internal import Synchronization

/// The faults that are still to come.
final class FaultPlan: Sendable {
    private struct Entry {
        let fault: Fault
        var seen = 0
    }

    private let entries = Mutex<[Entry]>([])

    func add(_ fault: Fault) { entries.withLock { $0.append(Entry(fault: fault)) } }

    func clear() { entries.withLock { $0.removeAll() } }

    /// The faults that happen to a request; each rule counts it.
    func faults(for method: String, _ path: String) -> [Fault] {
        entries.withLock { entries in
            var due: [Fault] = []
            for index in entries.indices where entries[index].fault.matches(method, path) {
                entries[index].seen += 1
                let (fault, seen) = (entries[index].fault, entries[index].seen)
                if seen >= fault.first, seen - fault.first < fault.count { due.append(fault) }
            }
            return due
        }
    }
}

extension Fault {
    /// The answer in place of any effect; nil when the effect happens.
    func answerBefore(_ request: HTTPRequest, now: Int, elsewhere: String) -> HTTPAnswer? {
        switch kind {
        case .resetBefore:
            var answer = HTTPAnswer(500)
            answer.delivery = .reset
            return answer
        case .answer(let status, let message, let headers):
            return Self.refusal(
                status, message, headers.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
        case .redirect(let status, let path):
            return HTTPAnswer(status, headers: [("Location", path)])
        case .redirectElsewhere(let status):
            return HTTPAnswer(status, headers: [("Location", elsewhere + request.target)])
        case .page:
            return HTTPAnswer.page(200, "<!doctype html><title>GitHub</title><h1>Unicorn!</h1>")
        case .expiredToken: return Self.refusal(401, "Bad credentials")
        case .primaryLimit(let seconds):
            return Self.refusal(
                403, "API rate limit exceeded for installation.",
                [("X-RateLimit-Remaining", "0"), ("X-RateLimit-Reset", "\(now + seconds)")])
        case .secondaryLimit(let status, let wait):
            return Self.refusal(
                status,
                "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
                wait.map { [("Retry-After", $0)] } ?? [])
        case .singleSignOn:
            return Self.refusal(
                403,
                "Resource protected by organization SAML enforcement. You must grant your Personal Access token access to this organization.",
                [("X-GitHub-SSO", "required; url=https://github.com/orgs/acme/sso")])
        case .notVisibleYet:
            let refusal = Refusal.invalid(
                "PullRequest", code: "custom", message: "No commits between main and head")
            return HTTPAnswer(
                422, headers: [("Content-Type", "application/json; charset=utf-8")],
                body: refusal.body.serialized)
        case .meanwhile(let afterEffect, let work):
            if !afterEffect { work() }
            return nil
        case .loseAnswer, .drip, .delay, .malformed, .truncated, .body, .filled, .linkElsewhere,
            .linkLoop, .headers:
            return nil
        }
    }

    private static func refusal(
        _ status: Int, _ message: String, _ headers: [(name: String, value: String)] = []
    ) -> HTTPAnswer {
        HTTPAnswer(
            status, headers: headers + [("Content-Type", "application/json; charset=utf-8")],
            body: Refusal(status, message).body.serialized)
    }

    /// What the fault makes of an answer whose effect has happened.
    func change(_ answer: inout HTTPAnswer, to request: HTTPRequest, own: String, elsewhere: String)
    {
        switch kind {
        case .loseAnswer: answer.delivery = .reset
        case .meanwhile(let afterEffect, let work):
            if afterEffect { work() }
        case .drip(let bytes, let milliseconds):
            answer.delivery = .drip(bytes: bytes, milliseconds: milliseconds)
        case .delay(let milliseconds): usleep(UInt32(milliseconds) * 1000)
        case .malformed: answer.body = Array("{\"id\": 1, \"title\": \"unfin".utf8)
        case .truncated: answer.delivery = .truncated
        case .body(let text): answer.body = Array(text.utf8)
        case .filled(let bytes): answer.delivery = .filled(bytes: bytes)
        case .linkElsewhere:
            Self.set("Link", "<\(elsewhere)\(request.target)>; rel=\"next\"", in: &answer)
        case .linkLoop: Self.set("Link", "<\(own)\(request.target)>; rel=\"next\"", in: &answer)
        case .headers(let headers):
            for (name, value) in headers { Self.set(name, value, in: &answer) }
        default: break
        }
    }

    private static func set(_ name: String, _ value: String, in answer: inout HTTPAnswer) {
        answer.headers.removeAll { $0.name.lowercased() == name.lowercased() }
        answer.headers.append((name, value))
    }
}
