/// What one server accepts at most.
package struct ServerLimits: Hashable, Sendable {
    /// Bytes of a request's head.
    package var headBytes = 16 << 10
    /// Bytes of a body.
    package var bodyBytes = 25 << 20
    /// Seconds without a byte after which a connection is closed.
    package var idleSeconds = 10
    /// Connections in all, and of one address.
    package var connections = 1024
    package var connectionsPerAddress = 64

    /// The limits that hold unless said otherwise.
    package init() {}
}
