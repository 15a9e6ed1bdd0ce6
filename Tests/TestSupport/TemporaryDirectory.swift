package import Foundation

/// A folder of its own for one test, gone when the value is.
package final class TemporaryDirectory: Sendable {
    /// Where it is.
    package let url: URL
    /// Where it is, as a file-system path.
    package var path: String { url.path }

    /// Makes the folder below the system's temporary folder.
    package init(_ name: String = "complybot-test") throws {
        url = FileManager.default.temporaryDirectory
            .appending(path: "\(name)-\(UUID().uuidString)", directoryHint: .isDirectory)
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    /// Writes a file below the folder, with the folders on its way.
    package func write(_ text: String, to path: String) throws {
        let file = url.appending(path: path)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }

    /// Reads a file below the folder.
    package func read(_ path: String) throws -> String {
        String(decoding: try Data(contentsOf: url.appending(path: path)), as: UTF8.self)
    }
}
