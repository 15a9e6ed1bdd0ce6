internal import Basics
internal import Synchronization

/// The protocol with a program of this machine: one message a line on its standard input and output.
final class MCPStreamLink: MCPLink {
    private struct State {
        var framing = MCPLineFraming(limit: OutsideService.maximumAnswer)
        var waiting: [Int: CheckedContinuation<JSONValue, any Error>] = [:]
        /// Why nothing more is to be had; nil while it is.
        var ending: ServiceProblem?
        var bytes = 0
        var messages = 0
    }

    /// The most bytes, and the most messages, that a program may write in one conversation.
    private static let maximumOutput = 16 << 20
    private static let maximumMessages = 2_000

    private let dialogue: SubprocessDialogue
    private let state: SharedState

    /// What the program's thread and the callers share.
    private final class SharedState: Sendable {
        let value = Mutex(State())

        /// Takes output; false when there is too much of it.
        func take(_ bytes: ArraySlice<UInt8>) -> Bool {
            let (lines, isTooMuch) = value.withLock { state in
                let lines = state.framing.take(bytes)
                state.bytes += bytes.count
                state.messages += lines.count
                return (lines, state.bytes > maximumOutput || state.messages > maximumMessages)
            }
            guard !isTooMuch else {
                end(ServiceProblem("it writes without end"))
                return false
            }
            for line in lines {
                guard case .message(let bytes) = line else {
                    end(ServiceProblem("its answer is larger than it may be"))
                    return false
                }
                hand(bytes)
            }
            return true
        }

        /// Gives an answer to who waits for it; anything else is passed over.
        private func hand(_ bytes: [UInt8]) {
            guard let message = try? OutsideService.read(bytes) else {
                return end(ServiceProblem("it writes something else than messages"))
            }
            guard message["method"] == nil, let id = message["id"]?.integer else { return }
            value.withLock { $0.waiting.removeValue(forKey: id) }?.resume(returning: message)
        }

        func end(_ problem: ServiceProblem) {
            let waiting = value.withLock { state in
                if state.ending == nil { state.ending = problem }
                defer { state.waiting = [:] }
                return state.waiting.values
            }
            for continuation in waiting { continuation.resume(throwing: problem) }
        }
    }

    init(starting words: [String], environment: [String: String]) throws(ServiceProblem) {
        let state = SharedState()
        self.state = state
        guard let program = words.first else { throw ServiceProblem("it has no program") }
        let process = Subprocess(
            program, Array(words.dropFirst()), environment: environment)
        do throws(SubprocessError) {
            dialogue = try SubprocessDialogue(
                starting: process, receive: { state.take($0) },
                ended: { _, _ in state.end(ServiceProblem("its program ended")) })
        } catch {
            throw ServiceProblem("its program cannot be started: \(error.reason)")
        }
    }

    func agree(on revision: String) {}

    func exchange(_ request: JSONValue, id: Int) async throws -> JSONValue {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let ending = state.value.withLock { state -> ServiceProblem? in
                    if state.ending == nil { state.waiting[id] = continuation }
                    return state.ending
                }
                if let ending { return continuation.resume(throwing: ending) }
                Task { [dialogue, state] in
                    if await !dialogue.send(Self.line(request)) {
                        state.end(ServiceProblem("its program ended"))
                    }
                }
            }
        } onCancel: {
            state.end(ServiceProblem("the call was taken back"))
        }
    }

    func tell(_ notification: JSONValue) async throws {
        guard await dialogue.send(Self.line(notification)) else {
            throw ServiceProblem("its program ended")
        }
    }

    func close() async { dialogue.end() }

    private static func line(_ message: JSONValue) -> [UInt8] {
        Array(message.text(indented: false).utf8) + [UInt8(ascii: "\n")]
    }
}
