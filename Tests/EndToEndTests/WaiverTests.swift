import Foundation
import TestSupport
import Testing

@Suite("Waivers, from the file to the exit status")
struct WaiverTests {
    /// The parts of `check --format json` that tests look at.
    struct Report: Decodable {
        struct Summary: Decodable {
            var findings: Int
            var waived: Int
        }

        var summary: Summary
    }

    private func repository(_ configuration: String) throws -> TemporaryDirectory {
        let folder = try TemporaryDirectory()
        try folder.write("hello\n", to: "README.md")
        try folder.write(configuration, to: ".github/complybot.yml")
        try Program.tool(
            ["git", "init", "--quiet", "--initial-branch", "main", "."], in: folder.path)
        try Program.tool(["git", "add", "--all"], in: folder.path)
        try Program.tool(["git", "commit", "--quiet", "--message", "First"], in: folder.path)
        return folder
    }

    private static func waiver(approved: String = "grace", more: String = "") -> String {
        """
        version: 1
        waivers:
          - rule: codeowners-present
            reason: one owner, and everybody knows who
            category: risk-accepted
            requested-by: ada
            approved-by: [\(approved)]
            created: 2026-06-01
            expires: 2026-06-30
        \(more)
        """
    }

    private func check(_ folder: String, _ more: String...) throws -> Program.Outcome {
        try Program.run(
            ["check", folder, "--rule", "codeowners-present", "--format", "json"] + more)
    }

    @Test("a waiver in force takes the finding out of the count, and one that ended does not")
    func inForce() throws {
        let folder = try repository(Self.waiver())
        for (day, status, waived) in [
            ("2026-06-01", 0, 1), ("2026-06-30", 0, 1), ("2026-07-01", 1, 0),
        ] as [(String, Int32, Int)] {
            let outcome = try check(folder.path, "--today", day)
            let report = try outcome.decoded(as: Report.self)
            #expect(outcome.status == status, "\(day): \(outcome.errors)")
            #expect(report.summary.waived == waived && report.summary.findings == 1 - waived)
        }
        let commit = try check(folder.path, "--today", "2026-06-15", "--rev", "HEAD")
        #expect(commit.status == 0)
        #expect(try check(folder.path, "--today", "15.6.2026").status == 2)
    }

    @Test("an invalid entry is no waiver: the finding stands and the line is named")
    func invalid() throws {
        let own = try repository(Self.waiver(approved: "ada"))
        let outcome = try check(own.path, "--today", "2026-06-15")
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains(".github/complybot.yml:3:5"), "\(outcome.errors)")
        #expect(outcome.errors.contains("nobody but ada, who asked, approved it"))
        let malformed = try repository(Self.waiver(more: "    until: 2026-07-01"))
        let other = try check(malformed.path, "--today", "2026-06-15")
        #expect(other.status == 1)
        #expect(other.errors.contains(":10:5): unknown key until in the waiver"), "\(other.errors)")
    }

    @Test("fix leaves alone what is waived")
    func fix() throws {
        let folder = try repository(Self.waiver())
        let arguments = [
            "fix", folder.path, "--rule", "codeowners-present", "--var", "code_owner=@contoso/x",
        ]
        let waived = try Program.run(arguments + ["--today", "2026-06-15"])
        #expect(waived.status == 0)
        #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/.github/CODEOWNERS"))
        _ = try Program.run(arguments + ["--today", "2026-07-15"])
        #expect(FileManager.default.fileExists(atPath: "\(folder.path)/.github/CODEOWNERS"))
    }

    @Test("a file that is wrong lets check run with what is built in, and leave with 2")
    func wrongFile() throws {
        let folder = try repository("version: 1\nmdoe: check\n")
        let outcome = try check(folder.path)
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains(".github/complybot.yml:2:1"))
        #expect(outcome.errors.contains("did you mean mode?"))
        #expect(outcome.errors.split(separator: "\n").count == 1)
    }

    @Test("modes and severities of rules decide what counts")
    func modes() throws {
        for (text, status) in [
            ("rules: {codeowners-present: {mode: report}}", 0), ("mode: report", 0),
            ("mode: off\nreason: archived", 0), ("mode: check", 1),
            ("mode: report\nrules: {codeowners-present: {mode: check}}", 1),
            ("rules: {codeowners-present: {severity: info}}", 0),
        ] as [(String, Int32)] {
            let folder = try repository("version: 1\n\(text)\n")
            let outcome = try check(folder.path)
            #expect(outcome.status == status, "\(text): \(outcome.errors)")
        }
    }
}
