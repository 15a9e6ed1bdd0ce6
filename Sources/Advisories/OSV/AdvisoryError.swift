package import Basics

/// Why advisories cannot be used.
package struct AdvisoryError: DiagnosableError, Hashable {
    /// The kinds of failure.
    package enum Code: Sendable, Hashable {
        /// The folder or a file cannot be read.
        case unreadable
        /// A file, its version list or the folder is larger than the limits.
        case tooLarge
        /// A file is no OSV document.
        case malformed
        /// Two files hold the same id.
        case duplicate
    }

    /// Which kind of failure.
    package let code: Code
    /// The file, or the folder.
    package let file: String
    /// Why.
    package let reason: String

    package var diagnostic: Diagnostic {
        Diagnostic(
            code == .unreadable ? .incomplete : .usage, "read the advisories", on: file,
            because: reason)
    }
}
