import Foundation
import LanguageModels
import Synchronization

@testable import Remediation

/// A model that says what it was told to say, and remembers what it was asked.
final class DescriptionStubModel: LanguageModel {
    let identity = ModelIdentity(provider: "stub", model: "stub")
    private let answer: Result<ModelResponse, ModelError>
    private let asked = Mutex<[ModelRequest]>([])

    var requests: [ModelRequest] { asked.withLock { $0 } }

    init(_ answer: Result<ModelResponse, ModelError>) { self.answer = answer }

    convenience init(text: String, finish: ModelResponse.FinishReason = .stop) {
        self.init(.success(ModelResponse(text: text, finishReason: finish)))
    }

    convenience init(_ prose: DescriptionProse) { self.init(text: Self.json(prose)) }

    func respond(
        to request: ModelRequest, observer: @escaping ModelObserver
    ) async throws(ModelError) -> ModelResponse {
        asked.withLock { $0.append(request) }
        return try answer.get()
    }

    /// The prose as one document with the parts of all writers; each takes its own.
    static func json(_ prose: DescriptionProse) -> String {
        let form: [String: Any] = [
            "summary": prose.summary, "riskAssessment": prose.riskAssessment,
            "testing": prose.testing, "rollout": prose.rollout,
            "reviewerNotes": prose.reviewerNotes, "chatMessage": prose.chatMessage,
            "stakeholderMessage": prose.stakeholderMessage, "confidence": 100,
            "rolloutConfidence": prose.confidence(in: .rollout),
            "changes": prose.changes.map { ["path": $0.path, "text": $0.text] },
            "policyCompliance": prose.policyCompliance.map {
                ["citation": $0.citation, "text": $0.text] as [String: Any]
            },
        ]
        let data = (try? JSONSerialization.data(withJSONObject: form)) ?? Data()
        return String(decoding: data, as: UTF8.self)
    }
}
