internal import Glibc
internal import Synchronization

/// A place between two effects where tests kill the program, to see that the next run picks up what is left.
///
/// In release builds nothing happens there.
package enum CrashPoint: String, CaseIterable, Sendable {
    /// All is decided, nothing sent.
    case beforePush = "C15"
    /// The push was sent, its answer not seen.
    case pushSent = "C16"
    /// The push is known to be in, nothing noted.
    case pushed = "C17"
    /// No pull request was found, none is opened yet.
    case beforeCreate = "C18"
    /// It was opened, its answer not seen.
    case createSent = "C19"
    /// It is known to be open, nothing noted.
    case created = "C20"
    /// A person may have closed it by now.
    case beforeDecorate = "C21"
    /// Some of labels, people and comments are there.
    case decorating = "C22"
    /// All is there, nothing noted.
    case done = "C23"
    /// The summary stands, the next event is looked for.
    case closing = "C24"

    #if DEBUG
        /// What tests of one process do in place of being killed.
        @TaskLocal package static var hook: (@Sendable (CrashPoint) throws -> Void)?
    #endif

    /// Passes the place; the variable `CB_CRASH` of a debug build names the one where the process ends at once.
    ///
    /// `C22` is the first time that it is passed there, `C22:2` the second.
    func pass() throws {
        #if DEBUG
            try Self.hook?(self)
            guard let variable = getenv("CB_CRASH") else { return }
            let parts = String(cString: variable).split(separator: ":")
            guard parts.first.map(String.init) == rawValue else { return }
            let wanted = parts.dropFirst().first.flatMap { Int($0) } ?? 1
            if Self.passed.add(1, ordering: .relaxed).newValue == wanted {
                kill(getpid(), SIGKILL)
            }
        #endif
    }

    #if DEBUG
        /// How often the place that `CB_CRASH` names was passed.
        private static let passed = Atomic<Int>(0)
    #endif
}
