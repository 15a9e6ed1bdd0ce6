/// Puts an answer together from the events of the responses interface.
struct ResponsesAssembler: AnswerAssembler {
    private var builder: AnswerBuilder
    /// The number of the call at each place of the output.
    private var calls: [Int: Int] = [:]
    private(set) var isDone = false

    init(limits: ModelLimits) { builder = AnswerBuilder(limits: limits) }

    mutating func take(_ event: EventStreamParser.Event) throws(AnswerFault) -> [ModelEvent] {
        // Some servers end the stream in the manner of chat completions.
        guard !isDone, !event.data.elementsEqual("[DONE]".utf8) else { return [] }
        guard let told = ResponsesDocument.read(event.data, as: ResponsesDocument.Event.self) else {
            throw .malformed
        }
        try take(told, named: told.type ?? event.name)
        return builder.takeEvents()
    }

    mutating func take(whole bytes: [UInt8]) throws(AnswerFault) -> [ModelEvent] {
        guard let answer = ResponsesDocument.read(bytes, as: ResponsesDocument.Answer.self) else {
            throw .malformed
        }
        if let error = answer.error { throw error.fault }
        guard answer.output != nil else { throw .malformed }
        try end(with: answer)
        return builder.takeEvents()
    }

    mutating func finish() throws(AnswerFault) -> (events: [ModelEvent], response: ModelResponse) {
        guard isDone else { throw .truncated }
        return builder.finish()
    }

    private mutating func take(
        _ told: ResponsesDocument.Event, named name: String
    ) throws(AnswerFault) {
        switch name {
        case "response.output_text.delta": try builder.add(text: told.delta ?? "")
        case "response.refusal.delta": builder.note(.contentFilter)
        case "response.output_item.added": try begin(told)
        case "response.function_call_arguments.delta":
            guard let number = call(of: told) else { throw .malformed }
            try builder.add(arguments: told.delta ?? "", toCall: number)
        case "response.function_call_arguments.done":
            guard let number = call(of: told) else { throw .malformed }
            try complete(number, with: told.arguments)
        case "response.output_item.done": try end(told)
        case "response.completed", "response.incomplete", "response.failed", "response.cancelled":
            guard let answer = told.response else { throw .malformed }
            try end(with: answer)
        case "error":
            if let error = told.error { throw error.fault }
            throw .reported(kind: told.code, told.message ?? "no reason given")
        default:
            if let error = told.error { throw error.fault }
            // Anything that is no event of this interface at all.
            guard name.hasPrefix("response.") else { throw .malformed }
        }
    }

    private func call(of told: ResponsesDocument.Event) -> Int? {
        told.outputIndex.flatMap { calls[$0] }
    }

    private mutating func begin(_ told: ResponsesDocument.Event) throws(AnswerFault) {
        guard let item = told.item, item.type == "function_call" else { return }
        guard let place = told.outputIndex, calls[place] == nil else { throw .malformed }
        calls[place] = try builder.beginCall(id: item.callID ?? "", name: item.name ?? "")
    }

    private mutating func end(_ told: ResponsesDocument.Event) throws(AnswerFault) {
        guard let item = told.item, item.type == "function_call" else { return }
        if call(of: told) == nil { try begin(told) }
        guard let number = call(of: told) else { return }
        try complete(number, with: item.arguments)
    }

    /// Ends a call whose arguments were told in pieces, or only now.
    private mutating func complete(_ number: Int, with arguments: String?) throws(AnswerFault) {
        if !builder.hasArguments(number) {
            try builder.add(arguments: arguments ?? "", toCall: number)
        }
        builder.endCall(number)
    }

    private mutating func end(with answer: ResponsesDocument.Answer) throws(AnswerFault) {
        builder.note(answer.usage?.value)
        switch answer.status {
        case "failed", "cancelled":
            throw answer.error?.fault ?? .reported(kind: nil, "no reason given")
        case "incomplete":
            builder.note(reason(answer.incompleteDetails?.reason))
        case "completed", nil: break
        default: throw .truncated
        }
        if builder.isEmpty { try add(answer.output ?? []) }
        isDone = true
    }

    private func reason(_ word: String?) -> ModelResponse.FinishReason {
        switch word {
        case "max_output_tokens": .length
        case "content_filter": .contentFilter
        default: .other(String((word ?? "incomplete").prefix(40)))
        }
    }

    /// Takes the parts of an answer that was not streamed.
    private mutating func add(_ output: [ResponsesDocument.Item]) throws(AnswerFault) {
        for item in output {
            if item.type == "function_call" {
                let number = try builder.beginCall(id: item.callID ?? "", name: item.name ?? "")
                try complete(number, with: item.arguments)
            }
            for content in item.content ?? [] where item.type == "message" {
                try builder.add(text: content.text ?? "")
                if content.refusal?.isEmpty == false { builder.note(.contentFilter) }
            }
        }
    }
}
