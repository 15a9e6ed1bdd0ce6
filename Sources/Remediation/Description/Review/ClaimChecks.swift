internal import LanguageModels

/// All checks of a text against one set of facts, made ready once.
struct ClaimChecks {
    private static let maxBytes = 4000

    private let facts: DescriptionFacts
    private let index: FactIndex
    private let counts: CountCheck.Known
    private let numbers: NumberCheck.Known
    private let redactor: Redactor?

    init(_ facts: DescriptionFacts, redactor: Redactor? = nil) {
        self.facts = facts
        self.redactor = redactor
        index = FactIndex(facts)
        counts = CountCheck.Known(facts)
        numbers = NumberCheck.Known(facts)
    }

    /// Every claim of a part's text that the facts do not bear out; `citation` is the clause it speaks of.
    func violations(
        in text: String, of part: DescriptionPart, citation: Int? = nil
    ) -> [DescriptionReview.Violation] {
        let name = part.rawValue
        guard text.utf8.count <= Self.maxBytes else { return [.init(.shape, name, "too long")] }
        if redactor?.findsSecret(in: text) == true {
            // The words themselves must not reach a log.
            return [.init(.secret, name, "(withheld)")]
        }
        let text = part == .testing ? index.withoutReason(text) : text
        let characters = MarkupCheck.characters(text, field: name, index)
        let read = ReviewedText(text, field: name, index)
        let markup = MarkupCheck.markup(read, index)
        // What cannot be read the way a person reads it is not worth reading further.
        guard characters.isEmpty else { return characters + markup }
        let references =
            ReferenceCheck.check(read, index) + QuotationCheck.check(read, quotable(citation))
        let counted =
            CountCheck.check(read, index, counts) + NumberCheck.check(read, numbers, index)
        let claims =
            TestClaimCheck.check(read, facts.tests) + RiskClaimCheck.check(read, facts.approvals)
            + RolloutClaimCheck.check(read, index)
        return markup + references + counted + claims + InstructionCheck.check(read, index)
    }

    /// What may be quoted: of a clause its own words, elsewhere those of any clause and the rules' titles.
    private func quotable(_ citation: Int?) -> [String] {
        if let citation, facts.citations.indices.contains(citation &- 1) {
            return [facts.citations[citation - 1].quote]
        }
        return facts.citations.map(\.quote) + facts.rules.map(\.title)
    }
}
