internal import Basics
internal import LanguageModels

/// Everything that models are asked about one description: what is taken out of one question has the same placeholder in all.
struct DescriptionConversation: Sendable {
    let prompts: PromptLibrary
    let vault: RedactionVault
    /// The account that questions go on.
    let run: String

    /// The answer to one question; anything but a whole answer is an error.
    ///
    /// `purpose` is the question's name in the books, `form` the document that is wanted.
    func answer(
        of model: any LanguageModel, to data: String, instructions: String, purpose: String,
        form: (name: String, schema: JSONValue), maxOutputTokens: Int
    ) async throws(ModelError) -> ModelResponse {
        let response = try await model.complete(
            ModelRequest(
                messages: [.system(instructions), .user(data)],
                format: .json(name: form.name, schema: form.schema),
                maxOutputTokens: maxOutputTokens, purpose: .init(purpose, run: run)))
        guard response.finishReason == .stop else { throw Self.malformed(model) }
        return response
    }

    /// The error of an answer that is not of the form that was asked for.
    static func malformed(_ model: any LanguageModel) -> ModelError {
        ModelError(
            .malformed, on: model.name, because: "the answer is not the JSON that was asked for")
    }
}
