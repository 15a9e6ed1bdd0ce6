import Basics
import Glibc

/// Where a result goes: standard output, or a file that is whole or not there.
enum Output {
    /// Writes a result.
    ///
    /// A regular file is replaced as a whole. A device or pipe is written to, never replaced.
    static func write(_ text: String, to file: String?, terminal: Terminal) throws {
        try write(Array(text.utf8), to: file, terminal: terminal)
    }

    /// Writes a result whose bytes may be no UTF-8.
    static func write(_ bytes: [UInt8], to file: String?, terminal: Terminal) throws {
        guard let file, file != "-" else { return try terminal.write(bytes) }
        var status = stat()
        if stat(file, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
            let descriptor = open(file, O_WRONLY | O_CLOEXEC)
            guard descriptor >= 0 else {
                throw Diagnostic(
                    .incomplete, "write the result", on: file,
                    because: String(cString: strerror(errno)))
            }
            defer { close(descriptor) }
            return try Terminal.write(bytes, to: descriptor, named: file)
        }
        try AtomicFile.write(bytes, to: file)
    }
}
