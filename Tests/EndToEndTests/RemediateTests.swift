import Foundation
import TestSupport
import Testing

@Suite("Remediating one repository")
struct RemediateTests {
    private static let workflow = """
        on: push
        permissions:
          contents: read
        jobs:
          build:
            runs-on: ubuntu-24.04
            steps:
              - uses: actions/checkout@v4

        """

    /// A bare repository with an unpinned action and a configuration of its own.
    private func repository(configuration: String) throws -> TemporaryDirectory {
        let folder = try TemporaryDirectory()
        try folder.write(Self.workflow, to: "work/.github/workflows/ci.yml")
        try folder.write(configuration, to: "work/.github/complybot.yml")
        let work = "\(folder.path)/work"
        try Program.tool(["git", "init", "--quiet", "--initial-branch", "main", "."], in: work)
        try Program.tool(["git", "add", "--all"], in: work)
        try Program.tool(["git", "commit", "--quiet", "--message", "First"], in: work)
        try Program.tool(["git", "clone", "--quiet", "--bare", "work", "app.git"], in: folder.path)
        return folder
    }

    private func remediate(_ folder: TemporaryDirectory) throws -> SampleFleet.Report.Repository {
        let outcome = try Program.run(
            [
                "remediate", "\(folder.path)/app.git", "--rule", "actions-pinned-by-sha",
                "--format",
                "json",
            ], environment: ["COMPLYBOT_HOME": "\(folder.path)/home"])
        #expect(outcome.status == 0, "\(outcome.errors)")
        let report = try outcome.decoded(as: SampleFleet.Report.self)
        return try #require(report.repositories.first)
    }

    private func branches(_ folder: TemporaryDirectory) throws -> String {
        try Program.tool(["git", "--git-dir", "app.git", "branch", "--list"], in: folder.path)
    }

    @Test("a patch that breaks a test that passed is held back, and nothing is pushed")
    func held() throws {
        let folder = try repository(
            configuration:
                "version: 1\ntests: {command: [grep, '-q', '@v4', .github/workflows/ci.yml]}\n")
        let summary = try remediate(folder)
        #expect(summary.pullRequest.action == "held" && summary.writes == 0, "\(summary)")
        #expect(try !branches(folder).contains("complybot"))
        #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/app.pulls"))
    }

    @Test(
        "a repository that asks for it gets the pull request in spite of the regression, and it says so"
    )
    func draft() throws {
        let folder = try repository(
            configuration:
                "version: 1\ntests:\n  command: grep -q @v4 .github/workflows/ci.yml\n  on-regression: draft\n"
        )
        let summary = try remediate(folder)
        #expect(summary.pullRequest.action == "created")
        #expect(try folder.read("app.pulls/1.md").contains("complybot"))
        #expect(try folder.read("app.pulls/1.json").contains("complybot/regression"))
    }

    @Test("a failure that was there before does not hold the pull request back")
    func preexisting() throws {
        let folder = try repository(configuration: "version: 1\ntests: {command: 'false'}\n")
        let summary = try remediate(folder)
        #expect(summary.pullRequest.action == "created", "\(summary)")
        #expect(try folder.read("app.pulls/1.md").contains("## Testing"))
    }

    @Test(
        "a malformed configuration of the repository is told with its place, and nothing is written"
    )
    func malformed() throws {
        let folder = try repository(configuration: "version: 1\ntets: {command: 'true'}\n")
        let outcome = try Program.run(
            ["remediate", "\(folder.path)/app.git"],
            environment: ["COMPLYBOT_HOME": "\(folder.path)/home"])
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains(".github/complybot.yml:2:1"))
        #expect(outcome.errors.contains("did you mean tests?"))
        #expect(try !branches(folder).contains("complybot"))
    }

    @Test("when the base moves under an open pull request it is renewed only where they touch")
    func stale() throws {
        let folder = try repository(configuration: "version: 1\ntests: {command: 'true'}\n")
        let first = try remediate(folder)
        let work = "\(folder.path)/work"
        func push(_ text: String, to path: String) throws {
            try folder.write(text, to: "work/\(path)")
            try Program.tool(["git", "add", "--all"], in: work)
            try Program.tool(["git", "commit", "--quiet", "--message", "Next"], in: work)
            try Program.tool(["git", "push", "--quiet", "../app.git", "main"], in: work)
        }
        try push("elsewhere\n", to: "README.md")
        let second = try remediate(folder)
        #expect(second.writes == 0 && second.pullRequest.head == first.pullRequest.head)
        try push(Self.workflow + "      - run: make\n", to: ".github/workflows/ci.yml")
        let third = try remediate(folder)
        #expect(third.pullRequest.action == "updated", "\(third)")
        #expect(third.pullRequest.number == 1 && third.pullRequest.head != first.pullRequest.head)
        #expect(try remediate(folder).writes == 0)
    }
}
