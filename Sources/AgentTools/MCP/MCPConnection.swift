internal import Basics
internal import Synchronization

/// What a server knows of one client: whether it has shaken hands, what it wants logged, and what is under way.
package final class MCPConnection: Sendable {
    /// The most requests of one client that are under way.
    static let maximumRequests = 64

    private struct State {
        var isInitialized = false
        var logLevel: MCPLogLevel?
        var running: [JSONRPC.ID: Task<Void, Never>?] = [:]
        /// Requests that were taken back before they were begun to be worked on.
        var cancelled: Set<JSONRPC.ID> = []
    }

    private let state = Mutex(State())

    /// A client that has not said anything yet.
    package init() {}

    /// Whether the handshake was made.
    var isInitialized: Bool { state.withLock(\.isInitialized) }

    func initialize() { state.withLock { $0.isInitialized = true } }

    /// The least grave that is logged; nil for nothing.
    var logLevel: MCPLogLevel? {
        get { state.withLock(\.logLevel) }
        set { state.withLock { $0.logLevel = newValue } }
    }

    /// Notes that a request is worked on; refuses an id that is in use, and too many at once.
    func begin(_ id: JSONRPC.ID) throws(JSONRPC.Failure) {
        let refusal = state.withLock { state -> JSONRPC.Failure? in
            if state.running.keys.contains(id) {
                return .invalidRequest("a request with this id is under way")
            }
            if state.running.count >= Self.maximumRequests {
                return .internalError("\(Self.maximumRequests) requests are under way")
            }
            state.running[id] = .some(nil)
            return nil
        }
        if let refusal { throw refusal }
    }

    /// Names the task that works on a request, so that it can be taken back.
    func attach(_ task: Task<Void, Never>, to id: JSONRPC.ID) {
        let isCancelled = state.withLock { state in
            if state.cancelled.remove(id) != nil { return true }
            if state.running.keys.contains(id) { state.running[id] = .some(task) }
            return false
        }
        if isCancelled { task.cancel() }
    }

    /// Notes that a request is answered.
    func end(_ id: JSONRPC.ID) {
        state.withLock { state in
            state.running.removeValue(forKey: id)
            state.cancelled.remove(id)
        }
    }

    /// Takes back all requests that are under way.
    func cancelAll() {
        for id in state.withLock({ Array($0.running.keys) }) { cancel(id) }
    }

    /// Takes a request back; one that is not under way is none of ours.
    func cancel(_ id: JSONRPC.ID) {
        let task = state.withLock { state -> Task<Void, Never>? in
            guard let running = state.running[id] else { return nil }
            if running == nil { state.cancelled.insert(id) }
            return running
        }
        task?.cancel()
    }
}

/// How grave a log message is, from the least grave.
package enum MCPLogLevel: String, CaseIterable, Comparable, Sendable {
    case debug, info, notice, warning, error, critical, alert, emergency

    package static func < (left: MCPLogLevel, right: MCPLogLevel) -> Bool {
        left.rank < right.rank
    }

    private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
