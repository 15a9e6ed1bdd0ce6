import Foundation

/// `complybot serve`, or a worker, as a process of its own, whose log is read line by line.
final class ServiceProcess: Sendable {
    /// Why there is nothing to go on with.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// A line of the log.
    struct Line: Decodable, Sendable {
        var message: String
        var address: String?
        var repository: String?
        var kind: String?
        var outcome: String?
        var worker: String?
        var causes: [String]?
    }

    /// How long the next line may take to come.
    private static let patience = 60
    private let pipe = Pipe()
    private let process = Process()
    nonisolated(unsafe) private var unread = Data()
    nonisolated(unsafe) private(set) var seen: [String] = []
    /// Where it listens, such as `http://127.0.0.1:8484`.
    nonisolated(unsafe) private(set) var address = ""

    /// Starts it, and waits until it listens; 0 is any port.
    init(
        port: Int = 0, arguments: [String] = [], in folder: String, environment: [String: String]
    ) throws {
        try start(["serve", "--listen", "127.0.0.1:\(port)"] + arguments, folder, environment)
        address = try wait { $0.message == "listening" }.address ?? ""
    }

    /// Starts a worker, and waits until it works.
    init(worker arguments: [String], in folder: String, environment: [String: String]) throws {
        try start(["worker"] + arguments, folder, environment)
        try wait { $0.message == "working" }
    }

    private func start(
        _ arguments: [String], _ folder: String, _ environment: [String: String]
    ) throws {
        process.executableURL = URL(filePath: Program.path)
        process.arguments = arguments + ["--log", "json"]
        process.environment = environment.merging(["PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"]) {
            one, _ in one
        }
        process.currentDirectoryURL = URL(filePath: folder)
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = pipe
        try process.run()
    }

    deinit { if process.isRunning { kill() } }

    var identifier: Int32 { process.processIdentifier }
    var port: Int { URL(string: address)?.port ?? 0 }
    var webhooks: String { "\(address)/webhooks/github" }

    /// Reads the log up to the line that is waited for.
    @discardableResult
    func wait(within seconds: Int = patience, for isIt: (Line) -> Bool) throws -> Line {
        while let text = try nextLine(within: seconds) {
            seen.append(text)
            let line = try? JSONDecoder().decode(Line.self, from: Data(text.utf8))
            if let line, isIt(line) { return line }
        }
        throw Failure(description: "the service ended:\n\(seen.joined(separator: "\n"))")
    }

    /// Waits for the end of a run of a kind of work.
    @discardableResult
    func waitForRun(
        _ kind: String = "remediate", within seconds: Int = patience
    ) throws -> Line {
        try wait(within: seconds) { $0.message == "ended a run" && $0.kind == kind }
    }

    /// Ends it at once, with nothing cleaned up.
    func kill() {
        _ = Glibc.kill(identifier, SIGKILL)
        process.waitUntilExit()
    }

    /// Asks it to end; its exit status, nil when a signal ended it.
    func terminate() -> Int32? {
        process.terminate()
        process.waitUntilExit()
        return process.terminationReason == .exit ? process.terminationStatus : nil
    }

    private func nextLine(within seconds: Int) throws -> String? {
        let log = pipe.fileHandleForReading
        while true {
            if let end = unread.firstIndex(of: 0x0A) {
                defer { unread = Data(unread[unread.index(after: end)...]) }
                return String(decoding: unread[..<end], as: UTF8.self)
            }
            var waiting = pollfd(fd: log.fileDescriptor, events: Int16(POLLIN), revents: 0)
            guard poll(&waiting, 1, Int32(seconds * 1000)) > 0 else {
                throw Failure(
                    description: "no line came for \(seconds) s after:\n"
                        + seen.joined(separator: "\n"))
            }
            let more = log.availableData
            guard !more.isEmpty else { return nil }
            unread += more
        }
    }
}
