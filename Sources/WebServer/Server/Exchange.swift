internal import Synchronization

/// One request, from its first line until the last byte of its answer.
///
/// The server's thread reads the request, suspends the connection and hands the exchange to a task; the task answers and
/// resumes the connection; the thread sends. Whoever moves it on does so under the lock, so each step is done once.
final class Exchange: Sendable {
    enum Step {
        /// The first line is there.
        case begun
        case reading(RequestHead, RequestBody)
        /// A task has the request; the connection is suspended.
        case answering(ConnectionHandle)
        /// The answer waits for the server's thread.
        case answered(WebResponse, ResponseStream?)
        case sending(ResponseStream?)
        case ended
    }

    /// What the library is told after a call.
    enum Verdict {
        case goOn
        /// The connection is closed at once.
        case hangUp
    }

    private struct State {
        var step = Step.begun
        var request: WebRequest?
        var reserved = 0

        var stream: ResponseStream? {
            switch step {
            case .answered(_, let stream), .sending(let stream): stream
            case .begun, .reading, .answering, .ended: nil
            }
        }
    }

    private let core: ServerCore
    private let rawTarget: [UInt8]
    private let socket: Int32
    private let id = ServerCore.newRequestID()
    private let state = Mutex(State())

    /// An exchange whose first line names this target.
    init(target: [UInt8], on connection: ConnectionHandle, of core: ServerCore) {
        rawTarget = target
        socket = connection.socket
        self.core = core
        core.table.begin(self, on: socket)
    }

    // MARK: On the server's thread

    /// What the library has to tell: the head, bytes of the body, the end of the body, or that the connection goes on.
    func advance(
        _ connection: ConnectionHandle, method: String, version: String,
        bytes: UnsafeRawBufferPointer?
    ) -> Verdict {
        state.withLock { state in
            switch state.step {
            case .begun:
                return readHead(connection, method: method, version: version, in: &state)
            case .reading(let head, var body):
                guard let bytes else { return hand(head, body, on: connection, in: &state) }
                // So that the bytes are held once, and grow where they are.
                state.step = .begun
                return add(bytes, to: &body, of: head, in: &state)
            case .answered(let response, let stream):
                return send(response, from: stream, on: connection, in: &state)
            case .answering, .sending, .ended: return .goOn
            }
        }
    }

    private func readHead(
        _ connection: ConnectionHandle, method: String, version: String, in state: inout State
    ) -> Verdict {
        let admitted = HeadCheck(limits: core.limits).check(
            HeadCheck.Facts(
                id: id, method: method, version: version, target: rawTarget,
                fields: connection.fields(), bytes: connection.headBytes, peer: connection.peer),
            by: core.handler)
        switch admitted {
        case .refused(let response):
            return send(response, from: nil, on: connection, in: &state)
        case .admitted(let head, let limit):
            core.table.expect(on: socket, until: core.deadline(in: core.limits.idleSeconds))
            state.step = .reading(head, RequestBody(limit: limit))
            return .goOn
        }
    }

    /// Adds bytes of the body; the library takes no answer in the middle of one, so a refusal goes right to the socket.
    private func add(
        _ bytes: UnsafeRawBufferPointer, to body: inout RequestBody, of head: RequestHead,
        in state: inout State
    ) -> Verdict {
        let refusal = body.add(bytes, in: core)
        state.reserved = body.reserved
        guard let refusal else {
            state.step = .reading(head, body)
            return .goOn
        }
        RawAnswer.send(complete(refusal), to: socket)
        return .hangUp
    }

    private func hand(
        _ head: RequestHead, _ body: RequestBody, on connection: ConnectionHandle,
        in state: inout State
    ) -> Verdict {
        guard !core.isClosing else {
            return send(Self.closingDown, from: nil, on: connection, in: &state)
        }
        core.table.expect(on: socket, until: core.deadline(in: core.limits.answerSeconds))
        state.request = WebRequest(head: head, body: body.bytes)
        state.step = .answering(connection)
        connection.suspend()
        core.arrivals.continuation.yield(self)
        return .goOn
    }

    private func send(
        _ response: WebResponse, from stream: ResponseStream?, on connection: ConnectionHandle,
        in state: inout State
    ) -> Verdict {
        let seconds = stream == nil ? core.deadline(in: core.limits.sendSeconds) : nil
        core.table.expect(on: socket, until: seconds)
        state.step = .sending(stream)
        return connection.queue(complete(response), from: stream) ? .goOn : .hangUp
    }

    /// The answer has been sent, or the connection is gone.
    func end() {
        let (stream, reserved) = state.withLock { state in
            defer { state = State(step: .ended) }
            return (state.stream, state.reserved)
        }
        stream?.close()
        core.release(reserved)
        core.table.end(on: socket, until: core.deadline(in: core.limits.idleSeconds))
    }

    // MARK: From anywhere

    /// Answers the request, and sends what streams.
    func run() async {
        guard let request = state.withLock({ $0.request.take() }) else { return }
        let response = await core.handler.answer(request)
        guard let stream = answer(response, toHead: request.head.method == "HEAD"),
            case .stream(let produce) = response.body
        else { return }
        await stream.run(produce)
    }

    /// Gives the answer to the server's thread; the stream to send to, where it is one and somebody waits for it.
    private func answer(_ response: WebResponse, toHead: Bool) -> ResponseStream? {
        state.withLock { state in
            guard case .answering(let connection) = state.step else { return nil }
            var response = response
            var stream: ResponseStream?
            if case .stream = response.body {
                if toHead || core.isClosing {
                    response.body = .bytes([])
                } else {
                    stream = ResponseStream(to: connection)
                }
            }
            core.release(state.reserved)
            state.reserved = 0
            state.step = .answered(response, stream)
            connection.resume()
            return stream
        }
    }

    /// Answers with 503 what is being answered still; false when there is nothing to be waited for.
    @discardableResult
    func abandon() -> Bool {
        state.withLock { state in
            guard case .answering(let connection) = state.step else { return false }
            let response = core.isClosing ? Self.closingDown : Self.tooSlow
            state.step = .answered(response, nil)
            connection.resume()
            return true
        }
    }

    /// Ends a stream; anything else goes on.
    func endStream() { state.withLock { $0.stream }?.close() }

    private func complete(_ response: WebResponse) -> WebResponse {
        var response = response
        response.fields += SecurityFields.all(for: response)
        response.fields.append(.init("x-request-id", id))
        if core.isClosing { response.closesConnection = true }
        return response
    }

    private static let closingDown = WebResponse.refusal(
        503, "the server is going down", remedy: "try again in a few seconds"
    ).with("retry-after", "5")
    private static let tooSlow = WebResponse.refusal(
        503, "the answer takes too long", remedy: "try again in a minute"
    ).with("retry-after", "60")
}
