internal import Basics
internal import Synchronization

/// The Copilot CLI as a child process that is asked and tells.
///
/// It inherits nothing: its environment, its home and its working folder are those of the launch. Whatever goes wrong ends it, once, and
/// everybody who waits hears why.
final class CopilotConnection: Sendable {
    /// The most bytes that are read of one process.
    private static let mostOutput = 32 << 20
    /// The most events that wait to be looked at.
    private static let mostWaiting = 10_000

    private struct State {
        var framing = CopilotFraming()
        var received = 0
        var next = 1
        var waiting: [Int: CheckedContinuation<JSONValue, any Error>] = [:]
        var failure: CopilotError?
    }

    /// What it tells of the session, in order; the last is `.over`.
    let events: AsyncStream<CopilotEvent>
    private let sender: AsyncStream<CopilotEvent>.Continuation
    private let session: String
    private let state = Mutex(State())
    private let child = Mutex<SubprocessDialogue?>(nil)

    init(session: String) {
        self.session = session
        (events, sender) = AsyncStream<CopilotEvent>.makeStream(
            bufferingPolicy: .bufferingOldest(Self.mostWaiting))
    }

    func start(_ program: Subprocess) throws(CopilotError) {
        do throws(SubprocessError) {
            let dialogue = try SubprocessDialogue(
                starting: program,
                receive: { [weak self] bytes in self?.receive(bytes) ?? false },
                ended: { [weak self] termination, errors in
                    self?.end(because: Self.ending(termination, errors))
                })
            child.withLock { $0 = dialogue }
        } catch {
            throw CopilotError(
                .notStarted, "it cannot be started: \(error.reason)",
                remedy: "set COPILOT_CLI_PATH to the CLI of github-copilot-sdk 1.0.0")
        }
    }

    deinit { child.withLock { $0?.end() } }

    // MARK: Asking

    /// Asks, and waits for the answer no longer than it may take.
    func request(
        _ method: String, _ parameters: JSONValue, within limit: Duration,
        pause: @escaping @Sendable (Duration) async throws -> Void
    ) async throws(CopilotError) -> JSONValue {
        let ending = await Deadline.run(limit, pause: pause) { [self] in
            try await ask(method, parameters)
        }
        switch ending {
        case .finished(.success(let value)): return value
        case .finished(.failure(let error as CopilotError)): throw error
        case .finished(.failure), .cancelled:
            throw CopilotError(.ended, "the work was taken back")
        case .timedOut:
            let error = CopilotError(
                .stalled, "it did not answer \(method) within \(limit.components.seconds) s")
            end(because: error)
            throw error
        }
    }

    private func ask(_ method: String, _ parameters: JSONValue) async throws -> JSONValue {
        guard let dialogue = child.withLock(\.self) else {
            throw CopilotError(.ended, "it is not running")
        }
        let number = state.withLock { state in
            defer { state.next += 1 }
            return state.next
        }
        return try await withCheckedThrowingContinuation { continuation in
            let failure = state.withLock { state in
                if state.failure == nil { state.waiting[number] = continuation }
                return state.failure
            }
            if let failure {
                continuation.resume(throwing: failure)
                return
            }
            let message: JSONValue = .members([
                "jsonrpc": "2.0", "id": .int(number), "method": .string(method),
                "params": parameters,
            ])
            Task {
                if await dialogue.send(CopilotFraming.framed(message)) { return }
                end(because: CopilotError(.stalled, "it takes no requests any more"))
            }
        }
    }

    // MARK: Hearing

    /// Takes what it wrote; false when it is to be ended.
    private func receive(_ bytes: ArraySlice<UInt8>) -> Bool {
        do throws(CopilotError) {
            let result = state.withLock { state -> Result<[[UInt8]], CopilotError> in
                state.received += bytes.count
                guard state.failure == nil, state.received <= Self.mostOutput else {
                    return .failure(CopilotError(.floods, "it writes without end"))
                }
                do throws(CopilotError) { return .success(try state.framing.take(bytes)) } catch {
                    return .failure(error)
                }
            }
            for message in try result.get() { try hear(message) }
            return true
        } catch {
            end(because: error)
            return false
        }
    }

    private func hear(_ bytes: [UInt8]) throws(CopilotError) {
        let message: JSONValue
        do throws(JSONText.Problem) {
            message = try JSONText.value(parsing: bytes, limit: CopilotFraming.largestMessage)
        } catch {
            throw CopilotError(.malformed, "it sent a message that is no JSON: \(error.reason)")
        }
        guard let method = message["method"]?.text else {
            try answer(message)
            return
        }
        if let id = message["id"].flatMap(JSONRPC.ID.init) {
            refuse(method, id)
        } else if method == "session.event", let parameters = message["params"],
            let event = CopilotEvent(parameters, session: session)
        {
            if case .dropped = sender.yield(event) {
                throw CopilotError(.floods, "it tells more than can be listened to")
            }
        }
    }

    private func answer(_ message: JSONValue) throws(CopilotError) {
        guard let id = message["id"]?.integer else {
            throw CopilotError(.malformed, "it sent something that is neither question nor answer")
        }
        guard let waiting = state.withLock({ $0.waiting.removeValue(forKey: id) }) else { return }
        if let error = message["error"] {
            let reason = (error["message"]?.text ?? "no reason given").asLine(atMost: 300)
            waiting.resume(throwing: CopilotError(.refused, "it refused: \(reason)"))
        } else {
            waiting.resume(returning: message["result"] ?? .null)
        }
    }

    /// It may ask for nothing: no file, no input, no credential.
    private func refuse(_ method: String, _ id: JSONRPC.ID) {
        guard let dialogue = child.withLock(\.self) else { return }
        let refusal = CopilotFraming.framed(JSONRPC.error(.unknownMethod(method), to: id))
        Task { _ = await dialogue.send(refusal) }
    }

    // MARK: The end

    /// Ends it, and tells whoever waits why.
    ///
    /// The first reason stands.
    func end(because error: CopilotError) {
        let waiting = state.withLock { state -> [CheckedContinuation<JSONValue, any Error>]? in
            guard state.failure == nil else { return nil }
            state.failure = error
            defer { state.waiting = [:] }
            return Array(state.waiting.values)
        }
        guard let waiting else { return }
        for continuation in waiting { continuation.resume(throwing: error) }
        sender.yield(.over(error))
        sender.finish()
        child.withLock { $0?.end() }
    }

    /// Why the events ended; nil while they go on.
    var failure: CopilotError? { state.withLock(\.failure) }

    private static func ending(
        _ termination: Subprocess.Termination, _ errors: CapturedOutput
    ) -> CopilotError {
        let said = errors.text.split(whereSeparator: \.isNewline).last.map(String.init) ?? ""
        let words = said.isEmpty ? "" : ": \(said.asLine(atMost: 200))"
        return CopilotError(.ended, "it ended with status \(termination.status)\(words)")
    }
}
