internal import LanguageModels

/// Scores a reviewed description: what code can tell comes first, what a critic says can only add a fifth.
struct CandidateRubric {
    /// A critic's marks, each from 0 to 5.
    struct Critique: Decodable, Sendable, Hashable {
        var accuracy: Int
        var completeness: Int
        var clarity: Int
        var usefulness: Int

        /// The sum, from 0 to 20; marks out of range count as the nearest in it.
        var points: Int {
            [accuracy, completeness, clarity, usefulness].reduce(0) { $0 + min(5, max(0, $1)) }
        }
    }

    let facts: DescriptionFacts

    /// From 0 to 80: nothing struck 30, parts in own words 20, findings mentioned 10, clauses answered 10, length 10.
    func points(_ reviewed: DescriptionReviewer.Reviewed) -> Int {
        let kept = reviewed.fates.values.count { $0 == .accepted || $0 == .repaired }
        let unmentioned = FindingCoverage.unmentioned(reviewed.prose, facts).count
        return max(0, 30 - 5 * reviewed.violations.count)
            + 20 * kept / DescriptionPart.allCases.count
            + share(facts.findings.count - unmentioned, of: facts.findings.count)
            + (reviewed.fates[.policyCompliance] == .accepted ? 10 : 0)
            + length(reviewed.prose)
    }

    private func share(_ count: Int, of all: Int) -> Int { all == 0 ? 10 : 10 * count / all }

    /// Prose of 60 to 400 words is read; less tells little, more is skipped.
    private func length(_ prose: DescriptionProse) -> Int {
        let words = prose.passages.reduce(0) { $0 + $1.text.split(separator: " ").count }
        return words < 60 ? words / 6 : max(0, 10 - max(0, words - 400) / 40)
    }

    /// Has a model mark a description; nil when it gives no marks.
    static func critique(
        _ prose: DescriptionProse, _ facts: DescriptionFacts, by model: any LanguageModel,
        in conversation: DescriptionConversation
    ) async -> (critique: Critique?, usage: ModelUsage?) {
        let names = ["accuracy", "completeness", "clarity", "usefulness"]
        let response = try? await conversation.answer(
            of: model, to: conversation.vault.redacted(JudgedDocument.text(prose, facts)),
            instructions: conversation.prompts[.critique], purpose: "critique",
            form: ("critique", .schema(of: names.map { ($0, .schemaOfInteger) })),
            maxOutputTokens: 200)
        return (
            response.flatMap { AnswerDocument.read(Critique.self, from: $0.text) },
            response?.usage
        )
    }
}
