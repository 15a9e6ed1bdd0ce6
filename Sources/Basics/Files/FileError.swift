/// Why a file could not be written or locked.
package struct FileError: DiagnosableError, Hashable {
    /// What was attempted, as an infinitive.
    package var attempted: String
    /// The file.
    package var path: String
    /// What the system said.
    package var reason: String

    /// An error from its parts.
    package init(_ attempted: String, _ path: String, because reason: String) {
        self.attempted = attempted
        self.path = path
        self.reason = reason
    }

    /// An error with the system's reason.
    package init(_ attempted: String, _ path: String, because reason: SystemError) {
        self.init(attempted, path, because: reason.description)
    }

    package var diagnostic: Diagnostic {
        Diagnostic(.incomplete, attempted, on: path, because: reason)
    }
}
