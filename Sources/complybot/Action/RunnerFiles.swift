import Basics
import Glibc

/// The files by which a step tells the runner its outputs and its summary.
enum RunnerFiles {
    /// The largest summary of a step that GitHub shows, in bytes.
    private static let maximumSummary = 1 << 20

    /// Writes outputs, whatever their values hold.
    static func write(_ outputs: [(name: String, value: String)], to file: String) throws {
        var text = ""
        for output in outputs {
            let word = RandomWord.make()
            text += "\(output.name)<<\(word)\n\(output.value)\n\(word)\n"
        }
        try append(text, to: file, while: "write the outputs")
    }

    /// Adds to the step's summary; one that would be too large for GitHub is left as it is.
    ///
    /// - Returns: whether it was added.
    static func summarise(_ markdown: String, in file: String) throws -> Bool {
        var status = stat()
        let size = stat(file, &status) == 0 ? Int(status.st_size) : 0
        guard size + markdown.utf8.count + 1 <= maximumSummary else { return false }
        try append(markdown + "\n", to: file, while: "write the summary")
        return true
    }

    private static func append(
        _ text: String, to file: String, while attempted: String
    ) throws {
        let descriptor = open(file, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o644)
        guard descriptor >= 0 else {
            throw Diagnostic(
                .incomplete, attempted, on: file, because: String(cString: strerror(errno)),
                remedy: "run the container as the owner of the workspace, or as root")
        }
        defer { close(descriptor) }
        try Terminal.write(Array(text.utf8), to: descriptor, named: file)
    }
}
