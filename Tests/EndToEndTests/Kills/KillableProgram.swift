import Foundation
import Synchronization

/// A run of the built program that can be killed from elsewhere.
final class KillableProgram: Sendable {
    /// How a run ended.
    struct Ending: Sendable {
        /// The exit status; nil when it was killed.
        let status: Int32?
        /// Its last words.
        let errors: String
    }

    private let identifier = Mutex<pid_t?>(nil)

    /// Kills it at once, with nothing cleaned up; does nothing once it has ended.
    func kill() { identifier.withLock { if let id = $0 { _ = Glibc.kill(id, SIGKILL) } } }

    /// Runs it to its end.
    func run(_ arguments: [String], environment: [String: String]) throws -> Ending {
        let process = Process()
        process.executableURL = URL(filePath: Program.path)
        process.arguments = arguments
        process.environment = environment
        process.currentDirectoryURL = URL(filePath: Program.root)
        let errors = Pipe()
        process.standardOutput = FileHandle.nullDevice
        process.standardError = errors
        try identifier.withLock { id in
            try process.run()
            id = process.processIdentifier
        }
        let words = (try? errors.fileHandleForReading.readToEnd()) ?? Data()
        identifier.withLock { id in
            process.waitUntilExit()
            id = nil
        }
        return Ending(
            status: process.terminationReason == .exit ? process.terminationStatus : nil,
            errors: String(decoding: words, as: UTF8.self))
    }
}
