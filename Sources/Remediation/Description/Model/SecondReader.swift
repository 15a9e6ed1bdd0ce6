internal import Basics
internal import LanguageModels

/// A model that reads what would be published, and may only strike: it adds no word.
struct SecondReader {
    let model: any LanguageModel
    let prompts: PromptLibrary
    let redactor: Redactor

    private struct Form: Decodable { var sentences: [String] }

    /// The sentences that it doubts, exactly as they stand.
    func doubts(
        _ prose: DescriptionProse, _ facts: DescriptionFacts
    ) async throws(ModelError) -> Set<String> {
        let response = try await model.complete(
            ModelRequest(
                messages: [
                    .system(prompts[.secondReader]),
                    .user(redactor.redacted(JudgedDocument.text(prose, facts))),
                ],
                format: .json(
                    name: "doubts",
                    schema: .schema(of: [("sentences", .schema(ofListOf: .schemaOfText))])),
                maxOutputTokens: 2000, purpose: .init("review", run: facts.service)))
        guard response.finishReason == .stop,
            let form = AnswerDocument.read(Form.self, from: response.text)
        else {
            throw ModelError(
                .malformed, on: model.name,
                because: "the second reader's answer is no JSON of its form"
            )
        }
        return Set(form.sentences)
    }
}

/// A description beside its facts, for a model to judge.
enum JudgedDocument {
    /// The document as JSON on one line.
    static func text(_ prose: DescriptionProse, _ facts: DescriptionFacts) -> String {
        JSONValue.members([
            "facts": FactsDocument.value(facts),
            "description": .array(
                prose.passages.map { part, text in
                    .members(["part": .string(part.rawValue), "text": .string(text)])
                }),
        ]).text(indented: false)
    }
}
