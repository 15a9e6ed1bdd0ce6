/// What became of the parts of a description, as metrics and the journal take it: counts of closed sets, no words.
package struct DescriptionOutcomes: Sendable, Hashable {
    /// What became of a part.
    package enum Fate: String, Sendable, Hashable, CaseIterable {
        /// A model's words stand as they are.
        case accepted
        /// A model's words stand, without the sentences that did not hold.
        case repaired
        /// Nothing was left of a model's words, or too little: the deterministic text stands.
        case replaced
        /// The model knows nothing of it, and said so: the deterministic text stands.
        case unknown
        /// No usable answer came: the deterministic text stands.
        case unanswered
        /// The facts say nothing of it, so no model was asked.
        case unasked
    }

    /// The fate of each part.
    package var fates: [DescriptionPart: Fate]
    /// Sentences and entries that were struck, by what was wrong with them.
    package var struck: [DescriptionReview.Violation.Kind: Int]
    /// Findings that no model mentioned, so that a sentence of ours does.
    package var addedFindings: Int
    /// Descriptions that were compared; zero when no model was asked.
    package var candidates: Int

    /// Outcomes from their parts.
    package init(
        fates: [DescriptionPart: Fate] = [:],
        struck: [DescriptionReview.Violation.Kind: Int] = [:], addedFindings: Int = 0,
        candidates: Int = 0
    ) {
        self.fates = fates
        self.struck = struck
        self.addedFindings = addedFindings
        self.candidates = candidates
    }

    /// How often each thing happened, by a name from a closed set, in the order of the names; nothing is listed with zero.
    ///
    /// Names are `part.FATE`, `struck.KIND`, `finding.added` and `candidate`.
    package var counts: [(name: String, count: Int)] {
        var counts: [String: Int] = ["finding.added": addedFindings, "candidate": candidates]
        for fate in fates.values { counts["part.\(fate.rawValue)", default: 0] += 1 }
        for (kind, count) in struck { counts["struck.\(kind.rawValue)"] = count }
        return counts.filter { $0.value > 0 }.sorted { $0.key < $1.key }
            .map { ($0.key, $0.value) }
    }
}
