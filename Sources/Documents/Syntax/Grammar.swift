internal import CTreeSitter

/// The grammar of one programming language, loaded for the life of the process.
///
/// Sendable because a loaded grammar is constant data of a library that is never unloaded.
package final class Grammar: @unchecked Sendable {
    /// The language: "python", "javascript", "go".
    package let language: String
    let pointer: OpaquePointer

    init(language: String, pointer: OpaquePointer) {
        self.language = language
        self.pointer = pointer
    }
}
