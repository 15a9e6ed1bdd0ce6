/// Reads one streamed answer of an interface, from bytes that arrive in any pieces.
package struct AnswerReader: Sendable {
    private var parser = EventStreamParser()
    private var assembler: any AnswerAssembler

    /// A reader of the answer to a request.
    package init(
        _ interface: ModelConfiguration.Interface, for request: ModelRequest,
        limits: ModelLimits = ModelLimits()
    ) {
        assembler = interface.wireFormat.assembler(for: request, limits: limits)
    }

    /// Whether the provider said that nothing more comes.
    package var isDone: Bool { assembler.isDone }

    /// Takes bytes of a stream and gives what they tell.
    package mutating func take(_ bytes: [UInt8]) throws(AnswerFault) -> [ModelEvent] {
        let events: [EventStreamParser.Event]
        do throws(EventStreamParser.TooLong) {
            events = try parser.take(bytes)
        } catch {
            throw .tooLong
        }
        var told: [ModelEvent] = []
        for event in events { told += try assembler.take(event) }
        return told
    }

    /// Takes a whole answer, from a provider that does not stream.
    package mutating func take(whole bytes: [UInt8]) throws(AnswerFault) -> [ModelEvent] {
        try assembler.take(whole: bytes)
    }

    /// What is left to tell once the stream is over, and the answer.
    package mutating func finish() throws(AnswerFault) -> (
        events: [ModelEvent], response: ModelResponse
    ) {
        var told: [ModelEvent] = []
        if !assembler.isDone, let last = parser.finish() { told = try assembler.take(last) }
        let (rest, response) = try assembler.finish()
        return (told + rest, response)
    }
}
