/// The name that somebody probably meant.
package enum NearestName {
    /// The candidate with the fewest edits, if they are few for the name's length; ties go to the first in order.
    ///
    /// Beyond 64 characters nothing is near.
    package static func to(_ name: String, among candidates: some Sequence<String>) -> String? {
        let written = Array(name.lowercased().unicodeScalars)
        guard written.count <= 64 else { return nil }
        let limit = max(1, written.count / 3)
        var best: (name: String, distance: Int)?
        for candidate in candidates.sorted() {
            let other = Array(candidate.lowercased().unicodeScalars)
            guard abs(other.count - written.count) <= limit else { continue }
            let distance = distance(written, other)
            if distance <= limit, distance < best?.distance ?? .max { best = (candidate, distance) }
        }
        return best?.name
    }

    /// `did you mean NAME?` as the remedy of an error; nil when nothing is near.
    package static func remedy(
        for name: String, among candidates: some Sequence<String>
    ) -> String? {
        to(name, among: candidates).map { "did you mean \($0)?" }
    }

    /// `; did you mean NAME?` for the end of a reason; empty when nothing is near.
    package static func hint(for name: String, among candidates: some Sequence<String>) -> String {
        remedy(for: name, among: candidates).map { "; \($0)" } ?? ""
    }

    /// Optimal string alignment: insertions, deletions, replacements, and swaps of neighbours.
    private static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
        guard !left.isEmpty, !right.isEmpty else { return max(left.count, right.count) }
        var beforeLast = [Int](repeating: 0, count: right.count + 1)
        var last = Array(0...right.count)
        for row in 1...left.count {
            var current = [row] + [Int](repeating: 0, count: right.count)
            for column in 1...right.count {
                let replaced = last[column - 1] + (left[row - 1] == right[column - 1] ? 0 : 1)
                current[column] = min(last[column] + 1, current[column - 1] + 1, replaced)
                if row > 1, column > 1, left[row - 1] == right[column - 2],
                    left[row - 2] == right[column - 1]
                {
                    current[column] = min(current[column], beforeLast[column - 2] + 1)
                }
            }
            (beforeLast, last) = (last, current)
        }
        return last[right.count]
    }
}
