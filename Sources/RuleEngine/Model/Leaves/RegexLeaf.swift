/// A regular expression over the text of files.
package struct RegexLeaf: Hashable, Sendable {
    package var pattern: String
    package var files: [String]
    /// Matches that one of these also matches do not count.
    package var exceptions: [String]
    /// The named group whose span is the match; nil for the whole match.
    package var group: String?

    /// A leaf from its parts.
    package init(pattern: String, files: [String], exceptions: [String], group: String?) {
        self.pattern = pattern
        self.files = files
        self.exceptions = exceptions
        self.group = group
    }

    /// The leaf's keys.
    static let format = FormatMapping(
        "a regular expression (PCRE2) over the text of files; named groups bind captures; ASCII classes unless `(?u)`",
        [
            .required("pattern", .regex, "the expression"),
            FormatKey("files", .oneOrMore(.glob), "which files; all text files by default"),
            FormatKey(
                "not_if", .oneOrMore(.regex), "matches whose text one of these matches do not count"
            ),
            FormatKey("group", .identifier, "the named group whose span is the match"),
        ])
}
