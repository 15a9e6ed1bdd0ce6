/// What came back, whole.
///
/// A redirect is a response like any other: it is the caller's to judge, and never followed here.
package struct HTTPResponse: Sendable, Hashable {
    /// The status code.
    package var status: Int
    /// The fields, in the order received.
    package var headers: [HTTPHeader]
    /// The body; compression is undone where the request offered it.
    package var body: [UInt8]
    /// From the asking to the last byte.
    package var elapsed: Duration

    /// A response from its parts.
    package init(
        status: Int, headers: [HTTPHeader], body: [UInt8], elapsed: Duration = .zero
    ) {
        self.status = status
        self.headers = headers
        self.body = body
        self.elapsed = elapsed
    }
}

/// A response whose head has arrived and whose body is still arriving.
package struct HTTPStreamedResponse: Sendable {
    /// The status code.
    package let status: Int
    /// The fields, in the order received.
    package let headers: [HTTPHeader]
    /// The body in chunks of any size, for one reader.
    ///
    /// At most about 256 KiB wait for the reader; then the sender is held back. Cancelling the reading task,
    /// or dropping the stream, aborts the transfer.
    package let body: AsyncThrowingStream<[UInt8], any Error>

    /// The head, with what is left of the body up to a limit.
    package func collected(upTo limit: Int) async throws -> HTTPResponse {
        var bytes: [UInt8] = []
        for try await chunk in body {
            bytes += chunk.prefix(limit - bytes.count)
            if bytes.count >= limit { break }
        }
        return HTTPResponse(status: status, headers: headers, body: bytes)
    }
}
