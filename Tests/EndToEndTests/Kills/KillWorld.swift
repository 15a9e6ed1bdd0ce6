import Foundation
import StandInForge
import Synchronization
import TestSupport

/// A forge that many scenarios use one after another, each in an organisation of its own.
final class KillWorld: Sendable {
    static let branch = "complybot/compliance"
    static let bot = "complybot[bot]"
    static let person = "ada"
    static let workflow = ".github/workflows/ci.yml"

    let forge: StandInForge
    let folder: TemporaryDirectory
    private let app: StandInForge.AppIdentity

    init() throws {
        forge = try StandInForge()
        folder = try TemporaryDirectory("complybot-kills")
        try forge.addOrganization("tools")
        app = try forge.addApp("complybot", owner: "tools")
        // The clock of the runs leaps, the stand-in's does not.
        var limits = Limits()
        limits.primary = 1_000_000
        limits.writesPerMinute = 1_000_000
        limits.writesPerHour = 1_000_000
        try forge.setLimits(limits)
    }

    /// Makes an organisation with drifting repositories, and gives a token for it.
    func makeOrganization(_ name: String, repositories: [String]) throws -> String {
        try forge.addOrganization(
            name, members: [Self.person: "admin", "bo": "member", "cy": "member"],
            basePermission: "write")
        for repository in repositories {
            try forge.addRepository(
                repository,
                files: [
                    "README.md": "# A service\n", Self.workflow: Self.drifting("build"),
                    ".github/complybot.yml": Self.configuration,
                ])
        }
        return try forge.installationToken(for: forge.install(app, in: name))
    }

    /// A workflow with one thing to patch.
    static func drifting(_ job: String) -> String {
        """
        on: push
        permissions:
          contents: read
        jobs:
          \(job):
            runs-on: ubuntu-24.04
            steps:
              - uses: actions/checkout@v4

        """
    }

    private static let configuration = """
        version: 1
        pr:
          labels: [tidy]
          reviewers: ["@bo"]
          assignees: ["@cy"]

        """

    /// Whether there is something to patch in a tree of a repository.
    func hasDrift(_ tree: String, in repository: String) -> Bool {
        git(["grep", "-q", "checkout@v4", tree], in: repository) != nil
    }

    /// Runs git in a repository of the forge; nil when it fails.
    func git(_ arguments: [String], in repository: String) -> String? {
        guard let place = try? forge.gitFolder(of: repository) else { return nil }
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["git"] + arguments
        process.currentDirectoryURL = URL(filePath: place)
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return nil }
        let data = (try? output.fileHandleForReading.readToEnd()) ?? Data()
        process.waitUntilExit()
        return process.terminationStatus == 0 ? String(decoding: data, as: UTF8.self) : nil
    }
}
