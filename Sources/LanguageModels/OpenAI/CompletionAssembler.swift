/// Puts an answer together from the events of a stream; pure, so that every misbehaviour can be played to it.
struct CompletionAssembler {
    /// What makes an answer unusable.
    enum Fault: Error, Hashable {
        /// The text is longer than the limit.
        case tooLong
        /// An event is not JSON of the expected shape.
        case malformed
        /// The provider reported an error in the stream.
        case reported(String)
        /// The stream ended in the middle.
        case truncated
    }

    private let maxTextBytes: Int
    private var text: [UInt8] = []
    private var finishReason: ModelResponse.FinishReason?
    private var usage: ModelResponse.Usage?
    /// Whether the provider said that nothing more comes.
    private(set) var isDone = false

    init(maxTextBytes: Int) { self.maxTextBytes = maxTextBytes }

    /// Takes one event.
    mutating func take(_ event: EventStreamParser.Event) throws(Fault) {
        guard !isDone else { return }
        if event.data.elementsEqual("[DONE]".utf8) {
            isDone = true
            return
        }
        guard let body = CompletionDocument.read(event.data) else { throw .malformed }
        if event.name == "error" || body.error != nil {
            throw .reported(body.error?.message ?? "no reason given")
        }
        try take(body)
    }

    /// Takes a whole answer, from a provider that does not stream.
    mutating func take(whole bytes: [UInt8]) throws(Fault) {
        guard let body = CompletionDocument.read(bytes) else { throw .malformed }
        if let error = body.error { throw .reported(error.message ?? "no reason given") }
        guard body.choices?.isEmpty == false else { throw .malformed }
        try take(body)
        isDone = true
    }

    /// The answer, once the stream is over.
    func finish() throws(Fault) -> ModelResponse {
        guard isDone || finishReason != nil else { throw .truncated }
        return ModelResponse(
            text: String(decoding: text, as: UTF8.self), finishReason: finishReason ?? .stop,
            usage: usage)
    }

    private mutating func take(_ body: CompletionDocument.Body) throws(Fault) {
        if let counted = body.usage?.value { usage = counted }
        guard let choice = body.choices?.first(where: { ($0.index ?? 0) == 0 }) else { return }
        if let piece = (choice.delta ?? choice.message)?.content {
            guard text.count + piece.utf8.count <= maxTextBytes else { throw .tooLong }
            text += piece.utf8
        }
        if let word = choice.finishReason { finishReason = .init(word: word) }
    }
}
