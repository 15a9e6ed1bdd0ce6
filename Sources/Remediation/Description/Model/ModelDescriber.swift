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
        package var outcomes = DescriptionOutcomes()
        /// What the review found in the models' words.
        package var violations: [DescriptionReview.Violation] = []
        /// Who gave nothing to review, in the writers' order.
        package var failures: [Failure] = []
        /// The tokens spent, as far as the provider said.
        package var usage: ModelUsage?
        /// How often something was taken out of the questions, by kind.
        package var redactions: [String: Int] = [:]
        /// The version of the instructions that models were given.
        package var prompts: Digest

        /// Whether words of a model stand anywhere in it.
        package var isByModel: Bool {
            outcomes.fates.values.contains { $0 == .accepted || $0 == .repaired }
        }
    }

    /// The most descriptions that are written to choose from.
    package static let mostCandidates = 5

    private let model: any LanguageModel
    private let redactor: Redactor
    private let candidates: Int
    private let secondReader: (any LanguageModel)?
    private let told: @Sendable (Outcome) -> Void
    private let prompts = PromptLibrary.embedded
    private var run: String

    /// A describer; the redactor takes secrets out of the questions and looks for them in the answers.
    ///
    /// With several `candidates`, up to five, each is written and marked anew and the best is taken: that many times the
    /// cost. A second reader strikes what it doubts. `run` names the run of the program, in which each repository has a
    /// budget of its own; `told` hears how each description came about.
    package init(
        model: any LanguageModel, redactor: Redactor = Redactor(secrets: []), candidates: Int = 1,
        secondReader: (any LanguageModel)? = nil, run: String = "",
        told: @escaping @Sendable (Outcome) -> Void = { _ in }
    ) {
        self.model = model
        self.redactor = redactor
        self.candidates = min(Self.mostCandidates, max(1, candidates))
        self.secondReader = secondReader
        self.run = run
        self.told = told
    }

    /// This describer for another run, such as a job of the service.
    package func running(_ run: String) -> ModelDescriber {
        var describer = self
        describer.run = run
        return describer
    }

    /// Prose for these facts; never fails, because the deterministic prose always stands ready.
    package func describe(_ facts: DescriptionFacts) async -> Outcome {
        let outcome = await outcome(facts)
        told(outcome)
        return outcome
    }

    private func outcome(_ facts: DescriptionFacts) async -> Outcome {
        let conversation = DescriptionConversation(
            prompts: prompts, vault: RedactionVault(redactor), run: "\(run)/\(facts.repository)")
        let reviewer = DescriptionReviewer(facts, redactor: redactor)
        let candidates = await candidates(facts, reviewer, conversation)
        var spent = candidates.reduce(nil as ModelUsage?) { $0 + $1.draft.usage }
        guard var best = await best(of: candidates, facts, conversation, &spent) else {
            return Outcome(prose: reviewer.fallback, prompts: prompts.digest)
        }
        await readAgain(&best, facts, reviewer, conversation, &spent)
        var outcomes = DescriptionOutcomes(
            fates: best.draft.fates.merging(best.reviewed.fates) { $1 },
            struck: Dictionary(grouping: best.reviewed.violations, by: \.kind).mapValues(\.count),
            candidates: candidates.count)
        outcomes.addedFindings = FindingCoverage.complete(&best.reviewed.prose, facts)
        return Outcome(
            prose: best.reviewed.prose, outcomes: outcomes, violations: best.reviewed.violations,
            failures: best.draft.failures, usage: spent, redactions: conversation.vault.counts,
            prompts: prompts.digest)
    }

    private typealias Candidate = (
        draft: DescriptionPanel.Draft, reviewed: DescriptionReviewer.Reviewed
    )

    /// The candidates in their order, each reviewed.
    private func candidates(
        _ facts: DescriptionFacts, _ reviewer: DescriptionReviewer,
        _ conversation: DescriptionConversation
    ) async -> [Candidate] {
        let panel = DescriptionPanel(
            model: model, conversation: conversation,
            data: conversation.vault.redacted(FactsDocument.value(facts).text(indented: false)))
        var result: [Candidate] = []
        for variant in 0..<candidates {
            let draft = await panel.draft(facts, over: reviewer.fallback, variant: variant)
            result.append((draft, reviewer.review(draft.prose, parts: draft.written)))
            // A budget that is spent, or a model that is gone, will not be back for the next.
            if draft.written.isEmpty { break }
        }
        return result
    }

    /// The candidate with the most points; of equals the first.
    private func best(
        of candidates: [Candidate], _ facts: DescriptionFacts,
        _ conversation: DescriptionConversation, _ spent: inout ModelUsage?
    ) async -> Candidate? {
        guard candidates.count > 1 else { return candidates.first }
        var marks: [Int] = []
        for candidate in candidates {
            let answer = await CandidateRubric.critique(
                candidate.reviewed.prose, facts, by: model, in: conversation)
            spent = spent + answer.usage
            // Marks that not all have would decide by who was lucky to get some.
            guard let critique = answer.critique else {
                marks = candidates.map { _ in 0 }
                break
            }
            marks.append(critique.points)
        }
        let rubric = CandidateRubric(facts: facts)
        let points = zip(candidates, marks).map { rubric.points($0.reviewed) + $1 }
        let best = points.indices.reduce(0) { points[$1] > points[$0] ? $1 : $0 }
        return candidates[best]
    }

    /// Has the second reader strike what it doubts; one that does not answer strikes nothing.
    private func readAgain(
        _ candidate: inout Candidate, _ facts: DescriptionFacts, _ reviewer: DescriptionReviewer,
        _ conversation: DescriptionConversation, _ spent: inout ModelUsage?
    ) async {
        guard let secondReader, !candidate.draft.written.isEmpty else { return }
        let reader = SecondReader(model: secondReader, conversation: conversation)
        do throws(ModelError) {
            let doubts = try await reader.doubts(candidate.reviewed.prose, facts)
            spent = spent + doubts.usage
            reviewer.strike(doubts.sentences, from: &candidate.reviewed)
        } catch {
            candidate.draft.failures.append(Failure(writer: "second-reader", error: error))
        }
    }
}
