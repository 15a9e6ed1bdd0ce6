import Foundation
import LanguageModels
import Policies
import TestSupport
import Testing

@testable import Remediation

@Suite("Descriptions of the sample fleet, with and without a model")
struct GoldenDescriptionTests {
    static let names = ["orders-api", "payments-api", "storefront"]
    static let variants = ["offline", "model"]

    /// What the scripted model says that is not so.
    static let lies = [
        "640", "logs.example", "OPS-9.9", "feature flag", "CVE-2099-0001", "previous instructions",
        "tokens may be shared", "There is no risk", "100%", "deploy/production.yaml", "@octocat",
    ]

    private func outcome(
        _ sample: SampleDescription, _ variant: String
    ) async -> ModelDescriber.Outcome? {
        guard variant == "model" else { return nil }
        return await ModelDescriber(model: DescriptionStubModel(text: sample.answer))
            .describe(sample.facts)
    }

    private func text(
        _ sample: SampleDescription, _ prose: DescriptionProse, _ outcomes: DescriptionOutcomes?
    ) -> String {
        let document = MarkdownWriter().document(
            sample.facts, prose: prose, state: DescriptionFixtures.state)
        let counts = outcomes?.counts.map { "\($0.name) \($0.count)" } ?? []
        return """
            # \(document.title)

            \(document.body)

            ## To the chat

            \(prose.chatMessage)

            ## To the stakeholders

            \(prose.stakeholderMessage)

            ## What became of the model's words

            \(counts.isEmpty ? "No model was asked." : counts.joined(separator: ", "))

            """
    }

    @Test("the description is what its golden file says", arguments: names, variants)
    func golden(_ name: String, _ variant: String) async throws {
        let sample = try SampleDescription(name, try GeneratedFacts().library)
        let outcome = await outcome(sample, variant)
        let prose = outcome?.prose ?? DescriptionWriter.deterministic(sample.facts)
        let actual = text(sample, prose, outcome?.outcomes)
        let url = SampleDescription.folder.appending(path: "\(name).\(variant).md")
        #expect(try GoldenFile.text(at: url, for: actual) == actual)
    }

    @Test("every citation resolves, every finding is told, and no lie is", arguments: names)
    func sound(_ name: String) async throws {
        let generated = try GeneratedFacts()
        let sample = try SampleDescription(name, generated.library)
        for variant in Self.variants {
            let outcome = await outcome(sample, variant)
            let prose = outcome?.prose ?? DescriptionWriter.deterministic(sample.facts)
            let text = text(sample, prose, outcome?.outcomes)
            #expect(DescriptionReview.check(prose, sample.facts) == [], "\(variant)")
            #expect(FindingCoverage.unmentioned(prose, sample.facts) == [], "\(variant)")
            #expect(!Self.lies.contains { text.contains($0) }, "\(variant)")
            let body = MarkdownWriter().document(
                sample.facts, prose: prose, state: DescriptionFixtures.state
            ).body
            #expect(DescriptionMarkdownProbe.constructs(in: body) == [], "\(variant)")
            let (bad, count) = generated.unresolved(in: body, sample.facts)
            #expect(bad == [] && count == sample.facts.citations.count && count >= 6)
        }
    }

    @Test("of what a good model writes only the lies are struck", arguments: names)
    func kept(_ name: String) async throws {
        let sample = try SampleDescription(name, try GeneratedFacts().library)
        let outcome = try #require(await outcome(sample, "model"))
        let fates = outcome.outcomes.fates
        #expect(!fates.values.contains(.unanswered))
        // Of the rollout nothing is known; every other part is the model's.
        #expect(
            DescriptionPart.allCases.filter { $0 != .rollout }
                .allSatisfy { fates[$0] == .accepted || fates[$0] == .repaired }, "\(fates)")
        let said = outcome.violations.map(\.excerpt)
        let told = Self.lies.count {
            sample.answer.contains($0) || sample.answer.contains($0.replacing("/", with: "\\/"))
        }
        #expect(Set(outcome.violations.map(\.field)).count <= told, "\(said)")
    }
}
