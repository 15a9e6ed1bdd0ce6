/// The languages that rules can name, and how their files are called.
enum Language {
    /// File extensions by language.
    static let extensions: [String: [String]] = [
        "python": ["py"],
        "javascript": ["js", "mjs", "cjs", "jsx"],
        "typescript": ["ts", "mts", "cts", "tsx"],
        "go": ["go"],
    ]

    /// The languages, sorted.
    static let names = extensions.keys.sorted()

    /// Extensions of files that are no text, so that no rule about text wants them.
    static let binaryExtensions: Set<String> = [
        "7z", "a", "bin", "bmp", "bz2", "class", "db", "dll", "dylib", "eot", "exe", "gif", "gz",
        "ico", "jar", "jpeg", "jpg", "mo", "mov", "mp3", "mp4", "o", "ogg", "otf", "parquet", "pdf",
        "pickle", "pkl", "png", "pyc", "rar", "so", "sqlite", "sqlite3", "tar", "tgz", "tiff",
        "ttf", "wasm", "wav", "webm", "webp", "whl", "woff", "woff2", "xz", "zip", "zst",
    ]
}
