package import Basics

/// Requests over libcurl: one thread, one multi handle, any number of transfers at once.
///
/// Addresses are `https`, or `http` on loopback; redirects are not followed; the environment,
/// `.netrc` and cookies are not looked at. Connections are kept and reused. The client may be shared freely.
package final class HTTPClient: Sendable {
    /// What holds for every request of a client.
    package struct Configuration: Sendable, Hashable {
        /// Whether `http` is spoken to other hosts than this one, too.
        package var allowsPlainHTTP: Bool
        /// Proxies and certificate authorities, whatever the environment says.
        package var network: NetworkSettings
        /// How the client names itself.
        package var userAgent: String

        /// A configuration; the default is the strictest.
        package init(
            allowsPlainHTTP: Bool = false, network: NetworkSettings = NetworkSettings(),
            userAgent: String = "complybot"
        ) {
            self.allowsPlainHTTP = allowsPlainHTTP
            self.network = network
            self.userAgent = userAgent
        }
    }

    /// What holds for every request.
    package let configuration: Configuration
    private let loop: TransferLoop

    /// A client, with its thread running.
    package init(configuration: Configuration = Configuration()) {
        self.configuration = configuration
        loop = TransferLoop(configuration: configuration)
    }

    deinit { loop.stop() }

    /// Sends a request and takes the whole response, up to the request's limit.
    package func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
        let start = ContinuousClock.now
        let transfer = try self.start(request)
        let head = try await transfer.head()
        var body: [UInt8] = []
        while let chunk = try await transfer.nextChunk() { body += chunk }
        return HTTPResponse(
            status: head.status, headers: head.headers, body: body,
            elapsed: ContinuousClock.now - start)
    }

    /// Sends a request and returns as soon as the response's head is there.
    package func stream(_ request: HTTPRequest) async throws(HTTPError) -> HTTPStreamedResponse {
        let transfer = try start(request)
        let head = try await transfer.head()
        let guarded = TransferGuard(transfer: transfer, client: self)
        return HTTPStreamedResponse(
            status: head.status, headers: head.headers,
            body: AsyncThrowingStream { try await guarded.transfer.nextChunk() })
    }

    /// Aborts what is under way and ends the thread; returns once it has ended.
    package func close() async { await loop.close() }

    private func start(_ request: HTTPRequest) throws(HTTPError) -> Transfer {
        try check(request)
        // Asked before anything is sent: an answer from loopback may come before a cancellation is heard.
        guard !Task.isCancelled else {
            throw HTTPError(.cancelled, host: request.url.host, detail: "the task was cancelled")
        }
        let transfer = Transfer(request, loop: loop)
        loop.add(transfer)
        return transfer
    }

    private func check(_ request: HTTPRequest) throws(HTTPError) {
        let url = request.url
        guard url.scheme == .https || url.isLoopback || configuration.allowsPlainHTTP else {
            throw HTTPError(
                .invalidURL, host: url.host, detail: "plain http is spoken on loopback only")
        }
        if let bad = request.headers.first(where: { !$0.isWellFormed }) {
            let name = bad.name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f } ? " '\(bad.name)'" : ""
            throw HTTPError(
                .invalidRequest, host: url.host,
                detail: "the header\(name) holds characters that no header may hold")
        }
    }
}

/// Aborts the transfer when its stream is dropped, and keeps the client alive until then.
private final class TransferGuard: Sendable {
    let transfer: Transfer
    private let client: HTTPClient

    init(transfer: Transfer, client: HTTPClient) {
        self.transfer = transfer
        self.client = client
    }

    deinit { transfer.cancel() }
}
