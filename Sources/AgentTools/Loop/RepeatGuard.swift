internal import Basics

/// Notices a brain that runs in circles: the same call that gives the same result.
struct RepeatGuard: Sendable {
    /// What to make of a result.
    enum Verdict: Hashable, Sendable {
        case fine
        /// The brain is to be told that it repeats itself.
        case told
        /// It was told, and did it again.
        case circling
    }

    /// How often a call may give the same result before the brain is told.
    let limit: Int
    private var seen: [Digest: Int] = [:]

    init(limit: Int) { self.limit = limit }

    /// Notes what a call gave.
    mutating func note(_ tool: String, arguments: String, result: String) -> Verdict {
        let key = Digest.framed([tool, arguments, result])
        seen[key, default: 0] += 1
        let count = seen[key, default: 0]
        return count < limit ? .fine : count == limit ? .told : .circling
    }
}
