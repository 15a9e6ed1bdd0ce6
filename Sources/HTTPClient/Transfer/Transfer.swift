internal import Synchronization

/// One transfer as both sides see it: the loop's thread feeds it, the caller's task reads it.
///
/// Bytes wait in a bounded buffer; when it is full the loop is told to hold the sender back.
final class Transfer: Sendable {
    /// Status and fields.
    struct Head: Sendable {
        var status: Int
        var headers: [HTTPHeader]
    }

    /// What the loop does after it has handed over bytes.
    enum Reception { case taken, pause, abort }

    private typealias HeadWaiter = CheckedContinuation<Result<Head, HTTPError>, Never>
    private typealias ChunkWaiter = CheckedContinuation<Result<[UInt8]?, HTTPError>, Never>

    private struct State {
        var head: Head?
        var chunks: [[UInt8]] = []
        var buffered = 0
        var received = 0
        var isPaused = false
        var outcome: Result<Void, HTTPError>?
        var headWaiter: HeadWaiter?
        var chunkWaiter: ChunkWaiter?
    }

    private static let highWater = 256 << 10

    let request: HTTPRequest
    private let loop: TransferLoop
    private let state = Mutex(State())

    init(_ request: HTTPRequest, loop: TransferLoop) {
        self.request = request
        self.loop = loop
    }

    /// Why the transfer is over, if it is; nil for success and while it runs.
    var failure: HTTPError? {
        state.withLock { state in
            if case .failure(let error) = state.outcome { error } else { nil }
        }
    }
}

// The caller's side.
extension Transfer {
    /// The response's head, once it is complete.
    func head() async throws(HTTPError) -> Head {
        try await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let ready: Result<Head, HTTPError>? = state.withLock { state in
                    if let head = state.head { return .success(head) }
                    switch state.outcome {
                    case .failure(let error): return .failure(error)
                    case .success:
                        return .failure(
                            error(.protocol, "the answer had no status line", mayHaveBeenSent: true)
                        )
                    case nil:
                        state.headWaiter = continuation
                        return nil
                    }
                }
                if let ready { continuation.resume(returning: ready) }
            }
        } onCancel: {
            cancel()
        }.get()
    }

    /// The next bytes, or nil after the last; for one reader at a time.
    func nextChunk() async throws(HTTPError) -> [UInt8]? {
        try await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let (ready, resumes) = take(orWaitWith: continuation)
                if resumes { loop.resume(self) }
                if let ready { continuation.resume(returning: ready) }
            }
        } onCancel: {
            cancel()
        }.get()
    }

    /// Ends the transfer from the caller's side; harmless when it is over.
    func cancel() {
        let reason = error(.cancelled, "the request was cancelled", mayHaveBeenSent: true)
        if finish(.failure(reason)) { loop.abort(self) }
    }

    private func take(
        orWaitWith continuation: ChunkWaiter
    ) -> (Result<[UInt8]?, HTTPError>?, resumes: Bool) {
        state.withLock { state in
            if case .failure(let error) = state.outcome { return (.failure(error), false) }
            if !state.chunks.isEmpty {
                let bytes = state.chunks.count == 1 ? state.chunks[0] : Array(state.chunks.joined())
                state.chunks = []
                state.buffered = 0
                let resumes = state.isPaused
                state.isPaused = false
                return (.success(bytes), resumes)
            }
            if state.outcome != nil { return (.success(nil), false) }
            guard state.chunkWaiter == nil else {
                return (
                    .failure(error(.protocol, "two tasks read one stream", mayHaveBeenSent: true)),
                    false
                )
            }
            state.chunkWaiter = continuation
            return (nil, false)
        }
    }
}

// The loop's side; called on its thread only.
extension Transfer {
    /// Takes the complete head.
    func received(head: Head) {
        let waiter = state.withLock { state in
            state.head = head
            defer { state.headWaiter = nil }
            return state.headWaiter
        }
        waiter?.resume(returning: .success(head))
    }

    /// Takes bytes of the body, unless the buffer is full or the limit is passed.
    func received(body bytes: UnsafeRawBufferPointer) -> Reception {
        let (reception, waiter): (Reception, ChunkWaiter?) = state.withLock { state in
            if state.outcome != nil { return (.abort, nil) }
            guard state.received + bytes.count <= request.maxResponseBytes else {
                return (.abort, nil)
            }
            if let waiter = state.chunkWaiter {
                state.received += bytes.count
                state.chunkWaiter = nil
                return (.taken, waiter)
            }
            guard state.buffered < Self.highWater else {
                state.isPaused = true
                return (.pause, nil)
            }
            state.received += bytes.count
            state.buffered += bytes.count
            state.chunks.append(Array(bytes))
            return (.taken, nil)
        }
        waiter?.resume(returning: .success(Array(bytes)))
        if reception == .abort {
            let limit = "the answer has more than \(request.maxResponseBytes) bytes"
            finish(.failure(error(.tooLarge, limit, mayHaveBeenSent: true)))
        }
        return reception
    }

    /// Ends the transfer; false when it was over already.
    ///
    /// After a success the bytes that wait are still read.
    @discardableResult
    func finish(_ outcome: Result<Void, HTTPError>) -> Bool {
        let (first, headWaiter, chunkWaiter) = state.withLock { state in
            guard state.outcome == nil else {
                return (false, HeadWaiter?.none, ChunkWaiter?.none)
            }
            state.outcome = outcome
            defer {
                state.headWaiter = nil
                state.chunkWaiter = nil
            }
            return (true, state.headWaiter, state.chunkWaiter)
        }
        switch outcome {
        case .success:
            headWaiter?.resume(
                returning: .failure(
                    error(.protocol, "the answer had no status line", mayHaveBeenSent: true)))
            chunkWaiter?.resume(returning: .success(nil))
        case .failure(let error):
            headWaiter?.resume(returning: .failure(error))
            chunkWaiter?.resume(returning: .failure(error))
        }
        return first
    }

    /// An error about this transfer's host.
    func error(
        _ code: HTTPError.Code, _ detail: String, mayHaveBeenSent: Bool = false
    ) -> HTTPError {
        HTTPError(
            code, host: request.url.host, detail: detail, mayHaveBeenSent: mayHaveBeenSent)
    }
}
