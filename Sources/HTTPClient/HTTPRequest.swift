/// One request: what to ask, and how long and how much to bear.
package struct HTTPRequest: Sendable, Hashable {
    /// The methods in use.
    package enum Method: String, Sendable, Hashable {
        case get = "GET"
        case head = "HEAD"
        case post = "POST"
        case put = "PUT"
        case patch = "PATCH"
        case delete = "DELETE"
    }

    /// How long each part may take.
    package struct Deadlines: Sendable, Hashable {
        /// Until the connection stands, encryption included.
        package var connect: Duration
        /// How long the other side may be slower than `slowest`; whole seconds.
        package var idle: Duration
        /// The bytes a second, on average over `idle`, below which a transfer counts as stuck.
        package var slowest: Int
        /// The whole transfer, back-pressure included.
        package var total: Duration

        /// Deadlines; the defaults suit an API call.
        package init(
            connect: Duration = .seconds(10), idle: Duration = .seconds(60),
            total: Duration = .seconds(300), slowest: Int = 1
        ) {
            self.connect = connect
            self.idle = idle
            self.total = total
            self.slowest = slowest
        }
    }

    /// The method.
    package var method: Method
    /// The address.
    package var url: HTTPURL
    /// The fields to send, in this order.
    package var headers: [HTTPHeader]
    /// The body; nil sends none.
    package var body: [UInt8]?
    /// The deadlines.
    package var deadlines: Deadlines
    /// The most bytes of body, decompressed, to take before the transfer is aborted.
    package var maxResponseBytes: Int
    /// Whether gzip and deflate are offered, and undone on the way.
    package var acceptsCompression = false
    /// Whether the request may go out a second time when a kept connection turns out to be dead.
    ///
    /// libcurl does that by itself, even if the other side took the request before it hung up; a request that may not be
    /// repeated therefore gets a connection of its own.
    package var isRepeatable: Bool

    /// A request.
    package init(
        _ method: Method = .get, _ url: HTTPURL, headers: [HTTPHeader] = [], body: [UInt8]? = nil,
        deadlines: Deadlines = Deadlines(), maxResponseBytes: Int = 8 << 20
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.deadlines = deadlines
        self.maxResponseBytes = maxResponseBytes
        isRepeatable = method != .post && method != .patch
    }
}
