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
    func write(_ text: String) throws { try Self.write(text, to: STDOUT_FILENO, named: "standard output") }

    /// Writes to standard error; a failure there has nowhere to be told.
    func note(_ text: String) { try? Self.write(text, to: STDERR_FILENO, named: "standard error") }

    private static func write(_ text: String, to descriptor: Int32, named name: String) throws {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let written = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if written > 0 {
                bytes = bytes.dropFirst(written)
            } else if errno == EPIPE {
                return
            } else if errno != EINTR {
                throw Diagnostic(
                    .incomplete, "write the result", on: name, because: String(cString: strerror(errno)))
            }
        }
    }
}
