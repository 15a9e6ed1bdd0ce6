internal import Documents

/// Whether the code owners of paths are named.
package struct CodeownersLeaf: Hashable, Sendable {
    /// Paths of which each needs an owner: `*` for every file, `folder/` for what lies in a folder, or a file.
    package var paths: [String]
    /// Holds when an owner is missing, instead of when all are there.
    package var isAbsent: Bool
    /// Where the file may stand, the first that is there counts.
    package var locations: [String]

    /// A leaf from its parts.
    package init(paths: [String], isAbsent: Bool, locations: [String]) {
        self.paths = paths
        self.isAbsent = isAbsent
        self.locations = locations
    }

    /// The leaf's keys.
    static let format = FormatMapping(
        "whether CODEOWNERS, as GitHub reads it, names owners; attributes `missing`, and capture `owners`",
        [
            .required(
                "covers", .oneOrMore(.text),
                "the paths: `*` for every file, `folder/` for what lies in a folder, or a file"),
            FormatKey(
                "state", .choice(["present", "absent"]),
                "whether it holds when all of them have an owner (the default) or one has none"),
            FormatKey(
                "locations", .list(.text),
                "where the file may stand, by default \(Codeowners.locations.joined(separator: ", "))"
            ),
        ])
}
