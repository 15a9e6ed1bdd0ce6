import LanguageModels
import Synchronization

/// A model that gives its answers one after the other, the last one from then on, and remembers what it was asked.
final class ScriptedModel: LanguageModel {
    let identity: ModelIdentity
    private let answers: [Result<ModelResponse, ModelError>]
    private let asked = Mutex<[ModelRequest]>([])

    var requests: [ModelRequest] { asked.withLock { $0 } }

    init(_ model: String, _ answers: [Result<ModelResponse, ModelError>]) {
        identity = ModelIdentity(provider: "scripted", model: model)
        self.answers = answers
    }

    func respond(
        to request: ModelRequest, observer: @escaping ModelObserver
    ) async throws(ModelError) -> ModelResponse {
        let number = asked.withLock { asked in
            asked.append(request)
            return asked.count - 1
        }
        observer(.text("so far"))
        return try answers[min(number, answers.count - 1)].get()
    }
}

extension ModelError {
    /// An error of a kind, for scripts.
    static func scripted(
        _ code: Code, retryAfter: Duration? = nil, mayHaveCost: Bool = false
    ) -> ModelError {
        var error = ModelError(code, on: "scripted", because: code.rawValue, retryAfter: retryAfter)
        error.mayHaveCost = mayHaveCost
        return error
    }
}
