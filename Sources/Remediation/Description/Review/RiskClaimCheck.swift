/// Compares what prose says about risk and approvals with what the matrix says.
enum RiskClaimCheck {
    private static let levels: [String: Int] = [
        "no": -1, "zero": -1, "without": -1, "free": -1, "negligible": -1, "minimal": -1,
        "trivial": -1,
        "tiny": -1, "harmless": -1, "minor": 0, "low": 0, "small": 0, "little": 0, "limited": 0,
        "lower": 0,
        "lowest": 0, "medium": 1, "moderate": 1, "high": 2, "critical": 3,
    ]
    private static let absences: Set<String> = ["no", "zero", "without", "free"]
    private static let haste: Set<String> = [
        "immediately", "automatically", "automerge", "unreviewed", "straight", "directly",
    ]

    /// Every sentence that understates the risk or waives an approval.
    static func check(
        _ text: ReviewedText, _ approvals: DescriptionFacts.Approvals
    ) -> [DescriptionReview.Violation] {
        text.sentences.flatMap { sentence in
            var found: [DescriptionReview.Violation] = []
            if understates(sentence, text.field, approvals.risk) {
                found.append(text.violation(.risk, sentence))
            }
            if waives(sentence, approvals) { found.append(text.violation(.approval, sentence)) }
            return found
        }
    }

    private static func understates(
        _ sentence: [String], _ field: String, _ risk: DescriptionFacts.Risk
    ) -> Bool {
        if sentence.contains("harmless") || sentence.contains("riskless") { return true }
        if risk > .low, sentence.contains("safe") || sentence.contains("safely") { return true }
        let risks = sentence.indices.filter { isRisk(sentence[$0]) }
        guard !risks.isEmpty || field == "riskAssessment" else { return false }
        return sentence.indices.contains { position in
            guard let level = levels[sentence[position]] else { return false }
            if absences.contains(sentence[position]) {
                // "No" denies the risk only right beside it; "the risk: none of…" and the like are not meant.
                return risks.contains {
                    (position - 1...position + 2).contains($0) && $0 != position
                }
            }
            return level < rank(risk)
        }
    }

    private static func waives(
        _ sentence: [String], _ approvals: DescriptionFacts.Approvals
    ) -> Bool {
        // Nobody has agreed to anything when a description is written.
        if sentence.contains(where: { ["approved", "preapproved", "signed", "lgtm"].contains($0) })
        {
            return true
        }
        if sentence.contains("merge") || sentence.contains("merged"),
            sentence.contains(where: { haste.contains($0) || $0 == "without" })
        {
            return true
        }
        guard !approvals.required.isEmpty else { return false }
        let speaksOfApproval = sentence.contains {
            $0.hasPrefix("approv") || $0.hasPrefix("review")
        }
        return speaksOfApproval
            && sentence.contains {
                ["no", "not", "without", "nobody", "optional", "unnecessary", "skip", "never"]
                    .contains($0)
                    || $0.hasSuffix("n't") || $0.hasSuffix("n’t")
            }
    }

    private static func isRisk(_ word: String) -> Bool {
        word.hasPrefix("risk") || word.hasPrefix("danger") || word == "impact"
    }

    private static func rank(_ risk: DescriptionFacts.Risk) -> Int {
        DescriptionFacts.Risk.allCases.firstIndex(of: risk) ?? 0
    }
}
