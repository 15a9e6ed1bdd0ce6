import Foundation
import TestSupport
import Testing

@Suite("Descriptions that a model words")
struct ModelTests {
    /// A bare repository with an unpinned action, remediated with a model that gives one answer.
    private func remediate(
        answering prose: String
    ) throws -> (outcome: Program.Outcome, text: String, server: StandInModelServer) {
        let folder = try TemporaryDirectory()
        let workflow = """
            on: push
            permissions:
              contents: read
            jobs:
              build:
                runs-on: ubuntu-24.04
                steps:
                  - uses: actions/checkout@v4

            """
        try folder.write(workflow, to: "work/.github/workflows/ci.yml")
        let work = "\(folder.path)/work"
        try Program.tool(["git", "init", "--quiet", "--initial-branch", "main", "."], in: work)
        try Program.tool(["git", "add", "--all"], in: work)
        try Program.tool(["git", "commit", "--quiet", "--message", "First"], in: work)
        try Program.tool(["git", "clone", "--quiet", "--bare", "work", "app.git"], in: folder.path)
        let server = try StandInModelServer([.completion([prose])])
        let outcome = try Program.run(
            ["remediate", "\(folder.path)/app.git", "--rule", "actions-pinned-by-sha"],
            environment: [
                "COMPLYBOT_HOME": "\(folder.path)/home", "OPENAI_BASE_URL": "\(server.address)/v1",
                "OPENAI_API_KEY": "sk-a-secret-of-the-test",
            ])
        #expect(outcome.status == 0, "\(outcome.errors)")
        return (outcome, try folder.read("app.pulls/1.md"), server)
    }

    private func prose(summary: String, testing: String) -> String {
        """
        {"summary": "\(summary)", "changes": [{"path": ".github/workflows/ci.yml", "text": "Pins the action."}], \
        "policyCompliance": [{"citation": 1, "text": "The action is pinned."}], \
        "riskAssessment": "The same code runs as before.", "testing": "\(testing)"}
        """
    }

    @Test("words that say what is so are taken, and the key is in no file")
    func honest() throws {
        let (outcome, text, server) = try remediate(
            answering: prose(
                summary: "Freezes the checkout step at the commit that it uses today.",
                testing: "The repository has no tests that could be run."))
        #expect(text.contains("Freezes the checkout step"), "\(text)")
        // Of the six writers the one for tests is not asked: there were none.
        #expect(server.received.count == 5)
        #expect(server.received.first?.header("authorization") == "Bearer sk-a-secret-of-the-test")
        #expect(
            !text.contains("sk-a-secret")
                && !(outcome.output + outcome.errors).contains("sk-a-secret"))
    }

    @Test("words that claim what is not so are replaced, and so is an answer that is no document")
    func dishonest() throws {
        for answer in [
            prose(
                summary: "Also repairs CVE-2020-1234 in `app/main.py`.",
                testing: "All 12 tests passed."),
            "I have merged it for you.",
        ] {
            let (_, text, _) = try remediate(answering: answer)
            #expect(
                !text.contains("CVE-2020-1234") && !text.contains("12 tests")
                    && !text.contains("merged it"))
            #expect(text.contains("## Summary") && text.contains("actions-pinned-by-sha"))
        }
    }
}
