internal import Basics
internal import LanguageModels

/// A model that reads what would be published, and may only strike: it adds no word.
struct SecondReader {
    let model: any LanguageModel
    let conversation: DescriptionConversation

    private struct Form: Decodable { var sentences: [String] }

    /// The sentences that it doubts, exactly as they stand.
    func doubts(
        _ prose: DescriptionProse, _ facts: DescriptionFacts
    ) async throws(ModelError) -> (sentences: Set<String>, usage: ModelUsage?) {
        let response = try await conversation.answer(
            of: model, to: conversation.vault.redacted(JudgedDocument.text(prose, facts)),
            instructions: conversation.prompts[.secondReader], purpose: "review",
            form: ("doubts", .schema(of: [("sentences", .schema(ofListOf: .schemaOfText))])),
            maxOutputTokens: 2000)
        guard let form = AnswerDocument.read(Form.self, from: response.text) else {
            throw DescriptionConversation.malformed(model)
        }
        return (Set(form.sentences), response.usage)
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
