/// The parts of an answer as they arrive, within the limits, whatever the provider's format.
struct AnswerBuilder: Sendable {
    private struct Call {
        var id: String
        var name: String
        var arguments: [UInt8] = []
        var isTold = false
    }

    private let limits: ModelLimits
    private var text: [UInt8] = []
    private var calls: [Call] = []
    private var argumentBytes = 0
    private var events: [ModelEvent] = []
    private(set) var finishReason: ModelResponse.FinishReason?
    private(set) var usage: ModelUsage?

    init(limits: ModelLimits) { self.limits = limits }

    /// Whether there is neither text nor a call so far.
    var isEmpty: Bool { text.isEmpty && calls.isEmpty }
    /// How many calls there are.
    var callCount: Int { calls.count }

    /// What happened since it was last taken.
    mutating func takeEvents() -> [ModelEvent] {
        defer { events = [] }
        return events
    }

    mutating func add(text piece: String) throws(AnswerFault) {
        guard !piece.isEmpty else { return }
        guard text.count + piece.utf8.count <= limits.textBytes else { throw .tooLong }
        text += piece.utf8
        events.append(.text(piece))
    }

    /// Begins a call and gives its number.
    mutating func beginCall(id: String, name: String) throws(AnswerFault) -> Int {
        guard calls.count < limits.toolCalls, id.utf8.count <= 256, name.utf8.count <= 256 else {
            throw .tooLong
        }
        calls.append(Call(id: id, name: name))
        events.append(.toolCallBegan(calls.count - 1, name: name))
        return calls.count - 1
    }

    mutating func add(arguments piece: String, toCall number: Int) throws(AnswerFault) {
        guard !piece.isEmpty else { return }
        guard calls.indices.contains(number), !calls[number].isTold else { throw .malformed }
        argumentBytes += piece.utf8.count
        guard argumentBytes <= limits.toolBytes else { throw .tooLong }
        calls[number].arguments += piece.utf8
        events.append(.toolArguments(number, piece))
    }

    /// Whether a call has any arguments so far.
    func hasArguments(_ number: Int) -> Bool {
        calls.indices.contains(number) && !calls[number].arguments.isEmpty
    }

    /// Ends a call; a call without arguments has an empty object of them.
    mutating func endCall(_ number: Int) {
        guard calls.indices.contains(number), !calls[number].isTold else { return }
        calls[number].isTold = true
        events.append(.toolCall(value(of: number)))
    }

    mutating func note(_ usage: ModelUsage?) {
        guard let usage, usage != self.usage else { return }
        self.usage = usage
    }

    mutating func note(_ reason: ModelResponse.FinishReason) { finishReason = reason }

    /// The answer; the reason says so when there are calls, whatever the provider's word was.
    mutating func finish() -> (events: [ModelEvent], response: ModelResponse) {
        for number in calls.indices { endCall(number) }
        var reason = finishReason ?? (calls.isEmpty ? .stop : .toolCalls)
        if reason == .stop, !calls.isEmpty { reason = .toolCalls }
        if let usage { events.append(.usage(usage)) }
        events.append(.finished(reason))
        let response = ModelResponse(
            text: String(decoding: text, as: UTF8.self),
            toolCalls: calls.indices.map(value(of:)), finishReason: reason, usage: usage)
        return (takeEvents(), response)
    }

    private func value(of number: Int) -> ToolCall {
        let call = calls[number]
        let arguments = String(decoding: call.arguments, as: UTF8.self)
        return ToolCall(
            id: call.id.isEmpty ? "call-\(number)" : call.id, name: call.name,
            arguments: arguments.utf8.allSatisfy { " \t\r\n".utf8.contains($0) } ? "{}" : arguments)
    }
}
