/// The name by which a request calls the server.
struct HostName: Hashable, Sendable {
    private static let loopback: Set = ["localhost", "127.0.0.1", "[::1]"]

    /// The name in lower case, without the port.
    let text: String

    /// The name in a Host field, which may have a port.
    init(_ field: String) {
        let host = field.lowercased()
        if host.hasPrefix("["), let end = host.firstIndex(of: "]") {
            text = String(host[...end])
        } else {
            text = String(host.prefix { $0 != ":" })
        }
    }

    /// Whether it is a name of this machine for itself.
    var isLoopback: Bool { Self.loopback.contains(text) }
}
