package import Basics

/// Why an edit of structured data was refused; nothing was changed.
package enum DataEditError: Error, Hashable, Sendable {
    /// The path leads nowhere.
    case notFound(DataPath)
    /// The path leads to more than one node.
    case ambiguous(DataPath)
    /// The edit cannot be done with certainty, and why.
    case unsupported(String)
}

extension DataEditError: DiagnosableError {
    package var diagnostic: Diagnostic {
        switch self {
        case .notFound(let path):
            Diagnostic(.incomplete, "edit data", on: "\(path)", because: "there is no such node")
        case .ambiguous(let path):
            Diagnostic(
                .incomplete, "edit data", on: "\(path)", because: "the path names several nodes")
        case .unsupported(let reason):
            Diagnostic(.incomplete, "edit data", because: reason)
        }
    }
}

/// Where a new member goes among its siblings.
package enum MemberPosition: Hashable, Sendable {
    case first
    case last
    case before(String)
    case after(String)
    /// In byte order when the siblings are sorted so, else last.
    case sorted
}
