/// Reads the intervals of a project file: `[1.0]`, `(,1.0]`, `[1.2,1.3)`, several of them after commas.
enum MavenIntervalReader {
    private typealias Comparator = MavenRange.Comparator

    /// The comparators of each interval; nil when one cannot be read or is empty of sense, such as `(1.0)`.
    static func intervals(_ text: String) -> [[MavenRange.Comparator]]? {
        guard text.utf8.count <= 4096 else { return nil }
        var rest = Substring(text)
        var intervals: [[Comparator]] = []
        while let open = rest.first {
            guard open == "[" || open == "(",
                let end = rest.firstIndex(where: { $0 == "]" || $0 == ")" }),
                let interval = interval(
                    rest[rest.index(after: rest.startIndex)..<end], includesLow: open == "[",
                    includesHigh: rest[end] == "]")
            else { return nil }
            intervals.append(interval)
            rest = rest[rest.index(after: end)...].drop { $0 == " " }
            guard let comma = rest.first else { break }
            guard comma == "," else { return nil }
            rest = rest.dropFirst().drop { $0 == " " }
            if rest.isEmpty { return nil }
        }
        return intervals
    }

    private static func interval(
        _ text: Substring, includesLow: Bool, includesHigh: Bool
    ) -> [Comparator]? {
        let ends = text.split(separator: ",", omittingEmptySubsequences: false).map {
            String($0).trimmed
        }
        if ends.count == 1 {
            guard includesLow, includesHigh, let version = MavenVersion(ends[0]) else { return nil }
            return [Comparator(relation: .equal, version: version)]
        }
        guard ends.count == 2 else { return nil }
        var comparators: [Comparator] = []
        if !ends[0].isEmpty {
            guard let version = MavenVersion(ends[0]) else { return nil }
            comparators.append(
                Comparator(relation: includesLow ? .atLeast : .above, version: version))
        }
        if !ends[1].isEmpty {
            guard let version = MavenVersion(ends[1]) else { return nil }
            comparators.append(
                Comparator(relation: includesHigh ? .atMost : .below, version: version))
        }
        return comparators
    }
}
