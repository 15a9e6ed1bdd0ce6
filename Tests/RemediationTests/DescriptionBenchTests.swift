import Foundation
import LanguageModels
import Testing

@testable import Remediation

/// What the review is worth over twenty fixed changes.
///
/// A scripted model words them; told are its words as they came, as they are published, and those without a model.
/// `Benchmarks/descriptions` runs it and prints its table.
@Suite(
    .enabled(
        if: ProcessInfo.processInfo.environment["COMPLYBOT_BENCH_DESCRIPTIONS"] != nil,
        "Benchmarks/descriptions runs it"))
struct DescriptionBenchTests {
    /// What is told of one way to word the twenty changes.
    private struct Row {
        var name: String
        var sentences = 0
        var falseSentences = 0
        var citations = 0
        var resolved = 0
        var findings = 0
        var mentioned = 0
        var words = 0
        var input = 0
        var output = 0

        func line(_ changes: Int) -> String {
            [
                name, "\(sentences)", "\(falseSentences)", "\(resolved) of \(citations)",
                "\(mentioned) of \(findings)", "\(words / changes)", "\(input / changes)",
                "\(output / changes)",
            ].joined(separator: " | ")
        }
    }

    /// What the model says besides the truth, one in each part; those of the second list cite what is not there.
    private static let lies = LyingModelTests.lies
    private static let citing = ["The policy says", "It says “", "SEC-9.9"]

    @Test("twenty changes, ungoverned, governed and offline")
    func bench() async throws {
        let generated = try GeneratedFacts()
        let samples = try ["orders-api", "payments-api", "storefront", "catalog-api"].map {
            try SampleDescription($0, generated.library).facts
        }
        let changes = samples + (0..<16).map { generated.facts(seed: UInt64($0)) }
        var rows = [
            Row(name: "model, as it came"), Row(name: "model, reviewed"), Row(name: "offline"),
        ]
        for (seed, facts) in changes.enumerated() {
            let (draft, all) = LyingModelTests.lying(facts, from: seed)
            // Of a change for that rule it is no lie.
            let told = all.filter { lie in
                !facts.rules.contains { lie.contains("`\($0.id)` is met") }
            }
            let model = CountingModel(DescriptionStubModel.json(draft))
            let outcome = await ModelDescriber(model: model).describe(facts)
            let offline = DescriptionWriter.deterministic(facts)
            for (index, prose) in [draft, outcome.prose, offline].enumerated() {
                count(prose, facts, told, into: &rows[index])
                rows[index].input += index < 2 ? model.tokens.input : 0
                rows[index].output += index < 2 ? model.tokens.output : 0
            }
        }
        for row in rows { print("bench | " + row.line(changes.count)) }
        #expect(rows[0].falseSentences > 100)
        for row in rows[1...] {
            #expect(row.falseSentences == 0 && row.resolved == row.citations)
            #expect(row.mentioned == row.findings)
        }
    }

    private func count(
        _ prose: DescriptionProse, _ facts: DescriptionFacts, _ told: [String], into row: inout Row
    ) {
        let texts = prose.passages.map(\.text)
        row.sentences += texts.reduce(0) { $0 + SentenceText($1).sentences.count }
        let lies = Set(told).map { lie in texts.count { $0.contains(lie) } }.reduce(0, +)
        row.falseSentences += lies
        let invented = Set(told).filter { lie in Self.citing.contains { lie.contains($0) } }
            .map { lie in texts.count { $0.contains(lie) } }.reduce(0, +)
        row.citations += prose.policyCompliance.count + invented
        row.resolved += prose.policyCompliance.count {
            facts.citations.indices.contains($0.citation - 1)
        }
        row.findings += facts.findings.count
        row.mentioned += facts.findings.count - FindingCoverage.unmentioned(prose, facts).count
        row.words += texts.reduce(0) { $0 + $1.split(separator: " ").count }
    }
}

/// A model of one answer that counts the tokens of questions and of the answer as four bytes each.
private final class CountingModel: LanguageModel {
    let identity = ModelIdentity(provider: "stub", model: "counting")
    private let model: DescriptionStubModel
    private let answer: String

    init(_ answer: String) {
        self.answer = answer
        model = DescriptionStubModel(text: answer)
    }

    var tokens: (input: Int, output: Int) {
        let questions = model.requests.map { $0.messages.reduce(0) { $0 + $1.text.utf8.count } }
        // Every writer answers with its own parts, all of them together with the whole.
        return (questions.reduce(0, +) / 4, answer.utf8.count / 4)
    }

    func respond(
        to request: ModelRequest, observer: @escaping ModelObserver
    ) async throws(ModelError) -> ModelResponse {
        try await model.respond(to: request, observer: observer)
    }
}
