internal import Basics
internal import LanguageModels

/// What was said between host and model, kept small enough to be asked again.
struct Conversation: Sendable {
    private(set) var messages: [ModelMessage]

    /// Arguments of a call beyond this are not said again.
    private static let largestArguments = 16 << 10
    /// How many of the latest results always stay whole.
    private static let kept = 4
    /// Results below this many bytes are not worth leaving out.
    private static let small = 200

    init(_ messages: [ModelMessage]) { self.messages = messages }

    mutating func append(_ message: ModelMessage) { messages.append(message) }

    /// Notes a model's answer.
    mutating func append(_ response: ModelResponse) {
        let calls = response.toolCalls.map { call in
            call.arguments.utf8.count <= Self.largestArguments
                ? call : ToolCall(id: call.id, name: call.name, arguments: "{}")
        }
        messages.append(.assistant(response.text, calls: calls))
    }

    /// Leaves out old results, the oldest first, until a request of it has at most so many tokens.
    ///
    /// - Returns: how many were left out; nil when even without them it is too long.
    mutating func compact(to limit: Int, tools: [ModelTool]) -> Int? {
        func size() -> Int {
            TokenEstimate.most(of: ModelRequest(messages: messages, tools: tools))
        }
        guard size() > limit else { return 0 }
        var left = 0
        let results = messages.indices.filter { messages[$0].role == .tool }
        // Down to three quarters, so that not every turn has to leave out another.
        for index in results.dropLast(Self.kept) {
            guard size() > limit * 3 / 4 else { break }
            if shorten(at: index) { left += 1 }
        }
        for index in results.suffix(Self.kept) {
            guard size() > limit else { break }
            if shorten(at: index) { left += 1 }
        }
        return size() > limit ? nil : left
    }

    private mutating func shorten(at index: Int) -> Bool {
        guard case .tool(var result) = messages[index], result.text.utf8.count > Self.small else {
            return false
        }
        let note: JSONValue = .members([
            "left_out": .string(
                "the result of \(result.text.utf8.count) bytes was left out to save room; call again if you need it"
            )
        ])
        result.text = note.text(indented: false)
        messages[index] = .tool(result)
        return true
    }
}
