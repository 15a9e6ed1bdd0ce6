/// A run of characters that looks random; an expression that is made from a few numbers.
enum EntropyLeaf {
    /// The characters of a run.
    enum Charset: String, CaseIterable {
        case base64
        case hex
    }

    /// The leaf's keys.
    static let format = FormatMapping(
        "a run of characters that looks random, such as a key of no known format",
        [
            .required("charset", .choice(of: Charset.self), "what the run is made of"),
            .required("length", .integer(minimum: 8), "the least number of characters"),
            .required("min", .scalar, "Shannon bits a character, from 0 to 8"),
        ] + MatchConfirmation.keys.filter { !["entropy", "checksum"].contains($0.name) })

    /// The expression for whole runs of at least some characters; it never looks at a character twice.
    static func pattern(charset: Charset, length: Int) -> String {
        switch charset {
        case .base64:
            "(?<![A-Za-z0-9+/_=-])[A-Za-z0-9+/_-]{\(length),}+={0,2}+(?![A-Za-z0-9+/_=-])"
        case .hex:
            "(?<![A-Za-z0-9])(?:[0-9a-f]{\(length),}+|[0-9A-F]{\(length),}+)(?![A-Za-z0-9])"
        }
    }
}
