import LanguageModels
import Synchronization
import TestSupport
import Testing

@testable import Remediation

/// A model that answers by what it is asked, and remembers it.
final class AskedModel: LanguageModel {
    let identity = ModelIdentity(provider: "stub", model: "asked")
    private let answer: @Sendable (_ form: String, _ request: ModelRequest) -> String?
    private let asked = Mutex<[ModelRequest]>([])

    var requests: [ModelRequest] { asked.withLock { $0 } }

    /// A model; nil is no answer.
    init(_ answer: @escaping @Sendable (_ form: String, _ request: ModelRequest) -> String?) {
        self.answer = answer
    }

    func respond(
        to request: ModelRequest, observer: @escaping ModelObserver
    ) async throws(ModelError) -> ModelResponse {
        asked.withLock { $0.append(request) }
        guard case .json(let form, _) = request.format, let text = answer(form, request) else {
            throw ModelError(.overBudget, on: "stub", because: "the budget is spent")
        }
        return ModelResponse(text: text, usage: .init(input: 10, output: 1))
    }
}

@Suite("Several candidates, and a second reader")
struct DescriptionChoiceTests {
    typealias Fixtures = DescriptionFixtures

    /// Good prose, whose summary names the candidate.
    private static func prose(_ summary: String) -> String {
        var prose = Fixtures.goodProse
        prose.summary = summary
        return DescriptionStubModel.json(prose)
    }

    private static func isVariant(_ request: ModelRequest) -> Bool {
        request.messages[0].text.contains("Be as brief as the rules allow.")
    }

    @Test("of several candidates the one that the critic likes best is taken")
    func marks() async {
        let model = AskedModel { form, request in
            if form == "critique" {
                let isSecond = request.messages[1].text.contains("the second")
                let mark = isSecond ? 5 : 1
                return #"{"accuracy":\#(mark),"completeness":3,"clarity":3,"usefulness":3}"#
            }
            return Self.prose(Self.isVariant(request) ? "It is the second." : "It is the first.")
        }
        let outcome = await ModelDescriber(model: model, candidates: 2).describe(Fixtures.facts())
        #expect(outcome.prose.summary.hasPrefix("It is the second."))
        #expect(outcome.outcomes.candidates == 2)
        // Six writers twice, and two critics.
        #expect(model.requests.count == 14 && outcome.usage == .init(input: 140, output: 14))
        #expect(Set(model.requests.map(\.purpose.name)) == ["describe", "critique"])
    }

    @Test("what code finds weighs more than what a critic says")
    func code() async {
        let model = AskedModel { form, request in
            if form == "critique" {
                let mark = request.messages[1].text.contains("It is honest.") ? 0 : 5
                return
                    #"{"accuracy":\#(mark),"completeness":\#(mark),"clarity":\#(mark),"usefulness":\#(mark)}"#
            }
            return Self.prose(
                Self.isVariant(request)
                    ? "It is honest."
                    : "It is it. It repairs CVE-2099-0001. It repairs CVE-2099-0002. "
                        + "It repairs CVE-2099-0003. It edits `no/such.py`. It is so. So it is. It is."
            )
        }
        let outcome = await ModelDescriber(model: model, candidates: 2).describe(Fixtures.facts())
        #expect(outcome.prose.summary.hasPrefix("It is honest."))
    }

    @Test("without a critic's marks, and of equals, the first is taken")
    func equals() async {
        let model = AskedModel { form, request in
            form == "critique"
                ? "no marks"
                : Self.prose(Self.isVariant(request) ? "It is second." : "It is a first.")
        }
        let outcome = await ModelDescriber(model: model, candidates: 2).describe(Fixtures.facts())
        #expect(outcome.prose.summary.hasPrefix("It is a first."))
    }

    @Test("a model that gives nothing is not asked for another candidate")
    func spent() async {
        let model = AskedModel { _, _ in nil }
        let outcome = await ModelDescriber(model: model, candidates: 5).describe(Fixtures.facts())
        #expect(model.requests.count == 6 && outcome.outcomes.candidates == 1)
        #expect(outcome.prose == DescriptionWriter.deterministic(Fixtures.facts()))
        #expect(outcome.failures.allSatisfy { $0.error.code == .overBudget })
    }

    @Test("a second reader strikes what it doubts, in models' words alone, and adds nothing")
    func secondReader() async {
        let facts = Fixtures.facts()
        let writer = AskedModel { form, _ in
            form == "description_testing" ? nil : Self.prose("It is so. It is doubtful.")
        }
        let fallback = DescriptionWriter.deterministic(facts)
        let reader = AskedModel { _, _ in
            #"{"sentences":["It is doubtful.","New words.","\#(fallback.testing)"]}"#
        }
        let outcome = await ModelDescriber(model: writer, secondReader: reader).describe(facts)
        #expect(outcome.prose.summary.hasPrefix("It is so."))
        #expect(!outcome.prose.summary.contains("doubtful"))
        #expect(outcome.prose.testing == fallback.testing)
        #expect(outcome.outcomes.struck[.doubt] == 1)
        #expect(outcome.outcomes.fates[.summary] == .repaired)
        #expect(outcome.outcomes.fates[.testing] == .unanswered)
        #expect(reader.requests.map(\.purpose.name) == ["review"])
    }

    @Test("entries of the lists are struck, too, and have our words then")
    func lists() async {
        let facts = Fixtures.facts()
        let reader = AskedModel { _, _ in
            #"{"sentences":["New tests for the routes in `app/main.py`."]}"#
        }
        let outcome = await ModelDescriber(
            model: DescriptionStubModel(Fixtures.goodProse), secondReader: reader
        ).describe(facts)
        let fallback = DescriptionWriter.deterministic(facts)
        #expect(outcome.prose.changes[2] == fallback.changes[2])
        #expect(outcome.prose.changes[0] == Fixtures.goodProse.changes[0])
        #expect(outcome.outcomes.fates[.changes] == .repaired)
        #expect(outcome.outcomes.struck == [.doubt: 1])
    }

    @Test("a second reader that does not answer strikes nothing, and that is said")
    func silentReader() async {
        let writer = DescriptionStubModel(Fixtures.goodProse)
        let reader = AskedModel { _, _ in "nothing" }
        let outcome = await ModelDescriber(model: writer, secondReader: reader)
            .describe(Fixtures.facts())
        #expect(outcome.prose == Fixtures.goodProse)
        #expect(outcome.failures.map(\.writer) == ["second-reader"])
        #expect(outcome.failures.first?.error.code == .malformed)
    }

    @Test("all questions of a description go on one account and share their placeholders")
    func conversation() async {
        let facts = Fixtures.facts(reason: "ask bob@corp.example and amy@corp.example")
        let model = AskedModel { form, _ in
            form == "critique"
                ? #"{"accuracy":1,"completeness":1,"clarity":1,"usefulness":1}"#
                : Self.prose("It is so.")
        }
        let redactor = Redactor(secrets: [], addresses: AddressFinder())
        let outcome = await ModelDescriber(model: model, redactor: redactor, candidates: 2)
            .running("job-7").describe(facts)
        #expect(Set(model.requests.map(\.purpose.run)) == ["job-7/contoso/orders-api"])
        for request in model.requests {
            let data = request.messages[1].text
            #expect(!data.contains("@corp.example"))
            #expect(data.contains("[redacted:email-1] and [redacted:email-2]"))
        }
        #expect(outcome.redactions["email"] == 6)
    }

    @Test("the run's record has the outcomes, the messages and no word of a failure's cause")
    func record() async {
        let writer = AskedModel { form, _ in
            form == "description_notes"
                ? nil : Self.prose("It is so. It is so, too. It repairs CVE-2099-0001.")
        }
        let outcome = await ModelDescriber(model: writer).describe(Fixtures.facts())
        let record = DescriptionRecord(outcome)
        let counts = Dictionary(
            uniqueKeysWithValues: record.outcomes.map { ($0.name, $0.count) })
        #expect(counts["part.repaired"] == 1 && counts["part.unanswered"] == 1)
        #expect(counts["struck.advisory"] == 1)
        #expect(record.failures == ["notes: over-budget"])
        #expect(record.chatMessage == Fixtures.goodProse.chatMessage)
        #expect(record.confidence.map(\.name) == ["rollout"] && record.inputTokens == 50)
        #expect(record.prompts?.hasPrefix("sha256:") == true)
    }
}
