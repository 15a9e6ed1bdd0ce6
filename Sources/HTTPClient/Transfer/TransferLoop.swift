internal import CCurl
internal import Glibc
internal import Synchronization

/// The thread that owns libcurl: takes orders from a mailbox, moves bytes, reports ends.
///
/// Only that thread calls libcurl, except for `curl_multi_wakeup`, which may be called from anywhere and is
/// called under the mailbox's lock while the handle is known to live.
final class TransferLoop: Sendable {
    private struct Mailbox {
        var added: [Transfer] = []
        var aborted: [Transfer] = []
        var resumed: [Transfer] = []
        var isStopping = false
        var hasEnded = false
        var endWaiters: [CheckedContinuation<Void, Never>] = []
    }

    private let configuration: HTTPClient.Configuration
    // Freed by the thread as its last act, under the mailbox's lock, together with setting `hasEnded`.
    nonisolated(unsafe) private let multi: UnsafeMutableRawPointer
    private let mailbox = Mutex(Mailbox())

    private static let libraryIsReady: Bool = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    init(configuration: HTTPClient.Configuration) {
        guard Self.libraryIsReady, let multi = curl_multi_init() else {
            preconditionFailure("libcurl could not start: out of memory")
        }
        self.configuration = configuration
        self.multi = multi
        startThread()
    }

    /// Starts a transfer; after the end it fails at once.
    func add(_ transfer: Transfer) {
        let isOpen = tell { $0.added.append(transfer) }
        if !isOpen { transfer.finish(.failure(transfer.error(.cancelled, "the client is closed"))) }
    }

    /// Drops a transfer.
    func abort(_ transfer: Transfer) { tell { $0.aborted.append(transfer) } }

    /// Lets a held-back sender go on.
    func resume(_ transfer: Transfer) { tell { $0.resumed.append(transfer) } }

    /// Asks the thread to end, without waiting for it.
    func stop() { tell { $0.isStopping = true } }

    /// Asks the thread to end and waits for it.
    func close() async {
        stop()
        await withCheckedContinuation { continuation in
            let hasEnded = mailbox.withLock { mailbox in
                if !mailbox.hasEnded { mailbox.endWaiters.append(continuation) }
                return mailbox.hasEnded
            }
            if hasEnded { continuation.resume() }
        }
    }

    @discardableResult
    private func tell(_ order: (inout Mailbox) -> Void) -> Bool {
        mailbox.withLock { mailbox in
            guard !mailbox.hasEnded, !mailbox.isStopping else { return false }
            order(&mailbox)
            curl_multi_wakeup(multi)
            return true
        }
    }

    private func startThread() {
        var thread = pthread_t()
        let retained = Unmanaged.passRetained(self).toOpaque()
        let status = pthread_create(&thread, nil, TransferLoop.main, retained)
        precondition(status == 0, "no thread can be started for HTTP transfers")
        pthread_detach(thread)
    }

    private static let main: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? =
        {
            guard let context = $0 else { return nil }
            // libcurl leaves SIGPIPE to its caller here, and no other signal is this thread's business either.
            var signals = sigset_t()
            sigfillset(&signals)
            pthread_sigmask(SIG_BLOCK, &signals, nil)
            Unmanaged<TransferLoop>.fromOpaque(context).takeRetainedValue().run()
            return nil
        }
}

// On the thread.
extension TransferLoop {
    private func run() {
        var active: [UnsafeMutableRawPointer: EasyHandle] = [:]
        while obey(&active) {
            var running: Int32 = 0
            curl_multi_perform(multi, &running)
            reapFinished(&active)
            curl_multi_poll(multi, nil, 0, 60_000, nil)
        }
        for handle in active.values {
            curl_multi_remove_handle(multi, handle.pointer)
            handle.transfer.finish(
                .failure(
                    handle.transfer.error(
                        .cancelled, "the client was closed", mayHaveBeenSent: true)))
        }
        active = [:]
        end()
    }

    /// Carries out what the mailbox holds; false when the thread is to end.
    private func obey(_ active: inout [UnsafeMutableRawPointer: EasyHandle]) -> Bool {
        let orders = mailbox.withLock { mailbox in
            let orders = (mailbox.added, mailbox.aborted, mailbox.resumed, mailbox.isStopping)
            (mailbox.added, mailbox.aborted, mailbox.resumed) = ([], [], [])
            return orders
        }
        for transfer in orders.0 where transfer.failure == nil { begin(transfer, &active) }
        for transfer in orders.1 {
            guard let handle = active.values.first(where: { $0.transfer === transfer }) else {
                continue
            }
            drop(handle, &active)
        }
        for transfer in orders.2 {
            guard let handle = active.values.first(where: { $0.transfer === transfer }) else {
                continue
            }
            curl_easy_pause(handle.pointer, CURLPAUSE_CONT)
        }
        return !orders.3
    }

    private func begin(
        _ transfer: Transfer, _ active: inout [UnsafeMutableRawPointer: EasyHandle]
    ) {
        guard let handle = EasyHandle(transfer, configuration: configuration),
            curl_multi_add_handle(multi, handle.pointer) == CURLM_OK
        else {
            transfer.finish(
                .failure(transfer.error(.invalidRequest, "libcurl did not accept the request")))
            return
        }
        active[handle.pointer] = handle
    }

    private func reapFinished(_ active: inout [UnsafeMutableRawPointer: EasyHandle]) {
        var remaining: Int32 = 0
        while let message = curl_multi_info_read(multi, &remaining) {
            guard message.pointee.msg == CURLMSG_DONE, let pointer = message.pointee.easy_handle,
                let handle = active[pointer]
            else { continue }
            // The message lives in memory that removing the handle frees: read it first.
            let result = message.pointee.data.result
            handle.transfer.finish(handle.outcome(of: result))
            drop(handle, &active)
        }
    }

    private func drop(
        _ handle: EasyHandle, _ active: inout [UnsafeMutableRawPointer: EasyHandle]
    ) {
        curl_multi_remove_handle(multi, handle.pointer)
        active[handle.pointer] = nil
    }

    private func end() {
        let (waiters, unheard) = mailbox.withLock { mailbox in
            mailbox.hasEnded = true
            curl_multi_cleanup(multi)
            let result = (mailbox.endWaiters, mailbox.added)
            (mailbox.endWaiters, mailbox.added) = ([], [])
            (mailbox.aborted, mailbox.resumed) = ([], [])
            return result
        }
        for transfer in unheard {
            transfer.finish(.failure(transfer.error(.cancelled, "the client was closed")))
        }
        for waiter in waiters { waiter.resume() }
    }
}
