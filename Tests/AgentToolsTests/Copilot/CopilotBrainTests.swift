import Basics
import Foundation
import Remediation
import TestSupport
import Testing

@testable import AgentTools

@Suite("The Copilot CLI as the brain")
struct CopilotBrainTests {
    private static let inOrder = AgentFixture.order.map { ($0, "{}") }

    private func drive(
        _ behaviour: String, calls: [(String, String)] = Self.inOrder,
        files: [String: String] = AgentFixture.files,
        patience: CopilotBrain.Patience = .endless,
        witness: AgentWitness = AgentWitness()
    ) async throws -> (summary: RemediationSummary, fixture: AgentFixture, standIn: StandInCopilot)
    {
        let fixture = try AgentFixture(files)
        let standIn = try StandInCopilot(behaviour, calls: calls, in: fixture)
        let brain = CopilotBrain(
            standIn.launch, redactor: try fixture.redactor(), patience: patience)
        let summary = try await fixture.drive(brain, witness: witness)
        let left = try? FileManager.default.contentsOfDirectory(
            atPath: fixture.git.path("spaces"))
        #expect(left == [], "a workspace is left: \(left ?? [])")
        return (summary, fixture, standIn)
    }

    @Test("a session from clone to pull request ends where remediate ends")
    func sameEnd() async throws {
        let witness = AgentWitness()
        let (summary, fixture, standIn) = try await drive("well", witness: witness)
        let pipeline = try await AgentFixture.pipelineEnd()
        #expect(summary.head == pipeline.head)
        #expect(try fixture.comparable() == pipeline.outside)
        let agent = try #require(summary.agent)
        #expect(agent.brain == "copilot/m" && agent.ending == "finished", "\(agent)")
        #expect(agent.calls == 8 && agent.turns == 9 && agent.tokens == 9 * 77)
        #expect(witness.types.contains("reasoning") && witness.types.contains("message.delta"))
        let created = try #require(try standIn.asked("session.create").first)
        #expect(created["tools"]?.items?.count == 13)
        #expect(
            created["availableTools"]?.items?.compactMap(\.text)
                == StandardTool.allCases.map { "custom:\($0.rawValue)" })
        #expect(created["systemMessage"]?["mode"] == "replace")
        #expect(created["provider"]?["apiKey"] == "sk-of-the-provider")
        #expect(created["enableSessionTelemetry"] == .bool(false))
        #expect(created["enableSkills"] == .bool(false) && created["gitHubToken"] == nil)
    }

    @Test("the child inherits nothing: no variable, no folder, no key in its environment")
    func clean() async throws {
        let (_, _, standIn) = try await drive("well")
        let seen = try standIn.seen()
        let environment = (seen["environment"]?.objectMembers ?? []).map(\.key)
        // The last two are the shell's own.
        let allowed: Set = [
            "HOME", "TMPDIR", "COPILOT_HOME", "COPILOT_CACHE_HOME", "XDG_CACHE_HOME",
            "COPILOT_DISABLE_KEYTAR", "COPILOT_OFFLINE", "PATH", "LC_ALL", "PWD", "_", "SHLVL",
            "OLDPWD",
        ]
        #expect(Set(environment).isSubset(of: allowed), "\(environment)")
        #expect(seen["environment"]?.text(indented: false).contains("sk-of") == false)
        #expect(seen["folder"]?.text?.hasPrefix(standIn.launch.workspaces) == true)
        #expect(
            seen["arguments"]?.items?.compactMap(\.text) == [
                "--headless", "--no-auto-update", "--no-auto-login", "--log-level", "none",
                "--stdio",
            ])
    }

    @Test("only our tools are permitted, and nothing that it asks of the host is answered")
    func permissions() async throws {
        let (summary, _, standIn) = try await drive("asks")
        #expect(summary.agent?.ending == "finished")
        let method = "session.permissions.handlePendingPermissionRequest"
        let decisions = try standIn.asked(method).map { decision in
            (decision["requestId"]?.text ?? "") + " " + (decision["result"]?["kind"]?.text ?? "")
        }
        #expect(
            decisions == [
                "p-shell- reject", "p-write- reject", "p-custom-tool-bash reject",
                "p-custom-tool-clone_repository approve-once",
            ])
        let answer = try standIn.seen()["messages"]?.items?.first { $0["id"] == .int(77) }
        #expect(answer?["error"]?["code"] == .int(-32_601) && answer?["result"] == nil)
    }

    @Test(
        "a CLI that misbehaves is ended with one line, and the deterministic path finishes",
        arguments: [
            ("newer", "it speaks version 4 of its protocol, and only version 3 is known here"),
            ("leaves", "it ended with status 0"),
            ("dies", "it ended with status 7: segmentation \\u{1b}[31mfault"),
            ("garbage", "it sent a message without its length"),
            ("no-json", "it sent a message that is no JSON"),
            ("huge", "it announced a message of 999999999 bytes"),
            ("error", "it told an error: the model is gone"),
            ("refuses", "it refused: no seat for you"),
            ("floods", "it "), ("chatters", "it "),
        ])
    func faults(behaviour: String, reason: String) async throws {
        let (summary, fixture, _) = try await drive(behaviour)
        let agent = try #require(summary.agent)
        #expect(agent.ending == "failed")
        #expect(
            agent.note.hasPrefix("cannot work with the Copilot CLI: \(reason)"), "\(agent.note)")
        #expect(!agent.note.contains("\n"))
        let pipeline = try await AgentFixture.pipelineEnd()
        #expect(try fixture.comparable() == pipeline.outside)
    }

    @Test(
        "a CLI that says nothing, from the start or in the middle, is not waited for any longer",
        arguments: ["mute", "deaf", "stalls"])
    func silence(behaviour: String) async throws {
        var patience = CopilotBrain.Patience()
        patience.start = .milliseconds(behaviour == "mute" ? 50 : 10_000)
        patience.request = .milliseconds(behaviour == "deaf" ? 50 : 10_000)
        patience.silence = .milliseconds(behaviour == "stalls" ? 500 : 10_000)
        let (summary, fixture, _) = try await drive(behaviour, patience: patience)
        #expect(summary.agent?.ending == "failed")
        let pipeline = try await AgentFixture.pipelineEnd()
        #expect(try fixture.comparable() == pipeline.outside)
    }

    @Test("megabytes on standard error harm nobody, and a program that is none is said to be none")
    func odd() async throws {
        let (summary, _, _) = try await drive("noisy")
        #expect(summary.agent?.ending == "finished")
        let fixture = try AgentFixture()
        let standIn = try StandInCopilot("well", calls: [], in: fixture)
        var launch = standIn.launch
        launch.program = "/nowhere/copilot"
        let other = try await fixture.drive(
            CopilotBrain(launch, redactor: try fixture.redactor()))
        #expect(other.agent?.note.contains("it cannot be started") == true)
        #expect(other.action == .created)
    }

    @Test("what the session knows of secrets does not reach the CLI, and bad calls reach nobody")
    func hostile() async throws {
        let calls = [
            ("clone_repository", #"{"repository": "https://example.com/other.git"}"#),
            ("clone_repository", "{}"), ("bash", #"{"command": "id"}"#),
            ("read_file", #"{"path": "/proc/self/environ"}"#),
            ("read_file", #"{"path": "settings.py"}"#), ("push_branch", #"{"branch": "main"}"#),
            ("read_file", #""no object""#), ("read_file", "[1]"),
        ]
        let (summary, fixture, standIn) = try await drive("well", calls: calls)
        #expect(summary.agent?.ending == "stalled")
        let results = try standIn.asked("session.tools.handlePendingToolCall")
        #expect(
            results.map { $0["result"]?["resultType"]?.text ?? "" } == [
                "failure", "success", "failure", "failure", "success", "failure", "failure",
                "failure",
            ])
        let text = try standIn.seen().text(indented: false)
        #expect(!text.contains(AgentFixture.awsKey) && text.contains("[redacted"))
        let pipeline = try await AgentFixture.pipelineEnd()
        #expect(try fixture.comparable() == pipeline.outside)
    }

    @Test("the CLI is told nothing of a repository whose configuration wants no model")
    func unwanted() async throws {
        var files = AgentFixture.files
        files[".github/complybot.yml"] = "version: 1\nllm: off\n"
        let (summary, _, standIn) = try await drive("well", files: files)
        #expect(summary.agent?.ending == "unwanted" && summary.action == .created)
        #expect(try standIn.asked("session.tools.handlePendingToolCall").isEmpty)
    }
}
