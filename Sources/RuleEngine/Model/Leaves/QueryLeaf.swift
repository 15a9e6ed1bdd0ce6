/// A tree-sitter query of the rule's own.
package struct QueryLeaf: Hashable, Sendable {
    package var language: String
    package var query: String
    package var files: [String]
    /// Where the query's own text starts.
    package var start: SourceLocation

    /// A leaf from its parts.
    package init(language: String, query: String, files: [String], start: SourceLocation) {
        self.language = language
        self.query = query
        self.files = files
        self.start = start
    }

    /// The leaf's keys.
    static let format = FormatMapping(
        "a tree-sitter query of the rule's own; captures bind by name",
        [
            .required(
                "lang", .text, "the language: one that ships, or of the pack's own `queries`"),
            .required("query", .text, "the query"),
            FormatKey("files", .oneOrMore(.glob), "which files; all of the language by default"),
        ])
}
