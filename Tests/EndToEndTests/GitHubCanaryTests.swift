import Foundation
import StandInForge
import Synchronization
import TestSupport
import Testing

/// Credentials whose values are looked for wherever a run leaves something.
@Suite("Credentials of GitHub stay where they are")
struct GitHubCanaryTests {
    /// The texts in which a credential would still be one.
    private static func forms(of secret: String) -> [String] {
        // As git's own header has it: base64 of `USER:TOKEN`.
        [secret]
            + ["x-access-token", "", "git"].map {
                Data("\($0):\(secret)".utf8).base64EncodedString()
            }
    }

    /// The files below a folder in which one of the credentials is.
    private func files(below folder: String, with secrets: [String]) throws -> [String] {
        let patterns = try TemporaryDirectory()
        try patterns.write(
            secrets.flatMap(Self.forms).joined(separator: "\n") + "\n", to: "patterns")
        let found = try Command.run(
            ["grep", "-r", "-l", "-a", "-F", "-f", "\(patterns.path)/patterns", "."], in: folder,
            environment: ["LC_ALL": "C"])
        #expect(found.status < 2, "\(found.errors)")
        return found.text.split(separator: "\n").map(String.init).sorted()
    }

    /// Calls that fail in ways whose words might repeat what was sent.
    private static let faults = [
        Fault(.expiredToken, method: "GET", path: "/repos/acme/refused/pulls", count: 100),
        Fault(.redirectElsewhere(status: 302), path: "/repos/acme/redirected/pulls", count: 100),
        Fault(.page, path: "/repos/acme/page/pulls", count: 2),
        Fault(.loseAnswer, method: "POST", path: "/repos/acme/plain/pulls"),
        Fault(
            .answer(status: 403, message: "denied"), path: "/acme/locked.git/info/refs",
            count: 100),
        Fault(.redirectElsewhere(status: 302), path: "/acme/moved.git/info/refs", count: 100),
    ]

    @Test("of a person's token nothing is seen", .timeLimit(.minutes(2)))
    func person() throws {
        let fleet = try GitHubFleet(as: .person)
        try look(fleet, secrets: [fleet.personToken])
    }

    @Test("of an App's key and its tokens nothing is seen", .timeLimit(.minutes(2)))
    func app() throws {
        let fleet = try GitHubFleet(as: .app)
        let lines = fleet.app.privateKey.split(separator: "\n").filter {
            !$0.hasPrefix("-----") && $0.count == 64
        }
        try look(fleet, secrets: lines.map(String.init))
    }

    private func look(_ fleet: GitHubFleet, secrets: [String]) throws {
        for name in ["plain", "refused", "redirected", "page", "locked", "moved"] {
            try fleet.add(name)
        }
        for fault in Self.faults { fleet.forge.inject(fault) }
        let watcher = ProcessWatcher()
        var outcomes: [Program.Outcome] = []
        for format in ["text", "json"] {
            outcomes.append(
                try fleet.run(["sweep", "--org", GitHubFleet.organization, "--format", format]))
        }
        outcomes.append(
            try fleet.run(["remediate", "\(fleet.forge.serverURL)/acme/locked.git"]))
        let seen = watcher.stop()
        #expect(try fleet.open("plain").count == 1)
        #expect(outcomes[0].status == 1, "\(outcomes[0].errors)")
        for (number, outcome) in outcomes.enumerated() {
            try fleet.folder.write(outcome.output + outcome.errors, to: "seen/output-\(number)")
        }
        #expect(seen.count > 0)
        try fleet.folder.write(seen.joined(separator: "\n"), to: "seen/processes")
        for name in ["plain", "page"] {
            let bodies = try fleet.open(name).map(\.body)
            try fleet.folder.write(bodies.joined(), to: "seen/\(name)")
        }
        let all = secrets + (try fleet.forge.secrets())
        // So that the search is known to find one.
        try fleet.folder.write("\(all[0])\n", to: "control")
        let found = try files(below: fleet.folder.path, with: all)
        #expect(found.filter { $0 != "./app.pem" } == ["./control"])
        #expect(FileManager.default.fileExists(atPath: "\(fleet.home)/github-limits.db"))
        #expect(fleet.forge.elsewhere.allSatisfy { !$0.carriedCredential })
    }
}

/// Looks again and again at what other processes of the machine can see of each process: arguments, and of children the environment.
private final class ProcessWatcher: Sendable {
    private struct State {
        var seen: Set<String> = []
        var isStopped = false
    }

    private let state = Mutex(State())
    private let done = DispatchSemaphore(value: 0)

    init() {
        let thread = Thread { [self] in
            while !state.withLock({ $0.isStopped }) {
                look()
                usleep(5000)
            }
            done.signal()
        }
        thread.start()
    }

    /// Ends, and gives what was seen with its place.
    func stop() -> Set<String> {
        state.withLock { $0.isStopped = true }
        done.wait()
        return state.withLock { $0.seen }
    }

    private func look() {
        let files = FileManager.default
        for entry in (try? files.contentsOfDirectory(atPath: "/proc")) ?? [] {
            guard let process = Int32(entry) else { continue }
            let program =
                (try? files.destinationOfSymbolicLink(atPath: "/proc/\(process)/exe")) ?? ""
            note("/proc/\(process)/cmdline of \(program)", at: "/proc/\(process)/cmdline")
            // The program itself was given its token by environment; what it starts must not have it.
            if program != Program.path, isDescendant(process) {
                note("/proc/\(process)/environ of \(program)", at: "/proc/\(process)/environ")
            }
        }
    }

    private func note(_ place: String, at path: String) {
        guard let bytes = FileManager.default.contents(atPath: path), !bytes.isEmpty else { return }
        let text = String(decoding: bytes, as: UTF8.self)
        _ = state.withLock { $0.seen.insert("\(place): \(text)") }
    }

    /// Whether one of its ancestors is the program.
    private func isDescendant(_ process: Int32) -> Bool {
        var next = process
        for _ in 0..<16 where next > 1 {
            guard let stat = try? String(contentsOfFile: "/proc/\(next)/stat", encoding: .utf8),
                let end = stat.lastIndex(of: ")"),
                let parent = stat[end...].split(separator: " ").dropFirst(2).first,
                let number = Int32(parent)
            else { return false }
            let program = try? FileManager.default.destinationOfSymbolicLink(
                atPath: "/proc/\(number)/exe")
            if program == Program.path { return true }
            next = number
        }
        return false
    }
}
