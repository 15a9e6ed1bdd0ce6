import Basics
import Forge
import Foundation
import Remediation
import Sandbox
import Snapshots
import TestSupport
import Testing

@testable import AgentTools

@Suite("A job driven by tools")
struct JobSessionTests {
    private func call(
        _ registry: ToolRegistry, _ name: String, _ arguments: String = "{}"
    ) async -> ToolOutcome { await registry.call(name, arguments: arguments) }

    @Test("tools in their natural order end where remediate ends: commit, branch, title and body")
    func sameEnd() async throws {
        let pipeline = try AgentFixture()
        let summary = try await Remediator(try pipeline.environment()).run(pipeline.job) { _ in }
        #expect(summary.action == .created, "\(summary)")

        let agent = try AgentFixture()
        let session = try agent.session()
        let registry = session.registry(scope: .everything)
        var last: JSONValue = .null
        for name in AgentFixture.order {
            let outcome = await call(registry, name)
            #expect(!outcome.isError, "\(name): \(outcome.text)")
            last = outcome.json
        }
        #expect(last["action"] == "created" && last["head"]?.text == summary.head)
        #expect(last["number"] == .int(1))
        guard case .settled(let own) = await session.standing else {
            Issue.record("the job is not settled")
            return
        }
        #expect(own.head == summary.head && own.approvals == summary.approvals)
        #expect(own.tests == summary.tests && own.writes == summary.writes)
        let places = [(pipeline, pipeline.remote), (agent, agent.remote)]
        let ends = try places.map { fixture, remote in
            try fixture.outside().replacingOccurrences(of: remote, with: "REMOTE")
        }
        #expect(ends[0] == ends[1])
    }

    @Test("a second job on the same repository writes nothing, and says that all is well")
    func again() async throws {
        let fixture = try AgentFixture()
        let first = try fixture.session().registry(scope: .everything)
        for name in AgentFixture.order { _ = await call(first, name) }
        let before = try fixture.outside()
        let session = try fixture.session()
        let second = session.registry(scope: .everything)
        _ = await call(second, "clone_repository")
        let plan = await call(second, "apply_compliance_patches").json
        #expect(plan["proposes"] == .bool(false) && plan["note"] == "unchanged")
        #expect(await call(second, "push_branch").error?.code == .outOfOrder)
        #expect(await call(second, "create_pull_request").json["action"] == "unchanged")
        #expect(try fixture.outside() == before)
        let after = try await Remediator(try fixture.environment()).run(fixture.job) { _ in }
        #expect(after.action == .unchanged && after.writes == 0)
    }

    @Test("looking shows findings, secrets without their value, and policies to cite")
    func looking() async throws {
        let fixture = try AgentFixture()
        let registry = try fixture.session().registry(scope: .reading)
        let clone = await call(registry, "clone_repository").json
        #expect(clone["base_branch"] == "main" && clone["branch"] == "complybot/compliance")
        let drift = await call(registry, "detect_compliance_drift")
        #expect(drift.json["total"] == .int(2) && drift.json["fixable"] == .int(1))
        #expect(!drift.text.contains(AgentFixture.awsKey))
        let scan = await call(registry, "security_scan")
        #expect(scan.json["total"] == .int(1) && scan.json["advisories_known"] == .bool(false))
        #expect(scan.json["findings"]?.items?.first?["kind"] == "secret")
        let file = await call(registry, "read_file", #"{"path": "settings.py"}"#)
        #expect(file.json["lines"] == .int(3) && !file.text.contains(AgentFixture.awsKey))
        let lines = await call(
            registry, "read_file", #"{"path": "app.py", "start_line": 2, "end_line": 9}"#)
        #expect(lines.json["text"] == "    return 42\n" && lines.json["end_line"] == .int(2))
        let found = await call(
            registry, "rag_search", #"{"query": "actions pinned commit", "limit": 2}"#)
        #expect(found.json["results"]?.items?.isEmpty == false)
        #expect(await call(registry, "create_branch").error?.code == .notAllowed)
        #expect(try !fixture.outside().contains("complybot"))
    }

    @Test(
        "arguments cannot widen the job",
        arguments: [
            ("create_branch", #"{"branch": "main"}"#, "main is the default branch"),
            ("create_branch", #"{"branch": "complybot/other"}"#, "the job writes to the branch"),
            ("clone_repository", #"{"repository": "https://example.com/x.git"}"#, "the job is for"),
            ("read_file", #"{"path": "../../etc/passwd"}"#, "the path is refused"),
            ("read_file", #"{"path": "/proc/self/environ"}"#, "a path begins at"),
            ("read_file", #"{"path": "file:///etc/passwd"}"#, "a path begins at"),
            ("read_file", #"{"path": ".git/config"}"#, "the path is refused"),
            ("commit_changes", #"{"branch": "main"}"#, "main is the default branch"),
            ("push_branch", #"{"branch": "main"}"#, "main is the default branch"),
            ("create_pull_request", #"{"base": "release"}"#, "the pull request goes to main"),
        ])
    func binding(tool: String, arguments: String, reason: String) async throws {
        let fixture = try AgentFixture()
        let registry = try fixture.session().registry(scope: .everything)
        for name in AgentFixture.order.prefix(while: { $0 != tool }) {
            _ = await call(registry, name)
        }
        let before = try fixture.outside()
        let error = await call(registry, tool, arguments).error
        #expect(error?.code == .outsideJob, "\(error.debugDescription)")
        #expect(error?.reason.hasPrefix(reason) == true, "\(error?.reason ?? "")")
        #expect(try fixture.outside() == before)
    }

    @Test("tests that the patch breaks hold the job, and an edit of a model's may free it")
    func heldAndFixed() async throws {
        var files = AgentFixture.files
        files["app.py"] = "EXPECTED = 'actions/checkout@v4'\n"
        let tests = PinningBreaks()
        let fixture = try AgentFixture(files, tests: tests)
        let session = try fixture.session()
        let registry = session.registry(scope: .everything)
        for name in AgentFixture.order.prefix(4) { _ = await call(registry, name) }
        let verdict = await call(registry, "run_tests").json
        #expect(verdict["verdict"] == "regressed" && verdict["may_propose"] == .bool(false))
        _ = await call(registry, "commit_changes")
        #expect(await call(registry, "push_branch").error?.code == .outOfOrder)
        guard case .held(let held) = await session.standing else {
            Issue.record("it is not held")
            return
        }
        #expect(held.action == .held)
        let fixed = await call(
            registry, "fix_code",
            ##"{"edits": [{"path": "app.py", "find": "actions/checkout@v4", "replace": "a pinned checkout"}], "reason": "the test compares the words"}"##
        )
        #expect(!fixed.isError, "\(fixed.text)")
        #expect(fixed.json["verdict"] == "passing" && fixed.json["attempts_left"] == .int(2))
        for name in [
            "get_required_approvals", "commit_changes", "push_branch", "create_pull_request",
        ] {
            let outcome = await call(registry, name)
            #expect(!outcome.isError, "\(name): \(outcome.text)")
        }
        let body = try fixture.git.folder.read("app.pulls/1.md")
        #expect(body.contains("Edited by a model"))
        #expect(body.contains("Edited by a language model"))
        let message = try fixture.git.git(
            "log", "-1", "--format=%B", "complybot/compliance", in: "app.git")
        #expect(message.contains("Complybot-Model-Edit: app.py"))
        // The pipeline leaves alone what the same plan was proposed for.
        let after = try await Remediator(try fixture.environment()).run(fixture.job) { _ in }
        #expect(after.writes == 0, "\(after)")
    }

    @Test(
        "an edit of a model's that does not pass is dropped, and nothing of it stays",
        arguments: [
            (#"{"path": "app.py", "find": "42", "replace": "BROKEN"}"#, "the test t::answer fails"),
            (#"{"path": "app.py", "find": "42", "replace": "(("}"#, "app.py would not parse"),
            (
                #"{"path": "app.py", "find": "nothing", "replace": "x"}"#,
                "app.py: the text to find stands nowhere"
            ),
            (
                #"{"path": "app.py", "find": "e", "replace": "x"}"#,
                "app.py: the text to find stands more than once"
            ),
            (
                #"{"path": "none.py", "find": "e", "replace": "x"}"#,
                "none.py: there is no such file"
            ),
            (
                #"{"path": "CODEOWNERS", "find": "platform", "replace": "me"}"#,
                "CODEOWNERS: it decides"
            ),
            (
                #"{"path": "app.py", "find": "42", "replace": "'AKIA4T7XQ2WZ6MBNR5LK'"}"#,
                "app.py: it would bring something like a credential"
            ),
            (
                #"{"path": ".github/workflows/ci.yml", "find": "contents: read", "replace": "contents: write"}"#,
                ".github/workflows/ci.yml: it would widen the permissions"
            ),
            (
                #"{"path": ".github/workflows/ci.yml", "find": "make test", "replace": "make ${{ secrets.X }}"}"#,
                ".github/workflows/ci.yml: it would use more secrets"
            ),
            (
                #"{"path": ".github/workflows/ci.yml", "find": "on: push", "replace": "on: pull_request_target"}"#,
                ".github/workflows/ci.yml: it would be run on"
            ),
            (
                #"{"path": "README.md", "find": "\n\nIgnore", "replace": "\r\nIgnore"}"#,
                "README.md would get line ends"
            ),
        ])
    func dropped(edit: String, reason: String) async throws {
        let fixture = try AgentFixture()
        let session = try fixture.session()
        let registry = session.registry(scope: .everything)
        for name in AgentFixture.order.prefix(5) { _ = await call(registry, name) }
        let outcome = await call(
            registry, "fix_code", #"{"edits": [\#(edit)], "reason": "because"}"#)
        #expect(outcome.error?.code == .dropped, "\(outcome.text)")
        #expect(outcome.error?.reason.hasPrefix(reason) == true, "\(outcome.text)")
        #expect(await session.attempts.map { $0.refusal == nil } == [false])
        for name in AgentFixture.order.suffix(3) { _ = await call(registry, name) }
        let pipeline = try AgentFixture()
        let summary = try await Remediator(try pipeline.environment()).run(pipeline.job) { _ in }
        guard case .settled(let own) = await session.standing else {
            Issue.record("the job is not settled")
            return
        }
        #expect(own.head == summary.head)
    }

    @Test("an edit may put a finding right that has no patch, and must do what it claims")
    func closing() async throws {
        let fixture = try AgentFixture()
        let session = try fixture.session()
        let registry = session.registry(scope: .everything)
        for name in AgentFixture.order.prefix(5) { _ = await call(registry, name) }
        let findings = await call(registry, "security_scan").json["findings"]?.items ?? []
        let fingerprint = try #require(findings.first?["fingerprint"]?.text)
        func edit(_ replacement: String) -> String {
            #"{"edits": [{"path": "settings.py", "find": "KEY = ", "replace": "\#(replacement)"}], "reason": "r", "closes": ["\#(fingerprint)"]}"#
        }
        let claim = await call(registry, "fix_code", edit("KEYS = "))
        #expect(claim.error?.reason.contains("is still there") == true, "\(claim.text)")
        let text = "\\\"\(AgentFixture.awsKey)\\\""
        let real = await call(
            registry, "fix_code",
            #"{"edits": [{"path": "settings.py", "find": "\#(text)", "replace": "os.environ['KEY']"}], "reason": "r", "closes": ["\#(fingerprint)"]}"#
        )
        #expect(!real.isError, "\(real.text)")
        #expect(!real.text.contains(AgentFixture.awsKey))
        #expect(real.json["attempts_left"] == .int(1))
    }

    @Test("three edits may be tried, no more")
    func attempts() async throws {
        let registry = try AgentFixture().session().registry(scope: .everything)
        for name in AgentFixture.order.prefix(5) { _ = await call(registry, name) }
        for number in 1...4 {
            let error = await call(
                registry, "fix_code",
                #"{"edits": [{"path": "app.py", "find": "no \#(number)", "replace": ""}], "reason": "r"}"#
            ).error
            #expect(error?.code == (number <= 3 ? .dropped : .budgetSpent))
        }
    }

    @Test("a repository that has nothing to put right is settled without a push")
    func nothing() async throws {
        let fixture = try AgentFixture(["README.md": "hello\n"])
        let session = try fixture.session()
        let registry = session.registry(scope: .everything)
        _ = await call(registry, "clone_repository")
        #expect(
            await call(registry, "apply_compliance_patches").json["proposes"] == .bool(false))
        #expect(await call(registry, "create_pull_request").json["action"] == "none")
        guard case .settled = await session.standing else {
            Issue.record("the job is not settled")
            return
        }
        #expect(try !fixture.outside().contains("complybot"))
    }

    @Test("the job says which tool is next until nothing is left")
    func standing() async throws {
        let session = try AgentFixture().session()
        let registry = session.registry(scope: .everything)
        var called: [String] = []
        while case .unfinished(let next) = await session.standing, called.count < 20 {
            called.append(next.rawValue)
            _ = await call(registry, next.rawValue)
        }
        #expect(
            called == [
                "clone_repository", "apply_compliance_patches", "run_tests", "create_branch",
                "commit_changes", "get_required_approvals", "push_branch", "create_pull_request",
            ])
    }
}

/// Tests of a repository whose one test wants the words of `app.py` to stand in the workflow.
private struct PinningBreaks: TestRunner {
    func run(_ request: TestRequest) async throws -> TestRun {
        func text(_ path: RepositoryPath) throws -> String {
            String(decoding: try request.snapshot.bytes(of: path, limit: 1 << 20), as: UTF8.self)
        }
        let app = try text("app.py")
        let workflow = try text(".github/workflows/ci.yml")
        let isBroken =
            app.contains("actions/checkout@v4")
            && !workflow.contains("actions/checkout@v4\n")
        return .ran(
            TestReport(
                command: "pytest", exitStatus: isBroken ? 1 : 0,
                outcomes: [TestOutcome(id: "t::words", verdict: isBroken ? .failed : .passed)],
                output: ""))
    }
}
