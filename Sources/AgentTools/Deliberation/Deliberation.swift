package import LanguageModels

/// How an edit is chosen among several: who is asked for one, and how many there are.
package struct Deliberation: Sendable {
    /// The most edits that are weighed, the brain's own included.
    package static let mostCandidates = 5

    let models: [any LanguageModel]
    let candidates: Int
    private(set) var run: String

    /// A deliberation; the models propose and judge in turn, so that one alone does it all.
    ///
    /// Nil for a single candidate, and without a model: nothing is to be chosen then.
    package init?(_ models: [any LanguageModel], candidates: Int, run: String = "") {
        guard candidates > 1, !models.isEmpty else { return nil }
        self.models = models
        self.candidates = min(Self.mostCandidates, candidates)
        self.run = run
    }

    /// The same for another run, on whose account its questions go.
    package func running(_ run: String) -> Deliberation {
        var deliberation = self
        deliberation.run = run
        return deliberation
    }
}
