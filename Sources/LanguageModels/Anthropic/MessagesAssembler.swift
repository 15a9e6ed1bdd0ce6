/// Puts an answer together from the events of the messages interface.
struct MessagesAssembler: AnswerAssembler {
    private var builder: AnswerBuilder
    /// The tool whose input is the answer's text, where the form is asked for by forcing one.
    private let answerTool: String?
    private var blocks: [Int: Block] = [:]
    private var usage: MessagesDocument.Usage?
    private var answersByTool = false
    private var wordsAside = ""
    private let maxTextBytes: Int
    private(set) var isDone = false

    /// What a block of the answer is.
    private enum Block {
        case text
        case call(Int, wholeInput: String?)
        /// The input of the tool that stands for the text.
        case document(wholeInput: String?)
        /// Thoughts and the like.
        case other
    }

    init(answerTool: String?, limits: ModelLimits) {
        self.answerTool = answerTool
        maxTextBytes = limits.textBytes
        builder = AnswerBuilder(limits: limits)
    }

    mutating func take(_ event: EventStreamParser.Event) throws(AnswerFault) -> [ModelEvent] {
        guard !isDone else { return [] }
        guard let told = MessagesDocument.read(event.data, as: MessagesDocument.Event.self) else {
            throw .malformed
        }
        switch told.type ?? event.name {
        case "message_start": note(told.message?.usage)
        case "content_block_start": try begin(told, event.data)
        case "content_block_delta": try add(told)
        case "content_block_stop": try end(told)
        case "message_delta":
            note(told.usage)
            if let word = told.delta?.stopReason { note(stop: word) }
        case "message_stop": isDone = true
        case "error": throw told.error?.fault ?? .reported(kind: nil, "no reason given")
        case "ping": break
        default:
            if let error = told.error { throw error.fault }
            // The interface may gain events; anything else has another shape altogether.
            guard told.type != nil else { throw .malformed }
        }
        return builder.takeEvents()
    }

    mutating func take(whole bytes: [UInt8]) throws(AnswerFault) -> [ModelEvent] {
        guard let answer = MessagesDocument.read(bytes, as: MessagesDocument.Answer.self) else {
            throw .malformed
        }
        if let error = answer.error { throw error.fault }
        guard let content = answer.content else { throw .malformed }
        let inputs = MessagesDocument.inputs(in: bytes)
        for (index, block) in content.enumerated() {
            try begin(block, at: index, wholeInput: index < inputs.count ? inputs[index] : nil)
            try end(at: index)
        }
        note(answer.usage)
        if let word = answer.stopReason { note(stop: word) }
        isDone = true
        return builder.takeEvents()
    }

    mutating func finish() throws(AnswerFault) -> (events: [ModelEvent], response: ModelResponse) {
        guard isDone || builder.finishReason != nil else { throw .truncated }
        if !answersByTool, builder.callCount == 0 { try builder.add(text: wordsAside) }
        if answersByTool, builder.callCount == 0, builder.finishReason == .toolCalls {
            builder.note(.stop)
        }
        return builder.finish()
    }

    private mutating func note(_ told: MessagesDocument.Usage?) {
        guard let told else { return }
        usage = usage?.updated(by: told) ?? told
        builder.note(usage?.value)
    }

    private mutating func note(stop word: String) {
        switch word {
        case "end_turn", "stop_sequence": builder.note(.stop)
        case "max_tokens", "model_context_window_exceeded": builder.note(.length)
        case "tool_use": builder.note(.toolCalls)
        case "refusal": builder.note(.contentFilter)
        default: builder.note(.other(String(word.prefix(40))))
        }
    }

    private mutating func begin(
        _ told: MessagesDocument.Event, _ bytes: [UInt8]
    ) throws(AnswerFault) {
        guard let index = told.index, blocks[index] == nil, let block = told.contentBlock else {
            throw .malformed
        }
        let input = block.type == "tool_use" ? MessagesDocument.inputs(in: bytes).first : nil
        try begin(block, at: index, wholeInput: input.flatMap { $0 })
    }

    private mutating func begin(
        _ block: MessagesDocument.Block, at index: Int, wholeInput: String?
    ) throws(AnswerFault) {
        switch block.type {
        case "text":
            blocks[index] = .text
            try add(words: block.text ?? "")
        case "tool_use" where answerTool != nil && block.name == answerTool:
            // A second document would make nonsense of the first.
            guard !answersByTool else { throw .malformed }
            answersByTool = true
            blocks[index] = .document(wholeInput: wholeInput)
        case "tool_use":
            let number = try builder.beginCall(id: block.id ?? "", name: block.name ?? "")
            blocks[index] = .call(number, wholeInput: wholeInput)
        default: blocks[index] = .other
        }
    }

    /// Where the answer is to be a tool's input, words around it are no part of it; they count when no input comes.
    private mutating func add(words: String) throws(AnswerFault) {
        guard answerTool != nil else { return try builder.add(text: words) }
        guard wordsAside.utf8.count + words.utf8.count <= maxTextBytes else { throw .tooLong }
        wordsAside += words
    }

    private mutating func add(_ told: MessagesDocument.Event) throws(AnswerFault) {
        guard let index = told.index, let block = blocks[index], let delta = told.delta else {
            throw .malformed
        }
        switch (block, delta.type) {
        case (.text, "text_delta"): try add(words: delta.text ?? "")
        case (.call(let number, _), "input_json_delta"):
            try builder.add(arguments: delta.partialJSON ?? "", toCall: number)
            blocks[index] = .call(number, wholeInput: nil)
        case (.document, "input_json_delta"):
            try builder.add(text: delta.partialJSON ?? "")
            blocks[index] = .document(wholeInput: nil)
        default: break
        }
    }

    private mutating func end(_ told: MessagesDocument.Event) throws(AnswerFault) {
        guard let index = told.index, blocks[index] != nil else { throw .malformed }
        try end(at: index)
    }

    /// Ends a block; an input that came whole at its beginning is taken now that no piece has followed.
    private mutating func end(at index: Int) throws(AnswerFault) {
        switch blocks[index] {
        case .call(let number, let whole):
            try builder.add(arguments: whole ?? "", toCall: number)
            builder.endCall(number)
        case .document(let whole): try builder.add(text: whole ?? "")
        default: break
        }
        // What comes for this block from now on is ignored.
        blocks[index] = .other
    }
}
