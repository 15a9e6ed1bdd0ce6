/// The address of a proxy, with what it wants to know of us; only its description may be shown.
package struct ProxyAddress: Hashable, Sendable, CustomStringConvertible {
    /// The whole address, user and password included; for the libraries that connect.
    package let secretText: String
    /// Scheme, host and port.
    package let description: String
    /// User and password as they are written; nil for none.
    package let credential: String?

    /// Reads `http://[USER[:PASSWORD]@]HOST[:PORT]` or the same with `https`; a bare `HOST:PORT` is http.
    ///
    /// Nil for anything else, as proxies of other kinds are not spoken to.
    package init?(parsing text: String) {
        guard text.utf8.count <= 2048, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else {
            return nil
        }
        var rest = text[...]
        var scheme = "http"
        if let separator = Self.separator(in: rest) {
            scheme = rest[..<separator].lowercased()
            rest = rest[rest.index(separator, offsetBy: 3)...]
        }
        guard scheme == "http" || scheme == "https" else { return nil }
        if rest.hasSuffix("/") { rest.removeLast() }
        var user = ""
        if let at = rest.lastIndex(of: "@") {
            user = String(rest[...at])
            rest = rest[rest.index(after: at)...]
        }
        guard !rest.isEmpty, !rest.contains(where: { "/?#\\@".contains($0) }),
            let port = Self.port(of: rest, default: scheme == "https" ? 443 : 1080),
            !user.contains(where: { "/?#\\".contains($0) })
        else { return nil }
        let host = Self.hasPort(rest) ? String(rest) : "\(rest):\(port)"
        description = "\(scheme)://\(host.lowercased())"
        secretText = "\(scheme)://\(user)\(host.lowercased())"
        credential = user.isEmpty ? nil : String(user.dropLast())
    }

    private static func separator(in text: Substring) -> Substring.Index? {
        text.indices.first { text[$0...].hasPrefix("://") }
    }

    private static func hasPort(_ host: Substring) -> Bool {
        guard let colon = host.lastIndex(of: ":") else { return false }
        return !host[colon...].contains("]")
    }

    /// The port that is written, or the default; nil for what is no port.
    private static func port(of host: Substring, default fallback: Int) -> Int? {
        guard hasPort(host), let colon = host.lastIndex(of: ":") else { return fallback }
        let digits = host[host.index(after: colon)...]
        guard host.startIndex < colon, !digits.isEmpty, digits.utf8.count <= 5,
            digits.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), let port = Int(digits)
        else { return nil }
        return (1...65_535).contains(port) ? port : nil
    }
}
