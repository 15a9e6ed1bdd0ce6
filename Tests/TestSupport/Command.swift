internal import Foundation

/// A program run to its end by a test.
package struct Command {
    /// What it printed, and how it ended.
    package struct Output: Sendable {
        package let status: Int32
        package let bytes: [UInt8]
        package let errors: String
        /// The output as text, without the final newline.
        package var text: String {
            let text = String(decoding: bytes, as: UTF8.self)
            return text.hasSuffix("\n") ? String(text.dropLast()) : text
        }
    }

    /// Why a program did not do what a test needs of it.
    package struct Failure: Error, CustomStringConvertible {
        package let description: String

        /// A failure in words.
        package init(description: String) { self.description = description }
    }

    /// Runs a program found on the search path, with exactly this environment besides `PATH`.
    package static func run(
        _ arguments: [String], in folder: String, environment: [String: String] = [:],
        input: [UInt8] = []
    ) throws -> Output {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = arguments
        process.currentDirectoryURL = URL(filePath: folder)
        process.environment = environment.merging(["PATH": "/usr/local/bin:/usr/bin:/bin"]) { $1 }
        // Files, not pipes: neither side can fill up and stall the other.
        let scratch = try TemporaryDirectory("complybot-command")
        func file(_ name: String, _ content: [UInt8] = []) throws -> FileHandle {
            let url = scratch.url.appending(path: name)
            try Data(content).write(to: url)
            return try FileHandle(forUpdating: url)
        }
        process.standardInput = try file("in", input)
        process.standardOutput = try file("out")
        process.standardError = try file("err")
        try process.run()
        process.waitUntilExit()
        return Output(
            status: process.terminationStatus,
            bytes: Array(try Data(contentsOf: scratch.url.appending(path: "out"))),
            errors: try scratch.read("err"))
    }
}
