/// What is known of one credential's limits; a value that several processes bring together.
///
/// All times are milliseconds of this machine since 1970.
package struct GitHubBudgetState: Sendable, Hashable, Codable {
    /// GitHub's own limit of one kind of request, as its headers say.
    package struct Primary: Sendable, Hashable, Codable {
        /// Requests that are left until `reset`.
        package var remaining: Int
        /// When they are full again.
        package var reset: Int
        /// When that was said.
        package var observed: Int
    }

    /// Nothing is asked before this.
    package var blockedUntil = 0
    /// When content writes were or will be sent, ascending; those of the last hour.
    package var writes: [Int] = []
    /// Points spent, by second since 1970; those of the last minute.
    package var points: [Int: Int] = [:]
    /// GitHub's own limits by resource.
    package var primaries: [String: Primary] = [:]

    /// Nothing known.
    package init() {}
}

extension GitHubBudgetState {
    /// When a request of so many points may go out at the earliest.
    func earliest(
        from now: Int, resource: String, points cost: Int, at pace: GitHubPace
    ) -> Int {
        max(
            now, blockedUntil, endOfPrimary(resource, at: now),
            roomForPoints(cost, of: pace.pointsPerMinute, at: now))
    }

    /// When the next content write may go out at the earliest, as far as writes go.
    func earliestWrite(from now: Int, at pace: GitHubPace) -> Int {
        var time = now
        if let last = writes.last { time = max(time, last + pace.betweenWrites) }
        if writes.count >= pace.writesPerMinute {
            time = max(time, writes[writes.count - pace.writesPerMinute] + 60_000)
        }
        if writes.count >= pace.writesPerHour {
            time = max(time, writes[writes.count - pace.writesPerHour] + 3_600_000)
        }
        return time
    }

    /// Counts a request that goes out now.
    mutating func spend(points cost: Int, resource: String, at now: Int) {
        points[now / 1000, default: 0] += cost
        if primaries[resource].map({ $0.reset > now }) == true {
            primaries[resource]?.remaining -= 1
        }
    }

    /// Takes what a header said; of one period the lower number counts, since answers overtake each other.
    mutating func observe(_ primary: Primary, of resource: String) {
        guard let known = primaries[resource], known.reset / 1000 == primary.reset / 1000 else {
            if primaries[resource].map({ $0.observed <= primary.observed }) ?? true {
                primaries[resource] = primary
            }
            return
        }
        primaries[resource] = Primary(
            remaining: min(known.remaining, primary.remaining), reset: known.reset,
            observed: max(known.observed, primary.observed))
    }

    /// Adds what another process knows.
    mutating func merge(_ other: GitHubBudgetState) {
        blockedUntil = max(blockedUntil, other.blockedUntil)
        writes = (writes + other.writes).sorted()
        points.merge(other.points, uniquingKeysWith: +)
        for (resource, primary) in other.primaries { observe(primary, of: resource) }
    }

    /// Forgets what no longer matters, and what a clock that was set back left far in the future.
    mutating func forget(at now: Int) {
        writes.removeAll { $0 <= now - 3_600_000 || $0 > now + 7_200_000 }
        points = points.filter { $0.key > now / 1000 - 60 && $0.key <= now / 1000 + 60 }
        primaries = primaries.filter { $0.value.reset > now && $0.value.reset < now + 7_200_000 }
        if blockedUntil > now + 7_200_000 { blockedUntil = 0 }
    }

    private func endOfPrimary(_ resource: String, at now: Int) -> Int {
        guard let primary = primaries[resource], primary.remaining <= 0, primary.reset > now else {
            return now
        }
        return primary.reset + 1000
    }

    private func roomForPoints(_ cost: Int, of most: Int, at now: Int) -> Int {
        let recent = points.filter { $0.key > now / 1000 - 60 }.sorted { $0.key < $1.key }
        var spent = recent.reduce(0) { $0 + $1.value }
        var time = now
        for (second, amount) in recent where spent + cost > most {
            spent -= amount
            time = (second + 60) * 1000
        }
        return time
    }
}
