/// The grammars that are installed as `libtree-sitter-<language>.so` in given folders.
package struct GrammarLibrary: Sendable {
    /// The folders, searched in this order.
    package let folders: [String]

    /// The grammars of these folders; nothing is loaded yet.
    package init(folders: [String]) {
        self.folders = folders
    }

    /// The folders to search: `$COMPLYBOT_GRAMMARS`, then `grammars` beside the executable and in each of the
    /// five folders above it.
    package static func defaultFolders(executable: String, environment: [String: String])
        -> [String]
    {
        []
    }

    /// The grammar of a language; nil when none is installed or it has an ABI other than 13 or 14.
    package func grammar(for language: String) -> Grammar? {
        nil
    }
}
