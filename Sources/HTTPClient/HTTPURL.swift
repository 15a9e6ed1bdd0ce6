/// An absolute `https` or `http` address without credentials and without a fragment.
///
/// It is stricter than a browser: ASCII only, no user information, a host of letters, digits, dots and hyphens
/// or an IPv6 address in brackets. What this type accepts, libcurl reads the same way.
package struct HTTPURL: Sendable, Hashable {
    /// The two schemes spoken.
    package enum Scheme: String, Sendable, Hashable {
        case http, https

        var defaultPort: Int { self == .http ? 80 : 443 }
    }

    /// The scheme.
    package let scheme: Scheme
    /// The host in lower case, an IPv6 address with its brackets.
    package let host: String
    /// The port, the scheme's own when none was written.
    package let port: Int
    /// Path and query, beginning with a slash.
    package let target: String

    /// Reads an address.
    package init(parsing text: String) throws(HTTPError) {
        guard text.utf8.count <= 8192, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else {
            throw .invalidURL("it holds blanks, control or non-ASCII characters, or is too long")
        }
        let bytes = Array(text.utf8)
        guard let separator = bytes.indices.first(where: { bytes[$0...].starts(with: "://".utf8) }),
            let scheme = Scheme(
                rawValue: String(decoding: bytes[..<separator], as: UTF8.self).lowercased())
        else { throw .invalidURL("it does not begin with https:// or http://") }
        let rest = bytes[(separator + 3)...]
        let end = rest.firstIndex { "/?#\\".utf8.contains($0) } ?? rest.endIndex
        guard !rest[end...].contains(UInt8(ascii: "#")) else {
            throw .invalidURL("it has a fragment")
        }
        guard end == rest.endIndex || rest[end] != UInt8(ascii: "\\") else {
            throw .invalidURL("it has a backslash after the host")
        }
        let authority = try Self.authority(rest[..<end])
        let target = String(decoding: rest[end...], as: UTF8.self)
        self.scheme = scheme
        self.host = authority.host
        self.port = authority.port ?? scheme.defaultPort
        self.target = target.utf8.first == UInt8(ascii: "/") ? target : "/" + target
    }

    private init(scheme: Scheme, host: String, port: Int, target: String) {
        self.scheme = scheme
        self.host = host
        self.port = port
        self.target = target
    }

    /// The whole address, as it is requested.
    package var text: String { origin + target }

    /// Scheme, host and, where it is not the scheme's own, port.
    package var origin: String {
        port == scheme.defaultPort
            ? "\(scheme.rawValue)://\(host)" : "\(scheme.rawValue)://\(host):\(port)"
    }

    /// Whether the host names this machine and nothing else.
    package var isLoopback: Bool {
        if host == "localhost" || host == "[::1]" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }

    /// The address with a path added below its own, its query dropped.
    package func appending(path: String) -> HTTPURL {
        var base = target.prefix { $0 != "?" }
        while base.last == "/" { base.removeLast() }
        return HTTPURL(scheme: scheme, host: host, port: port, target: "\(base)/\(path)")
    }

    /// What a `Location` in an answer from here names: an address, or a path of the same origin.
    package func resolving(_ location: String) throws(HTTPError) -> HTTPURL {
        guard location.hasPrefix("/"), !location.hasPrefix("//") else {
            return try HTTPURL(parsing: location)
        }
        return try HTTPURL(parsing: origin + location)
    }

    /// The address without its query.
    package var withoutQuery: HTTPURL {
        HTTPURL(
            scheme: scheme, host: host, port: port, target: String(target.prefix { $0 != "?" }))
    }

    private static func authority(
        _ bytes: ArraySlice<UInt8>
    ) throws(HTTPError) -> (host: String, port: Int?) {
        guard !bytes.contains(UInt8(ascii: "@")) else {
            throw .invalidURL("it holds credentials; give them in a header")
        }
        let text = String(decoding: bytes, as: UTF8.self).lowercased()
        let hostEnd: String.Index
        if text.hasPrefix("[") {
            guard let bracket = text.firstIndex(of: "]") else {
                throw .invalidURL("the host's bracket is not closed")
            }
            hostEnd = text.index(after: bracket)
            guard
                text[..<bracket].dropFirst().utf8.allSatisfy({
                    ":.0123456789abcdef".utf8.contains($0)
                })
            else { throw .invalidURL("the host is no IPv6 address") }
        } else {
            hostEnd = text.firstIndex(of: ":") ?? text.endIndex
            guard hostEnd != text.startIndex, text[..<hostEnd].utf8.allSatisfy(isHostByte) else {
                throw .invalidURL(
                    "the host is missing or holds other characters than a host name can")
            }
        }
        let host = String(text[..<hostEnd])
        guard hostEnd != text.endIndex else { return (host, nil) }
        let digits = text[hostEnd...].dropFirst()
        guard text[hostEnd] == ":", digits.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }),
            let port = Int(digits), (1...65535).contains(port)
        else { throw .invalidURL("the port is no number from 1 to 65535") }
        return (host, port)
    }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        "abcdefghijklmnopqrstuvwxyz0123456789.-_".utf8.contains(byte)
    }
}

extension HTTPURL: CustomStringConvertible {
    /// The address without its query, which may hold what a log must not.
    package var description: String { withoutQuery.text }
}
