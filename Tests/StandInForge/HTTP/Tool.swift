internal import Basics
internal import Foundation

/// Debian's programs that do real work for the stand-in: git and openssl.
enum Tool {
    /// Why a program did not do its work.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// What a program left behind.
    struct Output: Sendable {
        let status: Int32
        let bytes: [UInt8]
        let errors: String
        var text: String {
            String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .newlines)
        }
    }

    private static let environment = [
        "PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": "/nonexistent", "LC_ALL": "C", "TZ": "UTC",
        "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_TERMINAL_PROMPT": "0",
    ]

    /// Runs a program below `/usr/bin` to its end.
    static func run(
        _ name: String, _ arguments: [String], in folder: String? = nil, input: [UInt8] = [],
        environment extra: [String: String] = [:]
    ) throws -> Output {
        var process = Subprocess(
            "/usr/bin/\(name)", arguments, environment: environment.merging(extra) { $1 })
        process.workingFolder = folder
        process.standardInput = input
        process.outputLimit = 1 << 30
        process.timeLimit = .seconds(120)
        let result = try process.runBlocking()
        return Output(
            status: result.termination.status, bytes: result.output.bytes,
            errors: result.errorOutput.text)
    }

    /// Runs a program and returns what it printed.
    ///
    /// - Throws: `Failure` with its own words when it fails.
    static func text(
        _ name: String, _ arguments: [String], in folder: String? = nil, input: [UInt8] = [],
        environment: [String: String] = [:]
    ) throws -> String {
        let output = try run(name, arguments, in: folder, input: input, environment: environment)
        guard output.status == 0 else {
            throw Failure(description: "\(name) \(arguments): \(output.errors)")
        }
        return output.text
    }
}
