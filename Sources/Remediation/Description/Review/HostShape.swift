/// Tells words that are read as the name of a host.
enum HostShape {
    /// Last parts of names of hosts; those that also end files are told by their shape.
    private static let domains: Set<String> = [
        "com", "org", "net", "io", "dev", "app", "example", "invalid", "test", "info", "biz",
        "xyz", "ru", "cn", "de", "uk", "eu", "us", "co", "ai", "me", "link", "click", "zip",
        "onion", "site", "online", "top", "gg", "ly", "vil",
    ]

    /// First parts of names in code that end like a host's: `logging.info`, `self.app`.
    private static let objects: Set<String> = [
        "app", "client", "cls", "config", "console", "log", "logger", "logging", "np", "os", "pd",
        "request", "requests", "response", "router", "self", "settings", "structlog", "sys",
    ]

    /// Whether the word is read as a host; as code a member of a usual object is none.
    static func matches(_ word: String, isCode: Bool = false) -> Bool {
        guard word.utf8.contains(UInt8(ascii: ".")) else { return false }
        let name = word.split(separator: "/", maxSplits: 1).first ?? ""
        let bare = name.split(separator: ":", maxSplits: 1).first ?? ""
        let labels = bare.lowercased().split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count >= 2, let first = labels.first, let last = labels.last,
            domains.contains(String(last)), !(isCode && objects.contains(String(first)))
        else { return false }
        return labels.allSatisfy { label in
            !label.isEmpty && label.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" }
        }
    }
}
