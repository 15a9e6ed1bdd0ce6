import Basics
import Foundation
import TestSupport

/// The store's walk under strace(1), which kills it or has a call fail at a chosen place.
struct TracedWalk {
    /// What the walk is to meet.
    enum Fault: CustomStringConvertible {
        case kill(String, at: Int)
        case error(String, of: String, at: Int)

        var call: String {
            switch self {
            case .kill(let call, _), .error(_, let call, _): call
            }
        }

        fileprivate var injection: String {
            switch self {
            case .kill(let call, let place): "\(call):signal=KILL:when=\(place)"
            case .error(let error, let call, let place): "\(call):error=\(error):when=\(place)"
            }
        }

        var description: String { injection }
    }

    /// Whether strace is installed and may trace.
    static let isPossible: Bool = {
        var process = Subprocess("/usr/bin/strace", ["-o", "/dev/null", "/bin/true"])
        process.timeLimit = .seconds(10)
        return (try? process.runBlocking())?.termination.status == 0
    }()

    /// The program, which the build puts beside the test bundle.
    private static let program: String = {
        let bundle =
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(filePath: bundle).deletingLastPathComponent().appending(path: "store-walk").path
    }()

    let home: TemporaryDirectory
    /// What the walk said, line by line.
    let lines: [String]
    /// Whether it came to its end by itself.
    var isComplete: Bool { lines.last == "END" }
    /// What the store acknowledged.
    var acknowledged: [[String]] {
        lines.filter { $0.hasPrefix("ACK ") }.map {
            $0.split(separator: " ").dropFirst().map(String.init)
        }
    }

    /// Walks so many rounds in a new home folder, meeting the fault.
    init(rounds: Int, meeting fault: Fault) throws {
        home = try TemporaryDirectory("complybot-walk")
        lines = try Self.run(
            ["-e", "trace=\(fault.call)", "-e", "inject=\(fault.injection)"], home, rounds)
    }

    /// How often a whole walk makes each of these calls.
    static func count(of calls: [String], rounds: Int) throws -> [String: Int] {
        let home = try TemporaryDirectory("complybot-walk")
        let log = home.path + "/calls"
        _ = try run(["-e", "trace=\(calls.joined(separator: ","))"], home, rounds, log: log)
        var counts: [String: Int] = [:]
        for line in try home.read("calls").split(separator: "\n") {
            // `PID CALL(…`
            let call = line.drop { $0 != " " }.drop { $0 == " " }.prefix { $0 != "(" }
            if calls.contains(String(call)) { counts[String(call), default: 0] += 1 }
        }
        return counts
    }

    /// The log of a whole walk: every change of a file with its bytes, and what the walk said.
    static func record(rounds: Int, in home: TemporaryDirectory) throws -> [UInt8] {
        let log = home.path + "/calls"
        let calls = "openat,pwrite64,ftruncate,fdatasync,fsync,unlink,write"
        let lines = try run(
            ["-xx", "-s", "70000", "-e", "trace=\(calls)"], home, rounds, log: log)
        guard lines.last == "END" else { throw Command.Failure(description: "\(lines.suffix(3))") }
        return Array(try Data(contentsOf: URL(filePath: log)))
    }

    private static func run(
        _ options: [String], _ home: TemporaryDirectory, _ rounds: Int, log: String = "/dev/null"
    ) throws -> [String] {
        var process = Subprocess(
            "/usr/bin/strace",
            ["-f", "-o", log] + options + [program, home.path, "\(rounds)"],
            environment: ["PATH": "/usr/bin:/bin", "SWIFT_BACKTRACE": "enable=no"])
        process.timeLimit = .seconds(60)
        let result = try process.runBlocking()
        return result.output.text.split(separator: "\n").map(String.init)
    }
}
