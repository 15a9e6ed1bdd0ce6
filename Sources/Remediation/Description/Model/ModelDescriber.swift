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
        package var usage: ModelUsage?
    }

    private let model: any LanguageModel
    private let redactor: Redactor

    /// A describer; the redactor takes secrets out of the question and looks for them in the answer.
    package init(model: any LanguageModel, redactor: Redactor = Redactor(secrets: [])) {
        self.model = model
        self.redactor = redactor
    }

    /// Prose for these facts; never fails, because the deterministic prose always stands ready.
    package func describe(_ facts: DescriptionFacts) async -> Outcome {
        var outcome = Outcome(
            prose: DescriptionWriter.deterministic(facts), isByModel: false, violations: [],
            failure: nil, usage: nil)
        do throws(ModelError) {
            let answer = try await model.complete(question(facts))
            outcome.usage = answer.usage
            guard answer.finishReason == .stop, let prose = ProseDocument.read(answer.text) else {
                throw ModelError(
                    .malformed, on: model.name,
                    because: "the answer is not the JSON that was asked for")
            }
            outcome.violations = review(prose, facts)
            if outcome.violations.isEmpty {
                outcome.prose = prose
                outcome.isByModel = true
            }
        } catch {
            outcome.failure = error
        }
        return outcome
    }

    private func question(_ facts: DescriptionFacts) -> ModelRequest {
        var request = DescriptionPrompt.request(facts)
        request.messages = request.messages.map { $0.mapTexts(redactor.redacted) }
        return request
    }

    private func review(
        _ prose: DescriptionProse, _ facts: DescriptionFacts
    ) -> [DescriptionReview.Violation] {
        let secrets = prose.fields.filter { redactor.findsSecret(in: $0.text) }
            // The words themselves must not reach a log.
            .map { DescriptionReview.Violation(.secret, $0.name, "(withheld)") }
        return secrets + DescriptionReview.check(prose, facts)
    }
}
