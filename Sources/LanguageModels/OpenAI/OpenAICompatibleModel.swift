package import HTTPClient

/// A model behind the chat-completions interface that OpenAI began and many servers speak.
package struct OpenAICompatibleModel: LanguageModel {
    package var name: String { configuration.model }
    private let configuration: ModelConfiguration
    private let client: HTTPClient
    private let redactor: Redactor
    private let limits: ModelLimits
    private let retries: RetryPolicy

    /// A model; every prompt passes the redactor, which also knows the configuration's own key.
    package init(
        _ configuration: ModelConfiguration, client: HTTPClient,
        redactor: Redactor = Redactor(secrets: []), limits: ModelLimits = ModelLimits(),
        retries: RetryPolicy = RetryPolicy()
    ) {
        self.configuration = configuration
        self.client = client
        self.redactor = redactor
        self.limits = limits
        self.retries = retries
    }

    package func complete(_ request: ModelRequest) async throws -> ModelResponse {
        throw ModelError(.unavailable, on: name, because: "not yet")
    }
}
