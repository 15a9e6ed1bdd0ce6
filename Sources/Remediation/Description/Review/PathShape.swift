/// Tells words that readers take for a file.
enum PathShape {
    private static let extensions: Set<String> = [
        "py", "pyi", "js", "mjs", "cjs", "ts", "tsx", "jsx", "go", "mod", "sum", "rs", "java", "kt",
        "rb",
        "php", "c", "h", "cc", "cpp", "cs", "swift", "sh", "bash", "yml", "yaml", "json", "toml",
        "ini",
        "cfg", "conf", "txt", "md", "rst", "lock", "xml", "html", "css", "sql", "tf", "env", "pem",
        "key",
        "dockerfile", "proto", "gradle", "properties", "csv", "log", "patch", "diff", "ipynb",
    ]
    private static let names: Set<String> = [
        "dockerfile", "makefile", "codeowners", "license", "procfile", "gemfile", "jenkinsfile",
        "pipfile",
        ".env", ".gitignore", ".dockerignore", ".npmrc", ".netrc",
    ]
    /// Names of things that end like a file.
    private static let exceptions: Set<String> = ["Node.js", "Next.js", "Vue.js", "Express.js"]
    /// Pairs of words that a slash joins in ordinary English.
    private static let pairs: Set<String> = [
        "and/or", "read/write", "before/after", "ci/cd", "tcp/ip", "i/o", "input/output",
        "pass/fail",
        "request/response", "health/readiness", "liveness/readiness", "http/1.1", "http/2",
        "http/3",
    ]

    /// Whether the word is read as a file or folder; as code it takes less to be one.
    static func matches(_ word: String, isCode: Bool) -> Bool {
        if exceptions.contains(word) { return false }
        if word.contains("/") || word.contains("\\") || word.contains("／") {
            return !pairs.contains(word.lowercased())
        }
        if word.hasPrefix("~") || word.hasPrefix("..") { return true }
        let bare = word.split(separator: ":").first.map { $0.lowercased() } ?? ""
        if names.contains(bare) {
            return isCode || bare.hasPrefix(".") || word != word.lowercased()
        }
        guard let dot = bare.lastIndex(of: "."), dot != bare.startIndex else { return false }
        return extensions.contains(String(bare[bare.index(after: dot)...]))
    }
}
