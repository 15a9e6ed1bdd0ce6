internal import Git

/// Which host a repository's failures are shared with.
enum WorkHost {
    /// What stands for this machine.
    static let local = "local"

    /// The host of a repository's key, or of its address where the key has none; `local` for a folder of this machine.
    static func name(of key: String, at location: String) -> String {
        if !key.hasPrefix("place:"), let colon = key.lastIndex(of: ":") {
            return String(key[..<colon])
        }
        return (try? RemoteURL(parsing: location))?.host ?? local
    }
}
