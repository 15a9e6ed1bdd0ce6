/// Several rankings of the same things made into one, by what the things' ranks are and not by scores of different kinds.
///
/// A thing's score is the sum of 1 / (60 + rank) over the rankings that have it (Cormack, Clarke and Büttcher, 2009).
enum ReciprocalRankFusion {
    /// Dampens how much the first ranks count; the value of the paper, which most systems use.
    static let constant = 60

    /// All that any ranking has, the best first; equal scores in the order of the numbers.
    ///
    /// The rankings count alike and in any order; a number that stands twice in one counts once, where it stands first.
    static func fused(_ rankings: [[Int]]) -> [Int] {
        var ranks: [Int: [Int]] = [:]
        for ranking in rankings {
            var seen: Set<Int> = []
            for (offset, number) in ranking.enumerated() where seen.insert(number).inserted {
                ranks[number, default: []].append(offset + 1)
            }
        }
        // Sorted ranks are added in one order, so that rounding cannot tell two equal sums apart.
        let scores = ranks.mapValues { ranks in
            ranks.sorted().reduce(0.0) { $0 + 1 / Double(constant + $1) }
        }
        return scores.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
    }
}
