/// Entries of the tree, by name and, if asked, by what they are.
package struct FileLeaf: Hashable, Sendable {
    /// What an entry of a tree can be.
    package enum Mode: String, CaseIterable, Hashable, Sendable {
        case regular, executable, symlink, submodule
    }

    package var globs: [String]
    /// Entries that do not count.
    package var exceptions: [String] = []
    package var isAbsent: Bool
    package var ignoresCase: Bool
    /// What an entry has to be; empty for anything.
    package var modes: Set<Mode> = []
    /// Files below this size count.
    package var maximumBytes: Int?
    package var minimumBytes: Int?
    /// The digests, in lower-case hex, of which the content must have one; empty for any content.
    package var digests: Set<String> = []
    /// The kinds of content, by their first bytes, of which the content must be one; empty for any.
    package var magic: [String] = []

    /// A leaf from its parts.
    package init(globs: [String], isAbsent: Bool, ignoresCase: Bool) {
        self.globs = globs
        self.isAbsent = isAbsent
        self.ignoresCase = ignoresCase
    }

    /// Whether the name alone does not say if an entry counts.
    var asksForContent: Bool { !digests.isEmpty || !magic.isEmpty }

    /// The leaf's keys.
    static let format = FormatMapping(
        "entries of the tree, by name; content is read only for `sha256` and `magic`",
        [
            .required("glob", .oneOrMore(.glob), "which entries"),
            FormatKey("exclude", .oneOrMore(.glob), "entries that do not count"),
            FormatKey(
                "state", .choice(["present", "absent"]),
                "whether it holds when there is one (the default) or none"),
            FormatKey(
                "case", .choice(["sensitive", "insensitive"]), "whether case counts (the default)"),
            FormatKey(
                "mode", .oneOrMore(.choice(of: Mode.self)), "what the entry is; anything by default"
            ),
            FormatKey("min_bytes", .integer(minimum: 0), "files of at least this size count"),
            FormatKey("max_bytes", .integer(minimum: 0), "files of at most this size count"),
            FormatKey(
                "sha256", .oneOrMore(.text), "the content has one of these digests, in hex"),
            FormatKey(
                "magic", .oneOrMore(.choice(FileMagic.names)),
                "the content is of one of these kinds, by its first bytes"),
        ])
}
