/// The hosts that are reached without a proxy, as `NO_PROXY` lists them.
package struct ProxyExceptions: Hashable, Sendable {
    /// One entry of the list.
    private enum Entry: Hashable, Sendable {
        case everything
        /// A host and all below it; a port where one was written.
        case host(String, port: Int?)
        /// A network of IPv4, by its address and how many bits of it count.
        case network(UInt32, bits: Int)
    }

    private let entries: [Entry]

    /// No exceptions but loopback.
    package init() { entries = [] }

    /// Reads entries: `*`, a domain with or without a dot in front, an address, `HOST:PORT`, or `10.0.0.0/8`.
    package init(_ texts: [String]) {
        entries = texts.compactMap(Self.entry)
    }

    /// Reads a list of entries with commas or blanks between.
    package init(list text: String) {
        self.init(text.split { $0 == "," || $0.isWhitespace }.map(String.init))
    }

    /// Whether a host is reached directly; loopback always is, for no proxy can reach ours.
    package func contain(_ host: String, port: Int) -> Bool {
        let host = Self.plain(host)
        let address = Self.address(host)
        if host == "localhost" || host.hasSuffix(".localhost") || host == "::1" { return true }
        if let address, address >> 24 == 127 { return true }
        return entries.contains { entry in
            switch entry {
            case .everything: return true
            case .host(let name, let only):
                guard only == nil || only == port else { return false }
                return host == name || address == nil && host.hasSuffix("." + name)
            case .network(let network, let bits):
                guard let address else { return false }
                return bits == 0 || (address ^ network) >> (32 - UInt32(bits)) == 0
            }
        }
    }

    private static func entry(_ text: String) -> Entry? {
        var text = text.lowercased()
        if text == "*" { return .everything }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        if parts.count == 2, let network = address(String(parts[0])), let bits = Int(parts[1]),
            (0...32).contains(bits)
        {
            return .network(network, bits: bits)
        }
        if text.hasPrefix("*.") { text.removeFirst() }
        if text.hasPrefix(".") { text.removeFirst() }
        var port: Int?
        let colons = text.utf8.count { $0 == UInt8(ascii: ":") }
        if let colon = text.lastIndex(of: ":"), colons == 1 || text[..<colon].hasSuffix("]"),
            let number = Int(text[text.index(after: colon)...])
        {
            port = number
            text = String(text[..<colon])
        }
        text = plain(text)
        return text.isEmpty ? nil : .host(text, port: port)
    }

    /// In lower case, without brackets and the dot of a full name.
    private static func plain(_ host: String) -> String {
        var host = host.lowercased()
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        if host.hasSuffix(".") { host.removeLast() }
        return host
    }

    /// The number of an IPv4 address; nil for anything else.
    private static func address(_ text: String) -> UInt32? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var address: UInt32 = 0
        for part in parts {
            guard part.utf8.count <= 3, let byte = UInt8(part) else { return nil }
            address = address << 8 | UInt32(byte)
        }
        return address
    }
}
