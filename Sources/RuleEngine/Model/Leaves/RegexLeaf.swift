/// A regular expression over the text of files.
package struct RegexLeaf: Hashable, Sendable {
    /// The expression, with its flags in front, such as `(?im)`.
    package var pattern: String
    package var files: [String]
    /// Files that are left out of those.
    package var exceptFiles: [String] = []
    /// The named group whose span is the match; nil for the whole match.
    package var group: String?
    /// Literals of which one must stand in a file, in any case, for the expression to be tried there.
    package var keywords: [String]
    package var confirmation: MatchConfirmation
    /// What a match is, in words for people.
    package var label: String?
    /// Whether what was matched is a secret, which nobody may see.
    package var isRedacting: Bool

    /// A leaf from its parts.
    package init(
        pattern: String, files: [String] = [], group: String? = nil, keywords: [String] = [],
        confirmation: MatchConfirmation = MatchConfirmation(), label: String? = nil,
        isRedacting: Bool = false
    ) {
        self.pattern = pattern
        self.files = files
        self.group = group
        self.keywords = keywords
        self.confirmation = confirmation
        self.label = label
        self.isRedacting = isRedacting
    }

    /// The leaf's keys.
    static let format = FormatMapping(
        "a regular expression (PCRE2) over the text of files; named groups bind captures; ASCII classes unless the flag `u` is given",
        [
            .required("pattern", .regex, "the expression"),
            FormatKey(
                "flags", .text,
                "letters of `imsxu`: any case, `^` and `$` at lines, `.` matches line ends, free spacing, Unicode; the same as `(?imsxu)` in front of the expression"
            ),
            FormatKey("group", .identifier, "the named group whose span is the match"),
        ] + MatchConfirmation.keys)
}

/// What must be so of a match for it to count.
package struct MatchConfirmation: Hashable, Sendable {
    /// Matches whose text one of these expressions matches do not count.
    package var exceptions: [String]
    /// Matches that hold one of these, in any case, do not count.
    package var stopwords: [String]
    package var entropy: EntropyFloor?
    package var checksum: CredentialChecksum?

    /// A confirmation from its parts; without any, every match counts.
    package init(
        exceptions: [String] = [], stopwords: [String] = [], entropy: EntropyFloor? = nil,
        checksum: CredentialChecksum? = nil
    ) {
        self.exceptions = exceptions
        self.stopwords = stopwords
        self.entropy = entropy
        self.checksum = checksum
    }

    /// The keys that every leaf about text has.
    static let keys: [FormatKey] = [
        FormatKey(
            "files", .oneOrMore(.glob), "which files; all text files by default, binary ones aside"),
        FormatKey("not_files", .oneOrMore(.glob), "files that are left out of those"),
        FormatKey(
            "keywords", .oneOrMore(.text),
            "literals of which one must stand in the file, in any case; what is cheap to look for goes first"
        ),
        FormatKey(
            "entropy", .mapping(EntropyFloor.format),
            "how unpredictable the matched text must be, in Shannon bits a character"),
        FormatKey(
            "checksum", .choice(of: CredentialChecksum.self),
            "the issuer's own check, which the matched text must pass"),
        FormatKey(
            "not_if", .oneOrMore(.regex), "matches whose text one of these matches do not count"),
        FormatKey(
            "stopwords", .oneOrMore(.text),
            "matches that hold one of these, in any case, do not count"
        ),
        FormatKey("label", .text, "what a match is, in words for people: `{{id.label}}`"),
        FormatKey(
            "redact", .boolean,
            "the match is a secret: messages, reports and descriptions never show it"),
    ]
}

/// How unpredictable the text of a match must be.
package struct EntropyFloor: Hashable, Sendable {
    /// The named group whose text is judged; nil for that of the match.
    package var group: String?
    /// Shannon bits a character.
    package var minimum: Double

    /// A floor from its parts.
    package init(group: String? = nil, minimum: Double) {
        self.group = group
        self.minimum = minimum
    }

    static let format = FormatMapping(
        "how unpredictable text must be",
        [
            FormatKey("group", .identifier, "the named group that is judged; else the match"),
            .required("min", .scalar, "Shannon bits a character, from 0 to 8"),
        ])
}
