internal import LanguageModels

/// All checks of a text against one set of facts, made ready once.
struct ClaimChecks {
    private static let maxBytes = 4000

    private let facts: DescriptionFacts
    private let index: FactIndex
    private let counts: CountCheck.Known
    private let redactor: Redactor?

    init(_ facts: DescriptionFacts, redactor: Redactor? = nil) {
        self.facts = facts
        self.redactor = redactor
        index = FactIndex(facts)
        counts = CountCheck.Known(facts)
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
        let characters = MarkupCheck.characters(text, field: name, index)
        let markup = MarkupCheck.markup(text, field: name, index)
        // What cannot be read the way a person reads it is not worth reading further.
        guard characters.isEmpty else { return characters + markup }
        let read = ReviewedText(text, field: name, index)
        return markup + ReferenceCheck.check(read, index) + CountCheck.check(read, index, counts)
            + TestClaimCheck.check(read, facts.tests) + RiskClaimCheck.check(read, facts.approvals)
    }
}
