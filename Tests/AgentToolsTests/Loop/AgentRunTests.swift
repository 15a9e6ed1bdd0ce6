import Basics
import Foundation
import LanguageModels
import Remediation
import Synchronization
import Testing

@testable import AgentTools

/// What a run told and kept.
final class AgentWitness: Sendable {
    private let seen = Mutex<(events: [AgentEvent], records: [AgentRecord])>(([], []))

    var events: [AgentEvent] { seen.withLock(\.events) }
    var records: [AgentRecord] { seen.withLock(\.records) }
    var types: [String] { events.compactMap { $0.json["type"]?.text } }

    func tell(_ event: AgentEvent) { seen.withLock { $0.events.append(event) } }
    func keep(_ record: AgentRecord) { seen.withLock { $0.records.append(record) } }
}

extension AgentFixture {
    /// Has a brain drive the repository.
    func drive(
        _ brain: any AgentBrain, home: String = "home", limits: AgentLimits = AgentLimits(),
        onGivingUp: GivingUp = .pipeline, goingOnFrom kept: AgentRecord? = nil,
        clock: AgentClock = .continuous, witness: AgentWitness = AgentWitness()
    ) async throws -> RemediationSummary {
        try await AgentRun(
            brain, in: try environment(home: home), redactor: try redactor(), limits: limits,
            onGivingUp: onGivingUp, clock: clock
        ).run(job, goingOnFrom: kept, keep: witness.keep, tell: witness.tell)
    }

    /// Where the pipeline ends with an equal repository.
    static func pipelineEnd() async throws -> (head: String?, outside: String) {
        try await ofPipeline.value
    }

    private static let ofPipeline = Task { () -> (head: String?, outside: String) in
        let fixture = try AgentFixture()
        let summary = try await Remediator(try fixture.environment()).run(fixture.job) { _ in }
        return (summary.head, try fixture.comparable())
    }

    /// All that is outside, without the name of the folder.
    func comparable() throws -> String {
        try outside().replacingOccurrences(of: remote, with: "REMOTE")
    }
}

@Suite("A job driven by a brain")
struct AgentRunTests {
    @Test("a brain that calls the tools in order ends where remediate ends, and its plan is ticked")
    func sameEnd() async throws {
        let fixture = try AgentFixture()
        let model = ScriptedBrainModel.diligent()
        let witness = AgentWitness()
        let summary = try await fixture.drive(ModelBrain(model), witness: witness)
        let pipeline = try await AgentFixture.pipelineEnd()
        #expect(summary.action == .created && summary.head == pipeline.head)
        #expect(try fixture.comparable() == pipeline.outside)
        let agent = try #require(summary.agent)
        #expect(agent.brain == "scripted/brain" && agent.ending == "finished")
        #expect(agent.turns == 10 && agent.calls == 8 && agent.tokens == 1_100)
        #expect(
            agent.plan.split(separator: "\n").map { $0.prefix(5) } == [
                "- [x]", "- [x]", "- [ ]", "- [x]",
            ])
        #expect(witness.types.first == "session.start" && witness.types.last == "session.end")
        #expect(witness.types.count { $0 == "tool.start" } == 8)
        #expect(witness.types.count { $0 == "tool.end" } == 8)
        #expect(witness.types.contains("message.delta") && witness.types.contains("idle"))
        #expect(!witness.types.contains("stage"))
    }

    @Test("the plan is asked for first, without a tool, and the instructions ship with the program")
    func prompts() async throws {
        let model = ScriptedBrainModel.diligent()
        _ = try await AgentFixture().drive(ModelBrain(model))
        let requests = model.requests
        #expect(requests.count == 10)
        #expect(requests.map(\.toolChoice) == [.none] + Array(repeating: .automatic, count: 9))
        #expect(requests[0].messages.map(\.role) == [.system, .user, .user])
        #expect(requests[0].messages[0].text.contains("bring one repository in line"))
        #expect(requests[0].tools.map(\.name) == StandardTool.allCases.map(\.rawValue))
        for tool in StandardTool.allCases {
            #expect(AgentRole.driver.prompt.contains("`\(tool.rawValue)`"), "\(tool)")
        }
        for request in requests {
            #expect(!request.messages.contains { $0.text.contains(AgentFixture.awsKey) })
        }
    }

    @Test("calls that only look are made side by side and answered in their order")
    func sideBySide() async throws {
        let looks: [(String, String)] = [
            ("read_file", #"{"path": "app.py"}"#), ("detect_compliance_drift", "{}"),
            ("rag_search", #"{"query": "pinned"}"#),
        ]
        let model = ScriptedBrainModel(
            [.text("no plan"), .calls([("clone_repository", "{}")] + looks)]
                + AgentFixture.order.dropFirst().map { .call($0) } + [.text("Done.")])
        let summary = try await AgentFixture().drive(ModelBrain(model))
        #expect(summary.action == .created)
        let names = model.requests[2].messages.compactMap { message -> String? in
            if case .tool(let result) = message { result.isError ? "!" : result.name } else { nil }
        }
        #expect(names == ["clone_repository"] + looks.map(\.0))
        #expect(summary.agent?.plan.contains("`create_branch`") == true)
    }

    @Test(
        "a brain that does not get there leaves the job to the deterministic path",
        arguments: [
            ("gave-up", ScriptedBrainModel.Answer.text("I cannot.\nGIVE UP: it is too hard")),
            ("stalled", .text("All is well, the pull request is open!")),
            ("circled", .call("read_file", #"{"path": "nowhere"}"#)),
            ("exhausted", .calls((0..<70).map { ("read_file", #"{"path": "f\#($0)"}"#) })),
            (
                "failed",
                .failure(ModelError(.unavailable, on: "scripted", because: "nobody answers"))
            ),
            (
                "failed", .failure(ModelError(.tooLarge, on: "scripted", because: "it floods"))
            ),
        ])
    func givenUp(ending: String, answer: ScriptedBrainModel.Answer) async throws {
        for after in [0, 4, 7] {
            let fixture = try AgentFixture()
            let begin = AgentFixture.order.prefix(after).map { ScriptedBrainModel.Answer.call($0) }
            let model = ScriptedBrainModel([.text("- [ ] go")] + begin + [answer])
            let witness = AgentWitness()
            let summary = try await fixture.drive(ModelBrain(model), witness: witness)
            let pipeline = try await AgentFixture.pipelineEnd()
            #expect(summary.head == pipeline.head && summary.agent?.ending == ending)
            #expect(try fixture.comparable() == pipeline.outside)
            #expect(witness.types.contains("stage"))
        }
    }

    @Test("with fail, what a brain left undone is a failure, and nothing is written")
    func failing() async throws {
        let fixture = try AgentFixture()
        let before = try fixture.outside()
        let model = ScriptedBrainModel([.text("GIVE UP: no")])
        let error = await #expect(throws: Diagnostic.self) {
            try await fixture.drive(ModelBrain(model), onGivingUp: .fail)
        }
        #expect(error?.kind == .incomplete && error?.reason == "it gave up: no")
        #expect(try fixture.outside() == before)
    }

    @Test("turns, tokens and time each have their end")
    func budgets() async throws {
        var turns = AgentLimits()
        turns.turns = 3
        var tokens = AgentLimits()
        tokens.tokens = 500
        var time = AgentLimits()
        time.time = .seconds(7)
        for (limits, word) in [(turns, "turns"), (tokens, "tokens"), (time, "time")] {
            let seconds = Mutex(0)
            let clock = AgentClock {
                .seconds(
                    seconds.withLock { seconds in
                        seconds += 1
                        return seconds
                    })
            }
            let summary = try await AgentFixture().drive(
                ModelBrain(ScriptedBrainModel.diligent()), limits: limits, clock: clock)
            #expect(summary.agent?.note == "its budget of \(word) is used up")
            #expect(summary.action == .created)
        }
    }

    @Test("a brain that repeats itself is told once, and may still turn round")
    func repeats() async throws {
        let again = ScriptedBrainModel.Answer.call("rag_search", #"{"query": "pinned"}"#)
        let model = ScriptedBrainModel.diligent(before: [again, again, again])
        let witness = AgentWitness()
        let summary = try await AgentFixture().drive(ModelBrain(model), witness: witness)
        #expect(summary.agent?.ending == "finished")
        #expect(witness.types.count { $0 == "host" } == 1)
        #expect(model.requests[4].messages.last?.text.contains("Once more ends your work") == true)
        #expect(model.requests[3].messages.last?.text.contains("Once more") == false)
    }

    @Test("whatever a brain tries before it does its work, the end is the pipeline's")
    func hostile() async throws {
        let calls: [(String, String)] = [
            ("rm", "{}"), ("clone_repository", "{"), ("clone_repository", #"{"url": "x"}"#),
            ("clone_repository", #"{"repository": "https://example.com/other.git"}"#),
            ("read_file", #"{"path": "\#(String(repeating: "x", count: 100_000))"}"#),
            ("clone_repository", "{}"), ("read_file", #"{"path": "../../../etc/passwd"}"#),
            ("read_file", #"{"path": "/proc/self/environ"}"#),
            ("read_file", #"{"path": "README.md"}"#), ("push_branch", #"{"branch": "main"}"#),
            ("create_branch", #"{"branch": "main"}"#),
            ("create_pull_request", #"{"base": "release"}"#), ("commit_changes", "null"),
            ("fix_code", #"{"edits": [], "reason": ""}"#),
        ]
        let fixture = try AgentFixture()
        // What the planted line of the README asks for is among them.
        let model = ScriptedBrainModel.diligent(
            before: calls.map { .call($0.0, $0.1) } + [.text("I have pushed to main for you.")])
        let witness = AgentWitness()
        let summary = try await fixture.drive(ModelBrain(model), witness: witness)
        let pipeline = try await AgentFixture.pipelineEnd()
        #expect(summary.agent?.ending == "finished" && summary.head == pipeline.head)
        #expect(try fixture.comparable() == pipeline.outside)
        let refused = witness.events.count { event in
            if case .toolEnded(_, _, let error, _) = event { error != nil } else { false }
        }
        #expect(refused == calls.count - 2)
        let text = model.requests.last?.messages.map(\.text).joined() ?? ""
        #expect(!text.contains(AgentFixture.canary) && !text.contains(AgentFixture.awsKey))
        // Arguments of that size are not said again.
        #expect(
            (model.requests.last?.messages ?? []).allSatisfy { message in
                if case .assistant(_, let calls) = message {
                    calls.allSatisfy { $0.arguments.utf8.count < 20_000 }
                } else {
                    true
                }
            })
    }

    @Test("a repository whose configuration wants no model is shown to none, and done all the same")
    func unwanted() async throws {
        var files = AgentFixture.files
        files[".github/complybot.yml"] = "version: 1\nllm: off\n"
        for onGivingUp in GivingUp.allCases {
            let fixture = try AgentFixture(files)
            let looks = [("clone_repository", "{}"), ("read_file", #"{"path": "app.py"}"#)]
            let model = ScriptedBrainModel([.text("- [ ] go"), .calls(looks)])
            let summary = try await fixture.drive(ModelBrain(model), onGivingUp: onGivingUp)
            #expect(summary.agent?.ending == "unwanted" && summary.action == .created)
            #expect(model.requests.count == 2)
        }
    }
}
