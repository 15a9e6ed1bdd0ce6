internal import CTreeSitter

/// The grammar of one programming language, loaded for the life of the process.
///
/// Sendable because a loaded grammar is constant data of a library that is never unloaded.
package final class Grammar: @unchecked Sendable {
    /// The language: "python", "javascript", "go".
    package let language: String
    let pointer: OpaquePointer

    /// Loads the library at `path`; nil when it cannot be loaded or has an ABI other than 13 or 14.
    init?(language: String, path: String) {
        guard let library = dlopen(path, RTLD_NOW | RTLD_LOCAL) else { return nil }
        guard let pointer = complybot_ts_language(library, "tree_sitter_\(language)"),
            (13...14).contains(ts_language_version(pointer))
        else {
            dlclose(library)
            return nil
        }
        self.language = language
        self.pointer = pointer
    }
}
