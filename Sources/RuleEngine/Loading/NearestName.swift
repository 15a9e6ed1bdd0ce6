/// The known name that somebody may have meant.
enum NearestName {
    /// The nearest of some names by the letters that differ; nil when none is near.
    ///
    /// Of equals the first in the alphabet.
    static func of(_ written: String, among names: some Sequence<String>) -> String? {
        let limit = max(1, min(3, written.count / 2))
        return names.map { (distance: distance(written, $0), name: $0) }
            .filter { $0.distance <= limit }
            .min { ($0.distance, $0.name) < ($1.distance, $1.name) }?.name
    }

    /// `; did you mean NAME?`, or nothing.
    static func hint(for written: String, among names: some Sequence<String>) -> String {
        of(written, among: names).map { "; did you mean \($0)?" } ?? ""
    }

    /// How many letters must be inserted, removed, replaced, or swapped with their neighbour.
    private static func distance(_ left: String, _ right: String) -> Int {
        let left = Array(left.lowercased().unicodeScalars.prefix(64))
        let right = Array(right.lowercased().unicodeScalars.prefix(64))
        var older: [Int] = []
        var previous = Array(0...right.count)
        for (row, scalar) in left.enumerated() {
            var current = [row + 1]
            for (column, other) in right.enumerated() {
                var best = min(previous[column + 1], current[column]) + 1
                best = min(best, previous[column] + (scalar == other ? 0 : 1))
                if row > 0, column > 0, scalar == right[column - 1], left[row - 1] == other {
                    best = min(best, older[column - 1] + 1)
                }
                current.append(best)
            }
            older = previous
            previous = current
        }
        return previous.last ?? 0
    }
}
