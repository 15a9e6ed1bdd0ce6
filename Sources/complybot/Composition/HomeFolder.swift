import Basics
import FoundationEssentials

/// The folder of all state.
enum HomeFolder {
    /// Makes it where it is missing, for its owner alone.
    static func make(_ path: String) throws {
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        } catch {
            throw Diagnostic(
                .incomplete, "make the folder of complybot's state", on: path,
                because: "it cannot be made",
                remedy: "set COMPLYBOT_HOME to a folder that can be written")
        }
    }
}
