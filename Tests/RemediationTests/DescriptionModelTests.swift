import Foundation
import LanguageModels
import Testing

@testable import Remediation

@Suite struct DescriptionModelTests {
    typealias Fixtures = DescriptionFixtures

    @Test("a good model's words stand")
    func good() async {
        let model = DescriptionStubModel(
            .success(
                ModelResponse(
                    text: DescriptionStubModel.json(Fixtures.goodProse),
                    usage: .init(input: 10, output: 20))))
        let outcome = await ModelDescriber(model: model).describe(Fixtures.facts())
        #expect(outcome.isByModel && outcome.prose == Fixtures.goodProse)
        #expect(outcome.violations == [] && outcome.failures == [])
        // Six writers.
        #expect(outcome.usage == .init(input: 60, output: 120))
        #expect(outcome.outcomes.fates[.rollout] == .unknown)
        #expect(outcome.outcomes.fates.values.count { $0 == .accepted } == 8)
    }

    @Test("JSON in a fence is taken, too")
    func fence() throws {
        let json = DescriptionStubModel.json(Fixtures.goodProse)
        for text in ["```json\n\(json)\n```", "```\n\(json)```\n", "\n \(json)\r\n"] {
            var prose = DescriptionWriter.deterministic(Fixtures.facts())
            let answer = try #require(SpecialistAnswer(of: .summary, from: text))
            #expect(answer.merge(into: &prose) == [])
            #expect(prose.changes == Fixtures.goodProse.changes)
            #expect(prose.testing == DescriptionWriter.testing(Fixtures.facts().tests))
        }
    }

    static let form = #""changes":[],"policyCompliance":[],"riskAssessment":"r","testing":"t""#

    @Test(
        "anything but the one document is refused",
        arguments: [
            "", "null", "[]", "Sure! Here it is.", "{\"summary\":\"s\",\(form)", "{\(form)}",
            "{\"summary\":null,\(form)}",
            "{\"summary\":7,\(form)}",
            "{\"summary\":\"s\",\(form)} and more", "```json\n```", "```",
            #"{"summary":"s","changes":{},"policyCompliance":[],"riskAssessment":"r","testing":"t"}"#,
            #"{"summary":"s","changes":[],"policyCompliance":[{"citation":"1","text":"b"}],"riskAssessment":"r","testing":"t"}"#,
            #"{"summary":"s","changes":[],"policyCompliance":[{"citation":1.5,"text":"b"}],"riskAssessment":"r","testing":"t"}"#,
            "{\"summary\":\"\(String(repeating: "a", count: 70_000))\",\(form)}",
            String(repeating: "[", count: 60_000),
        ])
    func refused(_ text: String) async {
        let outcome = await ModelDescriber(model: DescriptionStubModel(text: text)).describe(
            Fixtures.facts())
        let summary = outcome.failures.first { $0.writer == "summary" }
        #expect(
            summary?.error.code == .malformed && outcome.outcomes.fates[.summary] == .unanswered)
        #expect(
            outcome.prose.summary == DescriptionWriter.deterministic(Fixtures.facts()).summary)
    }

    @Test(
        "an answer that was cut, withheld or wants a tool is none",
        arguments: [
            ModelResponse.FinishReason.length, .contentFilter, .toolCalls, .other("x"),
        ])
    func unfinished(_ reason: ModelResponse.FinishReason) async {
        let model = DescriptionStubModel(
            text: DescriptionStubModel.json(Fixtures.goodProse), finish: reason)
        let outcome = await ModelDescriber(model: model).describe(Fixtures.facts())
        #expect(!outcome.isByModel && outcome.failures.allSatisfy { $0.error.code == .malformed })
    }

    @Test("a model that fails leaves the deterministic words")
    func failing() async {
        let error = ModelError(.rateLimited, on: "stub", because: "status 429")
        let outcome = await ModelDescriber(model: DescriptionStubModel(.failure(error)))
            .describe(Fixtures.facts())
        #expect(
            outcome.failures.map(\.writer) == Specialist.allCases.map(\.rawValue)
                && outcome.failures.allSatisfy { $0.error == error } && !outcome.isByModel)
        #expect(outcome.prose == DescriptionWriter.deterministic(Fixtures.facts()))
    }

    @Test("huge facts still make a prompt of bounded size that is valid JSON")
    func bounded() async throws {
        let long = String(repeating: "x\n\"", count: 5000)
        var facts = Fixtures.facts(message: long, quote: long, reason: long)
        facts.findings = (0..<500).map { (index: Int) in
            .init(
                rule: "vulnerable-dependency", path: "d/\(index)\(long)", line: index,
                message: long,
                fingerprint: "f")
        }
        let model = DescriptionStubModel(text: "")
        _ = await ModelDescriber(model: model).describe(facts)
        let data = try #require(model.requests.first?.messages.last?.text)
        #expect(data.utf8.count <= 48 << 10)
        #expect(try JSONSerialization.jsonObject(with: Data(data.utf8)) is [String: Any])
    }
}
