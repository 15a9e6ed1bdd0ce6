internal import Basics

/// How one family of providers spells questions and answers; values and pure functions, no network.
protocol WireFormat: Sendable {
    /// The path of the interface below its base, such as `chat/completions`.
    var path: String { get }

    /// The body of a question.
    func body(_ request: ModelRequest, model: String, options: WireOptions) -> JSONValue

    /// What puts an answer together.
    func assembler(for request: ModelRequest, limits: ModelLimits) -> any AnswerAssembler
}

/// What of a format's possibilities is used.
struct WireOptions: Sendable, Hashable {
    /// How the form of the answer is asked for.
    enum Structure: Sendable, Hashable {
        /// By the provider's own means.
        case native
        /// In words, because the provider knows no such means.
        case words
    }

    /// How the form of the answer is asked for.
    var structure: Structure = .native
    /// The most tokens of an answer when the request names no number.
    var maxOutputTokens: Int?
}

/// Puts an answer together from what arrives; pure, so that every misbehaviour can be played to it.
protocol AnswerAssembler: Sendable {
    /// Whether the provider said that nothing more comes.
    var isDone: Bool { get }

    /// Takes one event of a stream and gives what it tells.
    mutating func take(_ event: EventStreamParser.Event) throws(AnswerFault) -> [ModelEvent]

    /// Takes a whole answer, from a provider that does not stream.
    mutating func take(whole bytes: [UInt8]) throws(AnswerFault) -> [ModelEvent]

    /// What is left to tell once the stream is over, and the answer.
    mutating func finish() throws(AnswerFault) -> (events: [ModelEvent], response: ModelResponse)
}

/// What makes an answer unusable.
package enum AnswerFault: Error, Hashable {
    /// The text, or the calls, are longer than the limit.
    case tooLong
    /// An event is not JSON of the expected shape.
    case malformed
    /// The provider reported an error, of a kind where it named one, in the place of an answer.
    case reported(kind: String?, String)
    /// The stream ended in the middle.
    case truncated
}

extension ModelRequest {
    /// The request with the form of the answer asked for in words, behind the other instructions.
    var withFormatInWords: ModelRequest {
        guard case .json(_, let schema) = format else { return self }
        var request = self
        let wish =
            "Answer with one JSON document that fits this JSON Schema, and with nothing around it: "
            + schema.text(indented: false)
        let place = messages.firstIndex { $0.role != .system } ?? messages.endIndex
        request.messages.insert(.system(wish), at: place)
        request.format = .text
        return request
    }
}
