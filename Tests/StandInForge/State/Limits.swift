/// How much the stand-in lets one credential do.
package struct Limits: Sendable, Hashable {
    /// Requests an hour.
    package var primary = 5000
    /// Content-generating requests a minute.
    package var writesPerMinute = 80
    /// Content-generating requests an hour.
    package var writesPerHour = 500
    /// The status of a refusal, 403 or 429.
    package var status = 403
    /// The `Retry-After` of a refusal by the secondary limits; nil leaves it out.
    package var retryAfter: String? = "60"
    /// The largest page; GitHub's is 100.
    package var pageSize = 100

    /// GitHub's own limits.
    package init() {}
}

/// What one credential has used up.
struct Usage {
    private(set) var windowStart = 0
    private(set) var used = 0
    /// When content was written in the past hour.
    private(set) var writes: [Int] = []

    static let window = 3600

    /// When the primary limit starts anew.
    var reset: Int { windowStart + Self.window }

    mutating func roll(to now: Int) {
        if now >= reset {
            windowStart = now
            used = 0
        }
        writes.removeAll { $0 <= now - Self.window }
    }

    mutating func count() { used += 1 }

    /// As before the last request.
    func refunded() -> Usage {
        var usage = self
        usage.used = max(used - 1, 0)
        return usage
    }

    mutating func countWrite(at now: Int) { writes.append(now) }

    func writes(inPast seconds: Int, at now: Int) -> Int { writes.count { $0 > now - seconds } }
}
