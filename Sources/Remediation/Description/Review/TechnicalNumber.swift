/// Tells numbers that are part of a technical name and count nothing: `HTTP 200`, `TLS 1.3`, `sha256`, `HTTP/1.1`.
enum TechnicalNumber {
    /// Whether the word with its digits is such a name, or the number of one that the word before it begins.
    static func isOne(_ word: String, after before: String) -> Bool {
        let lower = word.lowercased()
        if names.contains(lower) { return true }
        let before = before.lowercased()
        if statusWords.contains(before) { return isStatus(lower) }
        if standards.contains(before) {
            return lower.utf8.allSatisfy { (0x30...0x39).contains($0) } && lower.utf8.count >= 3
        }
        return versioned[before]?.contains(lower) ?? false
    }

    private static func isStatus(_ word: String) -> Bool {
        guard let number = Int(word) else { return statusClasses.contains(word) }
        return word.utf8.count == 3 && (100..<600).contains(number)
    }

    private static let statusWords: Set<String> = [
        "http", "status", "code", "answers", "answer", "returns", "return",
    ]
    private static let statusClasses: Set<String> = ["1xx", "2xx", "3xx", "4xx", "5xx"]
    private static let standards: Set<String> = ["rfc", "iso", "pep", "fips", "ieee"]
    private static let versioned: [String: Set<String>] = [
        "tls": ["1.2", "1.3"], "oauth": ["2", "2.0"], "http": ["1.1", "2", "3"],
        "openapi": ["3", "3.0", "3.1"],
    ]
    private static let names: Set<String> = [
        "1xx", "2xx", "3xx", "4xx", "5xx", "sha1", "sha-1", "sha256", "sha-256", "sha512",
        "sha-512", "md5", "utf8", "utf-8", "utf-16", "base64", "ipv4", "ipv6", "http/1.1",
        "http/2", "http/3", "oauth2", "x.509", "x86_64", "arm64", "w3c", "k8s", "ed25519", "s3",
        "iso-8601", "i18n", "tls1.2", "tls1.3",
    ]
}
