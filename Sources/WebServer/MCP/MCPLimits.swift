/// What the server of the tools bears, besides the limits of HTTP.
package struct MCPLimits: Hashable, Sendable {
    /// Requests of all clients that are worked on at once.
    package var requests = 64
    /// How long an answer is waited for before its stream is begun; most need none.
    package var patience = Duration.milliseconds(500)
    /// Between signs of life on a stream.
    ///
    /// A client that is gone is noticed at the second one, and its request ended where the revision wants that.
    package var heartbeat = Duration.seconds(2)

    /// The limits that hold unless said otherwise.
    package init() {}
}
