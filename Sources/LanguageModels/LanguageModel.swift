/// Something that answers a conversation with words and calls of tools.
package protocol LanguageModel: Sendable {
    /// Who answers.
    var identity: ModelIdentity { get }

    /// The whole answer, told piece by piece while it comes.
    ///
    /// The answer is a stranger's words whatever the prompt asked for: check it before use. The same goes for every
    /// piece; `.discarded` takes back all pieces before it. The observer is called in order and must be quick.
    func respond(
        to request: ModelRequest, observer: @escaping ModelObserver
    ) async throws(ModelError) -> ModelResponse
}

/// What is told of an answer while it comes.
package typealias ModelObserver = @Sendable (ModelEvent) -> Void

extension LanguageModel {
    /// The model's name, as a person would recognise it.
    package var name: String { identity.model }

    /// The whole answer at once.
    package func complete(_ request: ModelRequest) async throws(ModelError) -> ModelResponse {
        try await respond(to: request) { _ in }
    }
}

/// Which model of which provider.
package struct ModelIdentity: Sendable, Hashable, CustomStringConvertible {
    /// The provider, as one word: `openai`, `anthropic`, `offline`.
    package var provider: String
    /// The model's name at the provider.
    package var model: String

    /// An identity from its parts.
    package init(provider: String, model: String) {
        self.provider = provider
        self.model = model
    }

    package var description: String { "\(provider)/\(model)" }
}
