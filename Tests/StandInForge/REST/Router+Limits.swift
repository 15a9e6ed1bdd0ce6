internal import Basics
internal import Foundation

extension Router {
    /// Takes a request from its credential's budget.
    ///
    /// - Throws: `Refusal` when a limit is reached.
    func takeBudget(_ credential: Credential, _ method: String, _ operation: Operation?) throws {
        guard operation?.id != "rate-limit/get" else { return }
        let limits = world.limits
        let now = world.now
        var usage = world.usage[credential.kind] ?? Usage()
        usage.roll(to: now)
        defer { world.usage[credential.kind] = usage }
        guard usage.used < limits.primary else {
            throw Refusal(
                limits.status, "API rate limit exceeded for \(credential.kind).",
                documentation: "https://docs.github.com/rest/overview/rate-limits-for-the-rest-api")
        }
        usage.count()
        guard Permissions.writesContent(method, operation) else { return }
        guard usage.writes(inPast: 60, at: now) < limits.writesPerMinute,
            usage.writes(inPast: Usage.window, at: now) < limits.writesPerHour
        else { throw Self.secondary(limits) }
        usage.countWrite(at: now)
    }

    /// The refusal of the secondary limits.
    static func secondary(_ limits: Limits) -> Refusal {
        var refusal = Refusal(
            limits.status,
            "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
            documentation:
                "https://docs.github.com/rest/overview/rate-limits-for-the-rest-api#about-secondary-rate-limits"
        )
        if let wait = limits.retryAfter { refusal.headers.append(("Retry-After", wait)) }
        return refusal
    }

    /// The answer with the headers that GitHub sends with every one.
    func finish(_ reply: Reply, _ request: HTTPRequest, _ credential: Credential?) -> HTTPAnswer {
        let bytes = reply.raw?.bytes ?? reply.body.map { $0.serialized } ?? []
        let type = reply.raw?.type ?? "application/json; charset=utf-8"
        var answer = HTTPAnswer(reply.status, headers: reply.headers, body: bytes)
        if reply.status != 204 { answer.headers.append(("Content-Type", type)) }
        if request.method == "GET", reply.status == 200 {
            // As at GitHub, a weak tag for JSON; another credential gets another one.
            let tag = "W/\"\(Digest(of: bytes + Array((credential?.kind ?? "").utf8)).hex)\""
            answer.headers += [
                ("ETag", tag), ("Cache-Control", "private, max-age=60, s-maxage=60"),
                (
                    "Vary",
                    "Accept, Authorization, Cookie, Accept-Encoding, Accept, X-Requested-With"
                ),
            ]
            if let known = request.headers["if-none-match"], Self.matches(known, tag) {
                answer.status = 304
                answer.body = []
                giveBack(credential)
            }
        }
        answer.headers += limitHeaders(credential)
        return answer
    }

    private static func matches(_ known: String, _ tag: String) -> Bool {
        func bare(_ text: some StringProtocol) -> String {
            let text = text.trimmingCharacters(in: .whitespaces)
            return text.hasPrefix("W/") ? String(text.dropFirst(2)) : text
        }
        return known == "*" || known.split(separator: ",").contains { bare($0) == bare(tag) }
    }

    /// A conditional request that finds nothing new costs nothing of the primary limit.
    private func giveBack(_ credential: Credential?) {
        guard let kind = credential?.kind, let usage = world.usage[kind] else { return }
        world.usage[kind] = usage.refunded()
    }

    private func limitHeaders(_ credential: Credential?) -> [(name: String, value: String)] {
        var usage = world.usage[credential?.kind ?? "anonymous"] ?? Usage()
        usage.roll(to: world.now)
        let limit = world.limits.primary
        return [
            ("X-RateLimit-Limit", "\(limit)"),
            ("X-RateLimit-Remaining", "\(max(limit - usage.used, 0))"),
            ("X-RateLimit-Reset", "\(usage.reset)"), ("X-RateLimit-Used", "\(usage.used)"),
            ("X-RateLimit-Resource", "core"),
            ("X-GitHub-Media-Type", "github.v3; format=json"),
            ("X-GitHub-Api-Version-Selected", "2026-03-10"),
        ]
    }
}
