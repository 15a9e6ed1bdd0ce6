internal import Basics
internal import CGit2

extension Repository {
    /// Where the repository was cloned from, as its configuration says; nil when it says nothing or holds credentials.
    ///
    /// The file is read for this one fact, by a parser of our own: what it includes is not looked at.
    package var origin: RemoteURL? {
        let common = try? withHandle { handle throws(GitError) in
            String(cString: git_repository_commondir(handle.repository))
        }
        guard let common, let bytes = try? BoundedFile.bytes(of: common + "config", limit: 1 << 20),
            let address = Self.originAddress(in: String(decoding: bytes, as: UTF8.self))
        else { return nil }
        return try? RemoteURL(parsing: address, relativeTo: workingDirectory ?? gitDirectory)
    }

    /// The last `url` below `[remote "origin"]`.
    static func originAddress(in configuration: String) -> String? {
        var isOrigin = false
        var address: String?
        for line in configuration.split(whereSeparator: \.isNewline) {
            let text = line.drop { $0 == " " || $0 == "\t" }
            if text.hasPrefix("[") {
                isOrigin =
                    text.lowercased().hasPrefix("[remote \"origin\"]")
                    && text.contains("\"origin\"")
                continue
            }
            let parts = text.split(separator: "=", maxSplits: 1)
            guard isOrigin, parts.count == 2, Self.trimmed(parts[0]).lowercased() == "url" else {
                continue
            }
            let value = Self.trimmed(parts[1])
            // Quotes, escapes and comments do not occur in addresses that git writes.
            address = value.contains { "\"\\;#".contains($0) } ? nil : value
        }
        return address
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text.drop { $0 == " " || $0 == "\t" }
        while text.last == " " || text.last == "\t" { text.removeLast() }
        return String(text)
    }
}
