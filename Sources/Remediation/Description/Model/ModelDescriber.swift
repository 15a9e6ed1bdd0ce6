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

    /// The most descriptions that are written to choose from.
    package static let mostCandidates = 5

    private let model: any LanguageModel
    private let redactor: Redactor
    private let candidates: Int
    private let secondReader: (any LanguageModel)?
    private let prompts = PromptLibrary.embedded

    /// A describer; the redactor takes secrets out of the questions and looks for them in the answers.
    ///
    /// With several `candidates`, up to five, each is written and marked anew and the best is taken: that many times the
    /// cost. A second reader strikes what it doubts.
    package init(
        model: any LanguageModel, redactor: Redactor = Redactor(secrets: []), candidates: Int = 1,
        secondReader: (any LanguageModel)? = nil
    ) {
        self.model = model
        self.redactor = redactor
        self.candidates = min(Self.mostCandidates, max(1, candidates))
        self.secondReader = secondReader
    }

    /// Prose for these facts; never fails, because the deterministic prose always stands ready.
    package func describe(_ facts: DescriptionFacts) async -> Outcome {
        let reviewer = DescriptionReviewer(facts, redactor: redactor)
        let drafts = await drafts(facts, reviewer)
        var usage: ModelUsage?
        for draft in drafts { usage = usage + draft.draft.usage }
        guard let best = await best(of: drafts, facts) else {
            return Outcome(
                prose: reviewer.fallback, outcomes: DescriptionOutcomes(), violations: [],
                failures: [], usage: usage, prompts: prompts.digest)
        }
        var reviewed = best.reviewed
        var failures = best.draft.failures
        if let secondReader, !best.draft.written.isEmpty {
            let reader = SecondReader(model: secondReader, prompts: prompts, redactor: redactor)
            do throws(ModelError) {
                reviewer.strike(try await reader.doubts(reviewed.prose, facts), from: &reviewed)
            } catch {
                failures.append(Failure(writer: "second-reader", error: error))
            }
        }
        var outcomes = DescriptionOutcomes(
            fates: best.draft.fates.merging(reviewed.fates) { $1 },
            struck: Dictionary(grouping: reviewed.violations, by: \.kind).mapValues(\.count),
            candidates: drafts.count)
        outcomes.addedFindings = FindingCoverage.complete(&reviewed.prose, facts)
        return Outcome(
            prose: reviewed.prose, outcomes: outcomes, violations: reviewed.violations,
            failures: failures, usage: usage, prompts: prompts.digest)
    }

    private typealias Candidate = (
        draft: DescriptionPanel.Draft, reviewed: DescriptionReviewer.Reviewed
    )

    /// The candidates in their order, each reviewed.
    private func drafts(
        _ facts: DescriptionFacts, _ reviewer: DescriptionReviewer
    ) async -> [Candidate] {
        let panel = DescriptionPanel(model: model, prompts: prompts, redactor: redactor)
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
    private func best(of drafts: [Candidate], _ facts: DescriptionFacts) async -> Candidate? {
        guard drafts.count > 1 else { return drafts.first }
        let rubric = CandidateRubric(facts: facts)
        var marks: [Int] = []
        for draft in drafts {
            let critique = await CandidateRubric.critique(
                draft.reviewed.prose, facts, by: model, prompts, redactor)
            // Marks that not all have would decide by who was lucky to get some.
            guard let critique else {
                marks = drafts.map { _ in 0 }
                break
            }
            marks.append(critique.points)
        }
        let points = zip(drafts, marks).map { rubric.points($0.reviewed) + $1 }
        let best = points.indices.reduce(0) { points[$1] > points[$0] ? $1 : $0 }
        return drafts[best]
    }
}
