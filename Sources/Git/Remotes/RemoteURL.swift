package import Basics

/// The address of a repository: a local folder, http(s) or ssh, checked and in one spelling.
///
/// Refused are other schemes, user names and passwords in the address (only ssh has a user name), hosts that
/// begin with `-`, and control characters, raw or percent-encoded.
package struct RemoteURL: Hashable, Sendable, CustomStringConvertible {
    /// How the repository is reached.
    package enum Transport: Hashable, Sendable {
        /// A folder of this machine, by its absolute path.
        case local(path: String)
        /// Smart HTTP; the scheme is `http` or `https`.
        case http(scheme: String)
        /// SSH, as this user.
        case ssh(user: String)
    }

    /// How the repository is reached.
    package let transport: Transport
    /// The host in lower case; nil for a local folder.
    package let host: String?
    /// The port; nil for the scheme's own.
    package let port: UInt16?
    /// The path on the host, beginning with `/`; the folder itself for a local one.
    package let path: String

    /// The address in one spelling; safe to show.
    package var description: String {
        let authority = "\(host ?? "")\(port.map { ":\($0)" } ?? "")"
        switch transport {
        case .local(let path): return path
        case .http(let scheme): return "\(scheme)://\(authority)\(path)"
        case .ssh(let user): return "ssh://\(user)@\(authority)\(path)"
        }
    }

    /// The folder that the address names; nil when it is on another machine.
    package var localPath: String? {
        if case .local(let path) = transport { path } else { nil }
    }

    /// The last component of the path without `.git`.
    package var name: String {
        let last = path.split(separator: "/").last.map(String.init) ?? path
        return last.hasSuffix(".git") && last.count > 4 ? String(last.dropLast(4)) : last
    }

    /// The name of the mirror's folder: a digest of the address, so that one repository has one mirror.
    package var digest: Digest { Digest(of: description) }

    /// Whether the credentials of another address may be shown here: the same origin, or http grown to https.
    package func mayUseCredentials(of other: RemoteURL) -> Bool {
        guard host == other.host, port == other.port else { return false }
        if transport == .http(scheme: "https"), other.transport == .http(scheme: "http") {
            return true
        }
        return transport == other.transport
    }

    /// Reads an address.
    ///
    /// - Parameters:
    ///   - text: `https://…`, `http://…`, `ssh://…`, `user@host:path`, `file:///…`, or a path.
    ///   - folder: what a relative path is relative to, as an absolute path.
    /// - Throws: `GitError` with `.invalidAddress`.
    package init(parsing text: String, relativeTo folder: String? = nil) throws(GitError) {
        let parser = RemoteURLParser(text)
        (transport, host, port, path) = try parser.parse(relativeTo: folder)
    }
}
