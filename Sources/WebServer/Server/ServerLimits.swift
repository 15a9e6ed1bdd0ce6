/// What one server accepts at most.
package struct ServerLimits: Hashable, Sendable {
    /// Bytes of a request's head.
    package var headBytes = 16 << 10
    /// Bytes of a body, whatever a route allows.
    package var bodyBytes = 25 << 20
    /// Bytes of all bodies in memory at once, the first 64 KiB of each not counted.
    ///
    /// What comes beyond is answered with 503, so that many large bodies cannot take the machine's memory.
    package var bodyBytesInMemory = 128 << 20
    /// Seconds without a byte after which a connection is closed.
    ///
    /// A request's head, and then its body, may not take longer than this either, however steadily they drip.
    package var idleSeconds = 10
    /// Seconds until a request that has been read must be answered; then the answer is 503.
    package var answerSeconds = 30
    /// Seconds in which a peer must have taken an answer; streams may take as long as they are read.
    package var sendSeconds = 60
    /// Connections in all, and of one address; an address's count ends where 0 is set, as behind a reverse proxy.
    package var connections = 1024
    package var connectionsPerAddress = 64

    /// The limits that hold unless said otherwise.
    package init() {}
}
