/// The reading of a remote's address; see `RemoteURL` for what is refused.
struct RemoteURLParser {
    typealias Parts = (transport: RemoteURL.Transport, host: String?, port: UInt16?, path: String)

    private let text: String
    private let call: GitCall

    init(_ text: String) {
        self.text = text
        call = GitCall("read the address of the repository", on: Self.shown(text))
    }

    func parse(relativeTo folder: String?) throws(GitError) -> Parts {
        if text.isEmpty { throw refused("it is empty") }
        if text.utf8.count > 2048 { throw refused("it is longer than 2048 bytes") }
        if text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7f }) {
            throw refused("it holds a control character")
        }
        if text.hasPrefix("-") { throw refused("it begins with -") }
        guard let mark = text.firstRange(of: "://") else {
            return try withoutScheme(relativeTo: folder)
        }
        let rest = String(text[mark.upperBound...])
        switch text[..<mark.lowerBound].lowercased() {
        case "https": return try http("https", rest, defaultPort: 443)
        case "http": return try http("http", rest, defaultPort: 80)
        case "ssh": return try ssh(rest)
        case "file": return try file(rest)
        default: throw refused("its scheme is not allowed", remedy: "use https, ssh or a folder")
        }
    }

    private func withoutScheme(relativeTo folder: String?) throws(GitError) -> Parts {
        let head = text.prefix { $0 != "/" }
        guard let colon = head.firstIndex(of: ":") else {
            return try local(text, relativeTo: folder)
        }
        let path = String(text[text.index(after: colon)...])
        if path.hasPrefix(":") {
            throw refused("its scheme is not allowed", remedy: "use https, ssh or a folder")
        }
        guard let at = head[..<colon].lastIndex(of: "@") else {
            throw refused(
                "it is neither a URL nor user@host:path", remedy: "use https, ssh or a folder")
        }
        let user = try userName(String(head[..<at]))
        let host = try host(String(head[head.index(after: at)..<colon]))
        return (
            .ssh(user: user), host, nil, try remotePath(path.hasPrefix("/") ? path : "/\(path)")
        )
    }

    private func http(_ scheme: String, _ rest: String, defaultPort: UInt16) throws(GitError)
        -> Parts
    {
        let (authority, path) = Self.split(rest)
        if authority.contains("@") {
            throw refused(
                "it holds user information",
                remedy: "give credentials by environment variable or file")
        }
        let (host, port) = try hostAndPort(authority, defaultPort: defaultPort)
        if path.contains("?") || path.contains("#") {
            throw refused("it has a query or a fragment")
        }
        return (.http(scheme: scheme), host, port, try remotePath(path))
    }

    private func ssh(_ rest: String) throws(GitError) -> Parts {
        let (authority, path) = Self.split(rest)
        let at = authority.lastIndex(of: "@")
        let user = try userName(at.map { String(authority[..<$0]) } ?? "git")
        let target = at.map { String(authority[authority.index(after: $0)...]) } ?? authority
        let (host, port) = try hostAndPort(target, defaultPort: 22)
        return (.ssh(user: user), host, port, try remotePath(path))
    }

    private func file(_ rest: String) throws(GitError) -> Parts {
        guard rest.hasPrefix("/") else { throw refused("a file address names no host") }
        if rest.contains("%") {
            throw refused("a file address is not percent-encoded here", remedy: "use the path")
        }
        return try local(rest, relativeTo: nil)
    }

    private func local(_ path: String, relativeTo folder: String?) throws(GitError) -> Parts {
        guard path.hasPrefix("/") || folder != nil else {
            throw refused("the path is not absolute")
        }
        var components: [Substring] = []
        for component in (path.hasPrefix("/") ? path : "\(folder ?? "")/\(path)").split(
            separator: "/")
        {
            switch component {
            case ".": continue
            case "..": _ = components.popLast()
            default: components.append(component)
            }
        }
        let absolute = "/" + components.joined(separator: "/")
        return (.local(path: absolute), nil, nil, absolute)
    }

    private func userName(_ user: String) throws(GitError) -> String {
        if user.contains(":") {
            throw refused(
                "it holds a password", remedy: "give credentials by environment variable or file")
        }
        guard !user.isEmpty, !user.hasPrefix("-"), user.utf8.allSatisfy(Self.isPlain) else {
            throw refused("its user name is not allowed")
        }
        return user
    }

    private func hostAndPort(
        _ authority: String, defaultPort: UInt16
    ) throws(GitError) -> (String, UInt16?) {
        guard let colon = authority.lastIndex(of: ":") else { return (try host(authority), nil) }
        let digits = authority[authority.index(after: colon)...]
        guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = UInt16(digits),
            port > 0
        else {
            throw refused("its port is no number")
        }
        return (try host(String(authority[..<colon])), port == defaultPort ? nil : port)
    }

    private func host(_ host: String) throws(GitError) -> String {
        guard !host.isEmpty, host.utf8.count <= 253, !host.hasPrefix("-"), !host.hasPrefix("."),
            host.utf8.allSatisfy(Self.isPlain)
        else { throw refused("its host is not allowed") }
        return host.lowercased()
    }

    private func remotePath(_ path: String) throws(GitError) -> String {
        let lowered = path.lowercased()
        for index in 0..<0x20
        where lowered.contains(
            index < 16 ? "%0\(String(index, radix: 16))" : "%1\(String(index - 16, radix: 16))")
        {
            throw refused("it holds an encoded control character")
        }
        if lowered.contains("%7f") { throw refused("it holds an encoded control character") }
        let components = path.split(separator: "/")
        if components.isEmpty { throw refused("it names no repository") }
        if components.contains(where: { $0 == ".." || $0 == "." || $0.hasPrefix("-") }) {
            throw refused("its path is not allowed")
        }
        if path.utf8.contains(where: { $0 == 0x20 || $0 == UInt8(ascii: "\\") }) {
            throw refused("its path holds a space or a backslash")
        }
        return "/" + components.joined(separator: "/")
    }

    private func refused(_ reason: String, remedy: String? = nil) -> GitError {
        call.failure(.invalidAddress, reason, remedy: remedy)
    }

    private static func split(_ rest: String) -> (authority: String, path: String) {
        guard let slash = rest.firstIndex(of: "/") else { return (rest, "") }
        return (String(rest[..<slash]), String(rest[slash...]))
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: "_"):
            true
        default: false
        }
    }

    /// The address without what may be a password: nothing before the last `@` of its authority is shown.
    private static func shown(_ text: String) -> String {
        let short = String(text.prefix(200))
        guard !short.contains("://"), let at = short.firstIndex(of: "@"), short[..<at].contains(":")
        else {
            return short
        }
        return String(short[short.index(after: at)...])
    }
}
