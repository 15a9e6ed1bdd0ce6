package import Basics
package import LanguageModels

/// Has models write the prose, and lets stand of it what the review finds to hold.
package struct ModelDescriber: Sendable {
    /// A writer that gave nothing to review, and why.
    package struct Failure: Sendable, Hashable {
        /// The writer, as its instructions' file is called.
        package var writer: String
        /// Why there were no words.
        package var error: ModelError
    }

    /// The prose to use, and how it came about.
    package struct Outcome: Sendable {
        /// The prose; part by part a model's, or the deterministic one.
        package var prose: DescriptionProse
        /// What became of each part, and what was struck.
        package var outcomes: DescriptionOutcomes
        /// What the review found in the models' words.
        package var violations: [DescriptionReview.Violation]
        /// Who gave nothing to review, in the writers' order.
        package var failures: [Failure]
        /// The tokens spent, as far as the provider said.
        package var usage: ModelUsage?
        /// The version of the instructions that models were given.
        package var prompts: Digest

        /// Whether words of a model stand anywhere in it.
        package var isByModel: Bool {
            outcomes.fates.values.contains { $0 == .accepted || $0 == .repaired }
        }
    }

    private let model: any LanguageModel
    private let redactor: Redactor
    private let prompts = PromptLibrary.embedded

    /// A describer; the redactor takes secrets out of the questions and looks for them in the answers.
    package init(model: any LanguageModel, redactor: Redactor = Redactor(secrets: [])) {
        self.model = model
        self.redactor = redactor
    }

    /// Prose for these facts; never fails, because the deterministic prose always stands ready.
    package func describe(_ facts: DescriptionFacts) async -> Outcome {
        let reviewer = DescriptionReviewer(facts, redactor: redactor)
        let panel = DescriptionPanel(model: model, prompts: prompts, redactor: redactor)
        let draft = await panel.draft(facts, over: reviewer.fallback)
        var reviewed = reviewer.review(draft.prose, parts: draft.written)
        var outcomes = DescriptionOutcomes(
            fates: draft.fates.merging(reviewed.fates) { $1 },
            struck: Dictionary(grouping: reviewed.violations, by: \.kind).mapValues(\.count),
            candidates: 1)
        outcomes.addedFindings = FindingCoverage.complete(&reviewed.prose, facts)
        return Outcome(
            prose: reviewed.prose, outcomes: outcomes, violations: reviewed.violations,
            failures: draft.failures, usage: draft.usage, prompts: prompts.digest)
    }
}
