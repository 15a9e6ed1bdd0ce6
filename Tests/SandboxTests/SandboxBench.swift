import Basics
import Foundation
import Snapshots
import TestSupport

@testable import Sandbox

/// A runner with folders of its own, and the state of the machine that it must leave as it was.
struct SandboxBench {
    let folder: TemporaryDirectory
    var configuration: SandboxConfiguration

    init(_ change: (inout SandboxConfiguration) -> Void = { _ in }) throws {
        folder = try TemporaryDirectory("complybot-bench")
        configuration = SandboxConfiguration(
            scratch: "\(folder.path)/scratch", cache: "\(folder.path)/cache")
        configuration.limits.wallTime = .seconds(30)
        configuration.limits.processes = 64
        change(&configuration)
    }

    var runner: BubblewrapTestRunner { BubblewrapTestRunner(configuration) }

    /// Runs a Python program as the configured command of a tree with these files.
    func python(_ program: String, files: [String: String] = [:]) async throws -> TestRun {
        try await run(.arguments(["python3", "-c", program]), files: files)
    }

    func shell(_ line: String, files: [String: String] = [:]) async throws -> TestRun {
        try await run(.shell(line), files: files)
    }

    func run(_ command: TestCommand?, files: [String: String]) async throws -> TestRun {
        // The runner knows only the folder's path, and would work on in a folder that is gone.
        defer { withExtendedLifetime(folder) {} }
        let all = files.isEmpty ? ["README": "x"] : files
        return try await runner.run(TestRequest(snapshot(all), command: command))
    }

    /// What is left in the scratch folder.
    var leftovers: [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: configuration.scratch)) ?? []
    }

    /// Processes of the machine whose command line holds a mark.
    static func processes(marked mark: String) -> Int {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.count { name in
            guard let id = Int32(name), id != getpid(),
                let line = FileManager.default.contents(atPath: "/proc/\(name)/cmdline")
            else { return false }
            return String(decoding: line, as: UTF8.self).contains(mark)
        }
    }
}

func snapshot(_ files: [String: String]) -> MemorySnapshot {
    MemorySnapshot(
        files: Dictionary(
            uniqueKeysWithValues: files.map {
                (RepositoryPath($0.key), MemorySnapshot.File(bytes: Array($0.value.utf8)))
            }))
}

extension TestRun {
    var output: String {
        switch self {
        case .ran(let report): report.output
        case .error(_, let output): output
        case .notRun(let reason): "not run: \(reason)"
        }
    }

    var limit: TestLimit? {
        if case .error(let limit, _) = self { limit } else { nil }
    }
}
