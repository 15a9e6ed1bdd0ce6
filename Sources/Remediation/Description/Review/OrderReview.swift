internal import LanguageModels

/// Looks for orders in the words of whoever drove a job, by the checks that a description passes.
package struct OrderReview: Sendable {
    private let index: FactIndex

    /// A review of words about a change.
    package init(_ facts: DescriptionFacts) { index = FactIndex(facts) }

    /// What of a text gives an order to a reader or a machine, names a host that no fact names, or hides characters.
    ///
    /// The excerpts are a stranger's words.
    package func violations(in text: String) -> [DescriptionReview.Violation] {
        let field = DescriptionPart.summary.rawValue
        let hidden = MarkupCheck.characters(text, field: field, index)
        guard hidden.isEmpty else { return hidden }
        return InstructionCheck.check(ReviewedText(text, field: field, index), index)
    }

    /// Whether a line of a file speaks to a machine that reads it.
    ///
    /// Code is full of imperatives, so that only what nobody says but to a model counts.
    package func speaksToMachine(_ line: String) -> Bool {
        let read = ReviewedText(line, field: DescriptionPart.summary.rawValue, index)
        return read.sentences.contains(where: InstructionCheck.speaksToMachine)
    }
}
