/// Puts an answer together from chunks of chat completions.
struct ChatAssembler: AnswerAssembler {
    private var builder: AnswerBuilder
    /// The calls in order: the provider's index and id of each.
    private var keys: [(index: Int?, id: String)] = []
    private var hasChoice = false
    private(set) var isDone = false

    init(limits: ModelLimits) { builder = AnswerBuilder(limits: limits) }

    mutating func take(_ event: EventStreamParser.Event) throws(AnswerFault) -> [ModelEvent] {
        guard !isDone else { return [] }
        if event.data.elementsEqual("[DONE]".utf8) {
            isDone = true
            return []
        }
        guard let body = ChatDocument.read(event.data) else { throw .malformed }
        if let error = body.error { throw error.fault }
        if event.name == "error" { throw .reported(kind: nil, "no reason given") }
        return try take(body)
    }

    mutating func take(whole bytes: [UInt8]) throws(AnswerFault) -> [ModelEvent] {
        guard let body = ChatDocument.read(bytes) else { throw .malformed }
        if let error = body.error { throw error.fault }
        guard body.choices?.isEmpty == false else { throw .malformed }
        isDone = true
        return try take(body)
    }

    mutating func finish() throws(AnswerFault) -> (events: [ModelEvent], response: ModelResponse) {
        guard isDone || builder.finishReason != nil else { throw .truncated }
        guard hasChoice else { throw .malformed }
        return builder.finish()
    }

    private mutating func take(_ body: ChatDocument.Body) throws(AnswerFault) -> [ModelEvent] {
        builder.note(body.usage?.value)
        guard let choice = body.choices?.first(where: { ($0.index ?? 0) == 0 }) else { return [] }
        hasChoice = true
        if let words = choice.delta ?? choice.message {
            try builder.add(text: words.content ?? "")
            for call in words.toolCalls ?? [] { try take(call) }
            if words.refusal?.isEmpty == false { builder.note(.contentFilter) }
        }
        if let word = choice.finishReason, builder.finishReason != .contentFilter {
            builder.note(.init(chatWord: word))
        }
        return builder.takeEvents()
    }

    private mutating func take(_ call: ChatDocument.Call) throws(AnswerFault) {
        let number: Int
        if let known = place(of: call) {
            number = known
        } else {
            number = try builder.beginCall(id: call.id ?? "", name: call.function?.name ?? "")
            keys.append((call.index, call.id ?? ""))
        }
        try builder.add(arguments: call.function?.arguments ?? "", toCall: number)
    }

    /// The call that a piece belongs to; nil when it begins one.
    ///
    /// Not every server counts its calls, and some count all of them as the first: a new id begins a new call whatever the
    /// index, and a piece without either belongs to the last call.
    private func place(of call: ChatDocument.Call) -> Int? {
        if let id = call.id, !id.isEmpty {
            return keys.lastIndex { $0.id == id && (call.index == nil || $0.index == call.index) }
        }
        guard let index = call.index else {
            return call.function?.name == nil && !keys.isEmpty ? keys.count - 1 : nil
        }
        return keys.lastIndex { $0.index == index }
    }
}
