package import Basics

/// Why a policy document or a library of them cannot be used.
package struct PolicyError: DiagnosableError, Hashable {
    /// The kinds of failure.
    package enum Code: Sendable, Hashable {
        /// The folder or the file cannot be read.
        case unreadable
        /// The file is larger than a document or a catalog may be.
        case tooLarge
        /// The front matter is not closed, or a line of it is no `key: value`.
        case malformedFrontMatter
        /// The file is no OSCAL catalog, or one that cannot be read.
        case malformedCatalog
        /// Two documents have the same id or the same file name.
        case duplicate
        /// The file of vectors cannot be used.
        case store
        /// A search by meaning was asked for, and no embedding model is configured.
        case noModel
        /// An embedding model did not answer with vectors.
        case badVectors
        /// The full-text index failed.
        case index
    }

    /// Which kind of failure.
    package let code: Code
    /// The file's name, or the folder's.
    package let file: String
    /// The line, counted from 1, where there is one.
    package let line: Int?
    /// Why.
    package let reason: String

    /// An error from its parts.
    package init(_ code: Code, file: String, line: Int? = nil, reason: String) {
        self.code = code
        self.file = file
        self.line = line
        self.reason = reason
    }

    package var diagnostic: Diagnostic {
        let isWorlds = [.unreadable, .index, .store, .badVectors].contains(code)
        return Diagnostic(
            isWorlds ? .incomplete : .usage, "read the policy documents",
            on: line.map { "\(file):\($0)" } ?? file, because: reason)
    }
}
