/// A tree-sitter query of the rule's own.
package struct QueryLeaf: Hashable, Sendable {
    package var language: String
    package var query: String
    package var files: [String]

    /// A leaf from its parts.
    package init(language: String, query: String, files: [String]) {
        self.language = language
        self.query = query
        self.files = files
    }

    /// The leaf's keys.
    static let format = FormatMapping(
        "a tree-sitter query of the rule's own; captures bind by name",
        [
            .required("lang", .choice(Language.names), "the language"),
            .required("query", .text, "the query"),
            FormatKey("files", .oneOrMore(.glob), "which files; all of the language by default"),
        ])
}
