package import Basics

/// A mistake in an approval matrix, with its place.
package struct ApprovalMatrixError: DiagnosableError, Hashable {
    /// The file.
    package let file: String
    /// The line, counted from 1.
    package let line: Int
    /// The column, counted from 1 in Unicode scalars.
    package let column: Int
    /// What is wrong.
    package let reason: String

    package var diagnostic: Diagnostic {
        Diagnostic(
            .usage, "read the approval matrix", on: "\(file):\(line):\(column)", because: reason)
    }
}
