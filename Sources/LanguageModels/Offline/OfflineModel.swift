/// The model that is always there: it says that there is none, so that the deterministic text stands.
///
/// The last link of every chain. It reaches no network and costs nothing.
package struct OfflineModel: LanguageModel {
    /// Who does not answer.
    package static let identity = ModelIdentity(provider: "offline", model: "offline")

    package var identity: ModelIdentity { Self.identity }
    private let reason: String

    /// A model that gives this reason.
    package init(because reason: String = "no language model is configured") {
        self.reason = reason
    }

    package func respond(
        to request: ModelRequest, observer: @escaping ModelObserver
    ) async throws(ModelError) -> ModelResponse {
        throw ModelError(.offline, on: identity.provider, because: reason)
    }
}
