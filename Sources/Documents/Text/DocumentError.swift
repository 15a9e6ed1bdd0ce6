package import Basics

/// Why a file could not be read as what it claims to be.
package struct DocumentError: Error, Hashable, Sendable {
    /// What it was read as: "yaml", "toml", "requirements", "python", "query".
    package let format: String
    /// What is wrong, in words.
    package let reason: String
    /// Where it is wrong.
    package let position: TextPosition

    /// An error from its parts.
    package init(format: String, reason: String, position: TextPosition) {
        self.format = format
        self.reason = reason
        self.position = position
    }
}

extension DocumentError: DiagnosableError {
    package var diagnostic: Diagnostic {
        Diagnostic(
            .incomplete, "read \(format)", on: "\(position.line):\(position.column)",
            because: reason)
    }
}
