import Basics
import FoundationEssentials
import Glibc

/// Standard output and standard error as a command sees them, and what the environment says about them.
struct Terminal: Sendable {
    /// The process's environment.
    let environment: [String: String]
    /// Whether results may be coloured.
    let outputIsTerminal: Bool
    /// Whether progress is shown.
    let errorIsTerminal: Bool

    /// The terminal of this process.
    init(environment: [String: String]) {
        self.environment = environment
        let plain = !(environment["NO_COLOR"] ?? "").isEmpty
        outputIsTerminal = !plain && isatty(STDOUT_FILENO) == 1
        errorIsTerminal = !plain && isatty(STDERR_FILENO) == 1
    }

    /// Writes a result to standard output.
    ///
    /// - Throws: a diagnostic when the output cannot be written, as on a full disk; a reader that went away is no error.
    func write(_ text: String) throws { try write(Array(text.utf8)) }

    /// Writes a result whose bytes may be no UTF-8 to standard output.
    func write(_ bytes: [UInt8]) throws {
        try Self.write(bytes, to: STDOUT_FILENO, named: "standard output")
    }

    /// Writes to standard error; a failure there has nowhere to be told.
    func note(_ text: String) {
        try? Self.write(Array(text.utf8), to: STDERR_FILENO, named: "standard error")
    }

    /// Writes all bytes to an open file.
    static func write(_ bytes: [UInt8], to descriptor: Int32, named name: String) throws {
        do throws(SystemError) {
            try OpenFile.write(bytes, to: descriptor)
        } catch  where error.code == EPIPE {
            return
        } catch {
            throw Diagnostic(
                .incomplete, "write the result", on: name, because: error.description)
        }
    }
}
