import Basics
import Glibc

/// Standard input, read on a thread of its own.
actor StandardInput {
    private let executor = BlockingExecutor(label: "standard-input")
    nonisolated var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    /// The next bytes, none at the end of the input.
    func next() throws -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = Glibc.read(STDIN_FILENO, &buffer, buffer.count)
            if count >= 0 { return Array(buffer[..<count]) }
            guard errno == EINTR else {
                throw Diagnostic(
                    .incomplete, "read a message", on: "standard input",
                    because: String(cString: strerror(errno)))
            }
        }
    }
}
