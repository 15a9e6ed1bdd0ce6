import Basics
import LanguageModels
import Synchronization

/// A model that answers by its script and notes what it is asked; the last answer is given again and again.
final class ScriptedBrainModel: LanguageModel {
    enum Answer: Sendable {
        case text(String)
        /// Calls of tools with their arguments.
        case calls([(String, String)], saying: String = "")
        case failure(ModelError)

        static func call(_ tool: String, _ arguments: String = "{}") -> Answer {
            .calls([(tool, arguments)])
        }
    }

    let identity = ModelIdentity(provider: "scripted", model: "brain")
    private let answer: @Sendable (ModelRequest, Int) -> Answer
    private let asked = Mutex<[ModelRequest]>([])

    init(_ answer: @escaping @Sendable (ModelRequest, Int) -> Answer) { self.answer = answer }

    convenience init(_ script: [Answer]) {
        self.init { _, number in script[min(number, script.count - 1)] }
    }

    /// The plan, the tools in their natural order, one each turn, and the last words.
    static func diligent(before more: [Answer] = []) -> ScriptedBrainModel {
        ScriptedBrainModel(
            [.text(plan)] + more + AgentFixture.order.map { .call($0) } + [.text("It is done.")])
    }

    static let plan = """
        I will go step by step.
        - [ ] Fetch (`clone_repository`)
        - [ ] Patch (`apply_compliance_patches`)
        - [ ] Think about it
        - [ ] Propose (`create_pull_request`)
        """

    var requests: [ModelRequest] { asked.withLock { $0 } }

    func respond(
        to request: ModelRequest, observer: @escaping ModelObserver
    ) async throws(ModelError) -> ModelResponse {
        let number = asked.withLock { asked in
            asked.append(request)
            return asked.count - 1
        }
        switch answer(request, number) {
        case .text(let text):
            for piece in text.split(separator: " ", omittingEmptySubsequences: false) {
                observer(.text(piece + " "))
            }
            return ModelResponse(text: text, usage: ModelUsage(input: 100, output: 10))
        case .calls(let calls, let text):
            return ModelResponse(
                text: text,
                toolCalls: calls.enumerated().map { index, call in
                    ToolCall(id: "call-\(number)-\(index)", name: call.0, arguments: call.1)
                }, finishReason: .toolCalls, usage: ModelUsage(input: 100, output: 10))
        case .failure(let error): throw error
        }
    }
}
