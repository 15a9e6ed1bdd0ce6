internal import Basics

/// What language models were asked, and what it cost.
extension FleetAPI {
    private static let day: Int64 = 86_400_000
    private static let longestSpan = 366 * day
    private static let shortestStep: Int64 = 60_000
    private static let mostSteps: Int64 = 1000

    /// The totals of a span of time, by model and by purpose, and its newest questions.
    func usage(_ target: RequestTarget) async throws -> JSONValue {
        let span = span(target)
        let entries = try await usage(span)
        var totals = UsageTotals()
        var models: [String: UsageTotals] = [:]
        var purposes: [String: UsageTotals] = [:]
        for entry in entries {
            totals.add(entry)
            models["\(entry.provider)/\(entry.model)", default: UsageTotals()].add(entry)
            purposes[entry.purpose, default: UsageTotals()].add(entry)
        }
        func list(_ name: String, _ parts: [String: UsageTotals]) -> JSONValue {
            .array(
                parts.keys.sorted().map { key in
                    .object(
                        [.init(name, .string(key))] + (parts[key] ?? UsageTotals()).members)
                })
        }
        return .members([
            "since": .int(Int(span.lowerBound)), "until": .int(Int(span.upperBound)),
            "totals": .object(totals.members), "by_model": list("model", models),
            "by_purpose": list("purpose", purposes),
            "newest": .array(entries.suffix(Self.limit(target)).reversed().map(\.json)),
        ])
    }

    /// The totals of each step of a span of time; steps without a question are there with zeros.
    func usageSeries(_ target: RequestTarget) async throws -> JSONValue {
        let span = span(target)
        let length = span.upperBound - span.lowerBound
        let wanted = max(Self.number(target["step"]) ?? 3_600_000, Self.shortestStep)
        // So many steps at most, however short they were asked for.
        let step = max(min(wanted, max(length, 1)), (length + Self.mostSteps - 1) / Self.mostSteps)
        var points = [UsageTotals](
            repeating: UsageTotals(), count: Int((length + step - 1) / step))
        for entry in try await usage(span) {
            let index = Int((entry.time - span.lowerBound) / step)
            if points.indices.contains(index) { points[index].add(entry) }
        }
        return .members([
            "since": .int(Int(span.lowerBound)), "until": .int(Int(span.upperBound)),
            "step": .int(Int(step)),
            "points": .array(
                points.enumerated().map { index, totals in
                    .object(
                        [.init("at", .int(Int(span.lowerBound + Int64(index) * step)))]
                            + totals.members)
                }),
        ])
    }

    /// The span that `since` and `until` name, in milliseconds since 1970; without them the last 30 days.
    private func span(_ target: RequestTarget) -> Range<Int64> {
        let end = min(Self.number(target["until"]) ?? now(), Int64(1) << 50)
        let start = Self.number(target["since"]) ?? end - 30 * Self.day
        return max(min(start, end), end - Self.longestSpan, 0)..<max(end, 0)
    }
}
