import Basics
import Foundation
import Testing

/// The built program, run as a user would.
enum Program {
    /// What one run left behind.
    struct Outcome {
        let status: Int32
        let output: String
        let errors: String

        /// The output as JSON.
        func decoded<Value: Decodable>(as type: Value.Type) throws -> Value {
            let decoder = JSONDecoder()
            decoder.keyDecodingStrategy = .convertFromSnakeCase
            return try decoder.decode(type, from: Data(output.utf8))
        }
    }

    /// The folder of the repository that these tests belong to.
    static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent()
        .deletingLastPathComponent().path

    /// The program, which the build puts beside the test bundle.
    static let path: String = {
        let bundle =
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(filePath: bundle).deletingLastPathComponent().appending(path: "complybot").path
    }()

    /// Python wheels for the fixtures' tests; nil when the set-up has not fetched them.
    static let wheelhouse = ProcessInfo.processInfo.environment["COMPLYBOT_TEST_WHEELHOUSE"]

    /// Runs the program with nothing of this process's environment but the path.
    static func run(
        _ arguments: [String], in folder: String? = nil, environment: [String: String] = [:],
        limit: Duration = .seconds(120)
    ) throws -> Outcome {
        var process = Subprocess(
            path, arguments, environment: baseEnvironment.merging(environment) { $1 })
        process.workingFolder = folder ?? root
        process.timeLimit = limit
        process.outputLimit = 16 << 20
        let result = try process.runBlocking()
        #expect(result.stop == nil, "the program was stopped: \(arguments)")
        return Outcome(
            status: result.termination.status, output: result.output.text,
            errors: result.errorOutput.text)
    }

    /// Runs another program and expects it to succeed.
    @discardableResult
    static func tool(
        _ arguments: [String], in folder: String, environment: [String: String] = [:]
    ) throws -> String {
        var process = Subprocess(
            "/usr/bin/env", arguments, environment: baseEnvironment.merging(environment) { $1 })
        process.workingFolder = folder
        process.timeLimit = .seconds(120)
        process.joinsErrorToOutput = true
        process.outputLimit = 4 << 20
        let result = try process.runBlocking()
        #expect(result.isSuccess, "\(arguments): \(result.output.text)")
        return result.output.text
    }

    private static var baseEnvironment: [String: String] {
        [
            "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin",
            "HOME": "/nonexistent",
            "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C.UTF-8",
            "GIT_AUTHOR_NAME": "Somebody", "GIT_AUTHOR_EMAIL": "somebody@contoso.example",
            "GIT_COMMITTER_NAME": "Somebody", "GIT_COMMITTER_EMAIL": "somebody@contoso.example",
        ]
    }
}

/// The sample fleet as bare repositories in a folder of a test's own.
struct SampleFleet {
    let folder: String

    /// Makes the fleet.
    init(in folder: String) throws {
        self.folder = folder
        try Program.tool(["\(Program.root)/Scripts/make-fleet", folder], in: Program.root)
    }

    /// Sweeps it and gives the report.
    func sweep(
        home: String = "home", _ more: [String] = [], environment: [String: String] = [:]
    ) throws -> (Program.Outcome, Report) {
        var environment = environment
        environment["COMPLYBOT_HOME"] = "\(folder)/\(home)"
        if let wheelhouse = Program.wheelhouse {
            environment["PIP_NO_INDEX"] = "1"
            environment["PIP_FIND_LINKS"] = wheelhouse
        }
        let outcome = try Program.run(
            [
                "sweep", "--repos", "repos.json", "--format", "json", "--advisories",
                "\(Program.root)/Fixtures/advisories", "--var", "code_owner=@contoso/platform",
                "--var",
                "security_contact=security@contoso.example",
            ] + more, in: folder, environment: environment, limit: .seconds(300))
        let report = try outcome.decoded(as: Report.self)
        return (outcome, report)
    }

    /// Every file of the fleet but the homes, with its bytes.
    func files() throws -> [String: Data] {
        var files: [String: Data] = [:]
        for case let path as String in FileManager.default.enumerator(atPath: folder) ?? .init()
        where !path.hasPrefix("home") {
            files[path] = FileManager.default.contents(atPath: "\(folder)/\(path)")
        }
        return files
    }

    /// The parts of a sweep's JSON that tests look at.
    struct Report: Decodable {
        struct Repository: Decodable {
            struct PullRequest: Decodable {
                var action: String
                var number: Int?
                var head: String?
                var note: String
            }

            struct Agent: Decodable {
                var brain: String
                var ending: String
            }

            var repository: String
            var agent: Agent?
            var base: String?
            var findings: [String: Int]
            var patched: [String]
            var tests: String?
            var approvals: [String]
            var pullRequest: PullRequest
            var writes: Int
            var failure: String?
        }

        var writes: Int
        var repositories: [Repository]

        subscript(name: String) -> Repository? { repositories.first { $0.repository == name } }
    }
}
