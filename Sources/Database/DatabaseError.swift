package import Basics
internal import CSQLite

/// What went wrong with a database.
package struct DatabaseError: DiagnosableError, Hashable {
    /// The kinds of failure a caller may want to tell apart.
    package enum Code: Sendable, Hashable {
        /// The file or its folder cannot be opened, created or written.
        case cannotOpen
        /// The file is no database, or a damaged one. It is never deleted or repaired here.
        case corrupt
        /// The file was written by a newer complybot.
        case newerSchema
        /// The file lies where SQLite's locks do not hold: a network or FUSE file system.
        case unsafeFileSystem
        /// Another process holds the lock for longer than the timeout.
        case busy
        /// A unique, foreign-key, not-null or check constraint was violated.
        case constraint
        /// No space left.
        case full
        /// Malformed SQL, a wrong parameter count, a nested transaction: our own mistake.
        case misuse
        /// Anything else SQLite reports.
        case other
    }

    /// Which kind of failure.
    package let code: Code
    /// What was attempted, as an infinitive.
    package let attempted: String
    /// The file, or "in-memory database".
    package let subject: String
    /// SQLite's own words, or ours.
    package let reason: String

    package var diagnostic: Diagnostic {
        Diagnostic(.incomplete, attempted, on: subject, because: reason, remedy: remedy)
    }

    private var remedy: String? {
        switch code {
        case .newerSchema: "use the newer complybot, or another home folder"
        case .unsafeFileSystem: "put the home folder on a local disk"
        case .busy: "let the other complybot finish"
        case .corrupt: "restore the file from a backup, or move it away to start afresh"
        default: nil
        }
    }

    static func code(of status: Int32) -> Code {
        switch status & 0xff {
        case SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_READONLY, SQLITE_AUTH: .cannotOpen
        case SQLITE_CORRUPT, SQLITE_NOTADB: .corrupt
        case SQLITE_BUSY, SQLITE_LOCKED: .busy
        case SQLITE_CONSTRAINT: .constraint
        case SQLITE_FULL: .full
        case SQLITE_MISUSE, SQLITE_RANGE, SQLITE_ERROR: .misuse
        default: .other
        }
    }
}
