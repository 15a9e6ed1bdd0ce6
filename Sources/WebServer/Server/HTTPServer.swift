internal import Basics
internal import Glibc
internal import Synchronization

/// An HTTP server: libmicrohttpd's threads read and send, Swift's tasks answer.
///
/// It listens from the beginning; `run` answers, until `drain` has ended it. TLS is a reverse proxy's.
package final class HTTPServer: Sendable {
    /// Where it listens, with the port that the system chose where none was named.
    package let address: ListenAddress
    private let core: ServerCore
    private let daemon: Mutex<Daemon?>

    /// A server that listens.
    package init(
        on address: ListenAddress, limits: ServerLimits = ServerLimits(),
        threads: Int = 2, handler: any RequestHandler
    ) throws(ServerError) {
        let socket = try ListeningSocket(on: address)
        let core = ServerCore(limits: limits, handler: handler)
        guard let daemon = Daemon(on: socket, threads: threads, core: core) else {
            Glibc.close(socket.descriptor)
            throw ServerError(
                .cannotListen, "start the server", on: "\(address)",
                because: "the system has no threads or no memory for it")
        }
        self.address = address.on(port: socket.port)
        self.core = core
        self.daemon = Mutex(daemon)
    }

    /// Answers requests; returns when the server is drained, and drains it at once when the task is cancelled.
    package func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.watchDeadlines() }
            for await exchange in core.arrivals.stream {
                group.addTask { await exchange.run() }
            }
            await drain(within: .zero)
            group.cancelAll()
        }
    }

    /// Accepts no connection more, ends the streams, lets what is being answered finish for so long, then closes all.
    ///
    /// Streams may come to their end in that time, too, where their end is near.
    package func drain(within time: Duration, lettingStreamsEnd: Bool = false) async {
        guard let daemon = daemon.withLock({ $0.take() }) else { return }
        let deadline = ContinuousClock.now + time
        let socket = daemon.quiesce()
        if socket >= 0 { Glibc.close(socket) }
        core.close()
        if !lettingStreamsEnd {
            for exchange in core.table.exchanges { exchange.endStream() }
        }
        while !core.table.isQuiet, ContinuousClock.now < deadline {
            guard (try? await Task.sleep(for: .milliseconds(10))) != nil else { break }
        }
        for exchange in core.table.exchanges {
            exchange.abandon()
            exchange.endStream()
        }
        try? await BlockingWork.run("server-stop") { daemon.stop() }
        core.arrivals.continuation.finish()
    }

    private func watchDeadlines() async {
        while (try? await Task.sleep(for: .milliseconds(250))) != nil {
            core.table.endOverdue(at: .now)
        }
    }
}
