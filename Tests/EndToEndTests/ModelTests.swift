import Foundation
import TestSupport
import Testing

@Suite("Descriptions that a model words")
struct ModelTests {
    /// A bare repository with an unpinned action, remediated with a model that gives one answer.
    ///
    /// A configuration goes before the environment's model; `SERVER` in it is that model's server.
    private func remediate(
        answering prose: String, configuration: String? = nil
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
        var environment = [
            "COMPLYBOT_HOME": "\(folder.path)/home", "OPENAI_BASE_URL": "\(server.address)/v1",
            "OPENAI_API_KEY": "sk-a-secret-of-the-test",
        ]
        if let configuration {
            let text = configuration.replacingOccurrences(of: "SERVER", with: server.address)
            try folder.write(text, to: "complybot.yml")
            environment["COMPLYBOT_CONFIG"] = "\(folder.path)/complybot.yml"
        }
        let outcome = try Program.run(
            ["remediate", "\(folder.path)/app.git", "--rule", "actions-pinned-by-sha"],
            environment: environment)
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

    private var honestProse: String {
        prose(
            summary: "Freezes the checkout step at the commit that it uses today.",
            testing: "The repository has no tests that could be run.")
    }

    @Test("the next model of the chain is asked when the first refuses, each with its own key")
    func chain() throws {
        let refusing = try StandInModelServer([.text(401, "no")])
        let (_, text, server) = try remediate(
            answering: honestProse,
            configuration: """
                model:
                  chain:
                    - {provider: anthropic, base-url: "\(refusing.address)", model: m, token_env: COMPLYBOT_HOME}
                    - {provider: compatible, base-url: SERVER/v1, model: m, schemas: false}
                    - offline

                """)
        #expect(text.contains("Freezes the checkout step"), "\(text)")
        // The writers ask side by side, so each of them is refused.
        #expect(Set(refusing.received.map(\.target)) == ["/v1/messages"])
        #expect(refusing.received.first?.header("authorization") == nil)
        #expect(server.received.first?.header("authorization") == nil)
        let body = String(decoding: server.received.first?.body ?? [], as: UTF8.self)
        #expect(!body.contains("response_format") && body.contains("JSON Schema"))
    }

    @Test("over budget nothing is asked, and the pull request is made without a model")
    func budget() throws {
        let (outcome, text, server) = try remediate(
            answering: honestProse,
            configuration: """
                model:
                  chain: [{provider: compatible, base-url: SERVER/v1, model: m}]
                  budget: {day: {tokens: 100}}

                """)
        #expect(server.received.isEmpty)
        #expect(
            outcome.errors.contains("written without a model")
                && outcome.errors.contains("of 100 tokens has 100 left"), "\(outcome.errors)")
        #expect(text.contains("## Summary") && text.contains("actions-pinned-by-sha"))
    }

    @Test("doctor shows each model with key and price, and a mistake with its place")
    func doctor() throws {
        let folder = try TemporaryDirectory()
        func doctor(_ configuration: String) throws -> String {
            try folder.write(configuration, to: "complybot.yml")
            return try Program.run(
                ["doctor"],
                environment: [
                    "COMPLYBOT_HOME": folder.path, "ANTHROPIC_API_KEY": "sk-secret-of-doctor",
                    "COMPLYBOT_CONFIG": "\(folder.path)/complybot.yml",
                ]
            ).output
        }
        let good = try doctor(
            """
            model:
              chain:
                - {provider: anthropic, model: claude-sonnet-4-5-20250929}
                - {provider: compatible, base-url: "http://127.0.0.1:9/v1", model: local}
              budget: {day: {dollars: 5, tokens: 1000}}

            """)
        #expect(
            good.contains(
                "model 1: anthropic/claude-sonnet-4-5-20250929 at https://api.anthropic.com/, key from ANTHROPIC_API_KEY; $3.00 and $15.00"
            ), "\(good)")
        #expect(good.contains("warning  model 2: compatible/local"))
        #expect(good.contains("model budget: day $5.00 and 1000 tokens"))
        #expect(!good.contains("sk-secret-of-doctor"))
        for (mistake, message) in [
            ("model: {chain: [{provider: antropic, model: m}]}", "1:28): provider must be one of"),
            ("model: {chian: []}", "unknown key chian in model"),
            ("model: {chain: [{provider: azure, model: m}]}", "it has no address"),
            (
                "model: {chain: [{provider: openai, model: m, token_env: NO_SUCH}]}",
                "NO_SUCH is not set"
            ),
            ("model: {budget: {day: {dollars: lots}}}", "dollars must be an amount"),
            ("model: {redact: {patterns: {x: '('}}}", "regular expression"),
        ] {
            let output = try doctor(mistake + "\n")
            #expect(output.contains("broken   model") && output.contains(message), "\(output)")
        }
    }
}
