/// The name of an image: `[registry/]repository[:tag][@digest]`.
package struct ImageReference: Hashable, Sendable {
    /// As written, without tag and digest.
    package let name: String
    package let tag: String?
    /// With its algorithm: `sha256:…`.
    package let digest: String?

    /// Cuts a reference into its parts.
    package init(_ text: String) {
        let bytes = Array(text.utf8)
        let at = bytes.firstIndex(of: UInt8(ascii: "@")) ?? bytes.count
        let named = bytes[..<at]
        let folder = named.lastIndex(of: UInt8(ascii: "/")) ?? -1
        var colon = at
        if let last = named.lastIndex(of: UInt8(ascii: ":")), last > folder { colon = last }
        name = String(decoding: bytes[..<colon], as: UTF8.self)
        tag = colon < at ? String(decoding: bytes[(colon + 1)..<at], as: UTF8.self) : nil
        digest =
            at < bytes.count ? String(decoding: bytes[(at + 1)...], as: UTF8.self) : nil
    }

    /// Whether it cannot be an image but stands for one that the build puts in its place: names have no capitals.
    var isPlaceholder: Bool {
        var parts = name.split(separator: "/")[...]
        if let host = parts.first, parts.count > 1, host.contains(where: { ".:".contains($0) }) {
            parts = parts.dropFirst()
        }
        return parts.contains { part in
            part.utf8.contains { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
        }
    }

    /// The reference in one manner, as patterns are matched against it.
    ///
    /// `docker.io/` and `library/` in front fall away, and without tag and digest the tag is `latest`.
    package var canonical: String {
        var short = Substring(name)
        for prefix in ["docker.io/", "index.docker.io/", "library/"] where short.hasPrefix(prefix) {
            short = short.dropFirst(prefix.count)
        }
        let version = tag ?? (digest == nil ? "latest" : nil)
        return short + (version.map { ":" + $0 } ?? "") + (digest.map { "@" + $0 } ?? "")
    }
}
