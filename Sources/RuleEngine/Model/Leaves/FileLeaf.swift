/// Entries of the tree, by name.
package struct FileLeaf: Hashable, Sendable {
    package var globs: [String]
    package var isAbsent: Bool
    package var ignoresCase: Bool

    /// A leaf from its parts.
    package init(globs: [String], isAbsent: Bool, ignoresCase: Bool) {
        self.globs = globs
        self.isAbsent = isAbsent
        self.ignoresCase = ignoresCase
    }

    /// The leaf's keys.
    static let format = FormatMapping(
        "entries of the tree, by name; content is not read",
        [
            .required("glob", .oneOrMore(.glob), "which entries"),
            FormatKey(
                "state", .choice(["present", "absent"]),
                "whether it holds when there is one (the default) or none"),
            FormatKey(
                "case", .choice(["sensitive", "insensitive"]), "whether case counts (the default)"),
        ])
}
