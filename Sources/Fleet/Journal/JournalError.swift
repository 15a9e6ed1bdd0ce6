package import Basics

/// Why the journal does not take part in something.
package enum JournalError: DiagnosableError, Hashable {
    /// The event of this number is not what was appended, or is not there.
    case tampered(Int64)
    /// The row of this number is not of the journal's form.
    case unreadable(Int64)
    /// There is no event of this number.
    case noEvent(Int64)
    /// The event of this number has no fields that can be erased.
    case notErasable(Int64)
    /// What the store says of the run of this number is not what was journalled when it ended.
    case otherRecord(Int64)

    package var diagnostic: Diagnostic {
        switch self {
        case .tampered(let seq):
            Diagnostic(
                .incomplete, "sign the journal", on: "event \(seq)",
                because: "the event is not the one that was appended, or is missing",
                remedy: "look with complybot audit verify, and restore the store from a backup")
        case .unreadable(let seq):
            Diagnostic(
                .incomplete, "read the journal", on: "event \(seq)",
                because: "the row is damaged", remedy: "restore the store from a backup")
        case .noEvent(let seq):
            Diagnostic(.usage, "find an event", on: "\(seq)", because: "there is none")
        case .notErasable(let seq):
            Diagnostic(
                .usage, "erase the fields of an event", on: "\(seq)",
                because: "it has none, they are erased already, or it tells of an erasure itself")
        case .otherRecord(let run):
            Diagnostic(
                .incomplete, "export a run", on: "\(run)",
                because: "its record was changed: the journal tells of another one",
                remedy: "restore the store from a backup")
        }
    }
}
