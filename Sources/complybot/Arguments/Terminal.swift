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

    /// What was read from files and is as secret as what the environment has under the names of secrets.
    var hidden: [String] = []

    /// Who is told what would go to standard error; nil for standard error itself.
    var listener: (@Sendable (String) -> Void)?

    /// The terminal of this process.
    init(environment: [String: String]) {
        self.environment = environment
        let plain = !(environment["NO_COLOR"] ?? "").isEmpty || environment["TERM"] == "dumb"
        outputIsTerminal = !plain && isatty(STDOUT_FILENO) == 1
        errorIsTerminal = !plain && isatty(STDERR_FILENO) == 1
    }

    /// What the environment has under names that are those of secrets.
    var secrets: [String] {
        environment.filter { name, _ in
            ["_KEY", "_TOKEN", "_SECRET"].contains { name.hasSuffix($0) }
        }.map(\.value) + proxyCredentials + hidden
    }

    /// User and password of each proxy that the environment names.
    private var proxyCredentials: [String] {
        environment.filter { $0.key.lowercased().hasSuffix("_proxy") }.compactMap {
            ProxyAddress(parsing: $0.value)?.credential
        }
    }

    /// Lines and columns of a terminal.
    struct Size {
        var rows: Int
        var columns: Int
    }

    /// The size of the terminal that standard output goes to; nil where it goes to a file or a program.
    var outputSize: Size? { Self.size(of: STDOUT_FILENO) }

    /// The size of the terminal that standard error goes to, and what is usual where it has none or a useless one.
    var errorSize: Size { Self.size(of: STDERR_FILENO) ?? Size(rows: 24, columns: 80) }

    private static func size(of descriptor: Int32) -> Size? {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 20, size.ws_row > 3
        else { return nil }
        return Size(rows: Int(size.ws_row), columns: Int(size.ws_col))
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
        if let listener { return listener(text) }
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
