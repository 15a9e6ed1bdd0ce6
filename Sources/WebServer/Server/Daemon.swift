internal import CMicroHTTPD
internal import Glibc

/// The library's server: its threads, its socket and its connections.
///
/// The library's functions may be called from any thread; what must happen once happens under `HTTPServer`'s lock.
struct Daemon: @unchecked Sendable {
    private let pointer: OpaquePointer
    private let context: Unmanaged<ServerCore>

    /// Starts the threads; nil when the system has none for us, and then the socket stays the caller's.
    init?(on socket: ListeningSocket, threads: Int, core: ServerCore) {
        let limits = core.limits
        let context = Unmanaged.passRetained(core)
        let callbacks = complybot_mhd_callbacks(
            context: context.toOpaque(), access: advanceExchange, target: beginExchange,
            completed: endExchange, connection: noteConnection)
        // The library keeps the head, and the fields of the answer, in memory of this size.
        let pointer = complybot_mhd_start(
            socket.descriptor, UInt32(clamping: threads), UInt32(clamping: limits.connections),
            UInt32(clamping: limits.connectionsPerAddress), 2 * limits.headBytes,
            UInt32(clamping: limits.idleSeconds), callbacks)
        guard let pointer else {
            context.release()
            return nil
        }
        self.pointer = pointer
        self.context = context
    }

    /// Accepts nothing more; gives the socket back, to be closed.
    func quiesce() -> Int32 { MHD_quiesce_daemon(pointer) }

    /// Closes all connections and ends the threads; no connection may be suspended, or become so.
    func stop() {
        MHD_stop_daemon(pointer)
        context.release()
    }
}

private func core(_ context: UnsafeMutableRawPointer?) -> ServerCore? {
    context.map { Unmanaged<ServerCore>.fromOpaque($0).takeUnretainedValue() }
}

private let noteConnection: MHD_NotifyConnectionCallback = { context, connection, _, event in
    guard let core = core(context), let connection else { return }
    let socket = ConnectionHandle(connection).socket
    if event == .CONNECTION_NOTIFY_STARTED {
        core.table.open(socket, until: core.deadline(in: core.limits.idleSeconds))
    } else {
        core.table.close(socket)
    }
}

private let beginExchange:
    @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<CChar>?, OpaquePointer?) ->
        UnsafeMutableRawPointer? = { context, target, connection in
            guard let core = core(context), let connection else { return nil }
            let bytes = target.map { Array(UnsafeRawBufferPointer(start: $0, count: strlen($0))) }
            let exchange = Exchange(
                target: bytes ?? [], on: ConnectionHandle(connection), of: core)
            return Unmanaged.passRetained(exchange).toOpaque()
        }

private let advanceExchange: MHD_AccessHandlerCallback = {
    _, connection, _, method, version, upload, uploadSize, slot in
    guard let connection, let uploadSize, let context = slot?.pointee else { return .NO }
    let exchange = Unmanaged<Exchange>.fromOpaque(context).takeUnretainedValue()
    let bytes = upload.map { UnsafeRawBufferPointer(start: $0, count: uploadSize.pointee) }
    let verdict = exchange.advance(
        ConnectionHandle(connection), method: method.map { String(cString: $0) } ?? "",
        version: version.map { String(cString: $0) } ?? "", bytes: bytes)
    uploadSize.pointee = 0
    return verdict == .goOn ? .YES : .NO
}

private let endExchange: MHD_RequestCompletedCallback = { _, _, slot, _ in
    guard let context = slot?.pointee else { return }
    slot?.pointee = nil
    Unmanaged<Exchange>.fromOpaque(context).takeRetainedValue().end()
}
