import Basics
import Glibc
import Remediation
import RuleEngine

/// A baseline in a file of the user's.
struct BaselineFile {
    let path: String

    init(_ path: String) { self.path = path }

    /// Whether there is something at the path.
    var exists: Bool { access(path, F_OK) == 0 }

    /// Reads it, and refuses one whose last day is over.
    func read(today: Day) throws -> Baseline {
        let baseline = try content()
        if let expires = baseline.expires, expires < today {
            throw Diagnostic(
                .usage, "use the baseline", on: path,
                because: "its last day was \(expires)",
                remedy: baseline.owner.map { "ask \($0), or put right what it covers" })
        }
        return baseline
    }

    /// Reads it, ended or not.
    func content() throws -> Baseline {
        let bytes = try BoundedFile.read(
            path, limit: Baseline.maximumMebibytes << 20, while: "read the baseline")
        return try Baseline(parsing: bytes, file: path)
    }

    /// Writes it as a whole.
    func write(_ baseline: Baseline) throws {
        try AtomicFile.write(Array((baseline.json.text() + "\n").utf8), to: path)
    }
}
