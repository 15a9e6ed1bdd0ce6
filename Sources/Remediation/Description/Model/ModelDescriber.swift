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
        /// How often something was taken out of the question, by kind.
        package var redactions: [String: Int] = [:]
    }

    private let model: any LanguageModel
    private let redactor: Redactor
    private let run: String
    private let told: @Sendable (Outcome) -> Void

    /// A describer; the redactor takes secrets out of the question and looks for them in the answer.
    ///
    /// `run` names the run of the program, in which each repository has a budget of its own. `told` hears how each
    /// description came about.
    package init(
        model: any LanguageModel, redactor: Redactor = Redactor(secrets: []), run: String = "",
        told: @escaping @Sendable (Outcome) -> Void = { _ in }
    ) {
        self.told = told
        self.model = model
        self.redactor = redactor
        self.run = run
    }

    /// Prose for these facts; never fails, because the deterministic prose always stands ready.
    package func describe(_ facts: DescriptionFacts) async -> Outcome {
        var outcome = Outcome(
            prose: DescriptionWriter.deterministic(facts), isByModel: false, violations: [],
            failure: nil, usage: nil)
        do throws(ModelError) {
            let run = "\(run)/\(facts.repository)"
            let conversation = RedactingModel(model, redactor: redactor)
            defer { outcome.redactions = conversation.vault.counts }
            let answer = try await conversation.complete(DescriptionPrompt.request(facts, run: run))
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
        told(outcome)
        return outcome
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
