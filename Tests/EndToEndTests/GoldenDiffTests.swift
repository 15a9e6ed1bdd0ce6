import Foundation
import TestSupport
import Testing

@Suite("The diff of each rule over one repository with all drift")
struct GoldenDiffTests {
    private static let folder = "\(Program.root)/Fixtures/drift"

    /// The rules of the repository that have a patch.
    private static let rules: [String] = {
        let root = "\(Program.root)/rules"
        let paths = (try? FileManager.default.subpathsOfDirectory(atPath: root)) ?? []
        return paths.filter { path in
            let isRule = path.split(separator: "/").count == 2 && path.hasSuffix(".yaml")
            let data = isRule ? FileManager.default.contents(atPath: "\(root)/\(path)") : nil
            return data.map { String(decoding: $0, as: UTF8.self).contains("\npatch:\n") } ?? false
        }.map { String($0.split(separator: "/")[1].dropLast(".yaml".count)) }.sorted()
    }()

    @Test(
        "what a rule's patch makes is what its golden file says, and git takes it", arguments: rules
    )
    func golden(rule: String) throws {
        let folder = try TemporaryDirectory()
        let repository = "\(folder.path)/repository"
        try FileManager.default.copyItem(
            atPath: "\(Self.folder)/repository", toPath: repository)
        try Program.tool(
            ["git", "init", "--quiet", "--initial-branch", "main", "."], in: repository)
        try Program.tool(["git", "add", "--all"], in: repository)
        try Program.tool(["git", "commit", "--quiet", "--message", "First"], in: repository)
        let diff = "\(folder.path)/fix.diff"
        let outcome = try Program.run([
            "fix", repository, "--dry-run", "--unsafe", "--rule", rule, "--output", diff,
            "--advisories", "\(Program.root)/Fixtures/advisories", "--var",
            "code_owner=@contoso/platform", "--var", "security_contact=security@contoso.example",
            "--var", "job_timeouts_required=true",
        ])
        #expect(outcome.status == 0, "\(outcome.errors)")
        let actual = try folder.read("fix.diff")
        let url = URL(filePath: "\(Self.folder)/golden/\(rule).diff")
        #expect(try GoldenFile.text(at: url, for: actual) == actual)
        try Program.tool(["git", "apply", "--check", diff], in: repository)
    }

    @Test("every rule with a patch has a golden file, and there is none without a rule")
    func complete() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: "\(Self.folder)/golden")
        #expect(files.sorted() == Self.rules.map { "\($0).diff" })
        #expect(Self.rules.count >= 20)
    }
}
