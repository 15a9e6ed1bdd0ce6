internal import CMicroHTTPD
internal import Glibc

/// Where a server listens: a numeric address and a port.
package struct ListenAddress: Hashable, Sendable, CustomStringConvertible {
    /// The address without brackets, such as `127.0.0.1` or `::1`.
    package let host: String
    /// The port; 0 lets the system choose one.
    package let port: Int

    /// Loopback, on a port of the system's choosing.
    package static let anyLoopback = ListenAddress(host: "127.0.0.1", port: 0)

    private init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// Reads `ADDRESS:PORT`; an IPv6 address stands in brackets, and `localhost` means 127.0.0.1.
    package init(parsing text: String) throws(ServerError) {
        func refuse(_ reason: String) -> ServerError {
            ServerError(
                .invalidAddress, "listen", on: text, because: reason,
                remedy: "write an address and a port, as 127.0.0.1:8080 or [::1]:8080")
        }
        guard let colon = text.utf8.lastIndex(of: UInt8(ascii: ":")) else {
            throw refuse("there is no port")
        }
        let digits = text[text.utf8.index(after: colon)...]
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let port = Int(digits), port < 65536
        else { throw refuse("the port is not a number from 0 to 65535") }
        var host = String(text[..<colon])
        let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
        if isBracketed { host = String(host.dropFirst().dropLast()) }
        if host == "localhost" { host = "127.0.0.1" }
        self.init(host: host, port: port)
        guard isBracketed ? isVersion6 : isVersion4 else {
            throw refuse("'\(host)' is not a numeric address")
        }
    }

    /// The same address on another port.
    package func on(port: Int) -> ListenAddress { ListenAddress(host: host, port: port) }

    package var description: String { isVersion6 ? "[\(host)]:\(port)" : "\(host):\(port)" }

    /// Whether only programs on this machine can reach it.
    package var isLoopback: Bool {
        isVersion6 ? version6?.isLoopback == true : host.hasPrefix("127.")
    }

    var isVersion6: Bool { version6 != nil }

    private var isVersion4: Bool {
        var address = in_addr()
        return inet_pton(AF_INET, host, &address) == 1
    }

    private var version6: in6_addr? {
        var address = in6_addr()
        return inet_pton(AF_INET6, host, &address) == 1 ? address : nil
    }
}

extension in6_addr {
    fileprivate var isLoopback: Bool {
        withUnsafeBytes(of: self) { bytes in
            bytes.dropLast().allSatisfy { $0 == 0 } && bytes.last == 1
        }
    }
}
