package import Foundation

/// A file that says what must come out.
package enum GoldenFile {
    /// What the file says; with `COMPLYBOT_UPDATE_GOLDEN` in the environment, what came out, which is written to it.
    package static func text(at url: URL, for actual: String) throws -> String {
        if ProcessInfo.processInfo.environment["COMPLYBOT_UPDATE_GOLDEN"] != nil {
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(actual.utf8).write(to: url)
        }
        return String(decoding: try Data(contentsOf: url), as: UTF8.self)
    }
}
