import Basics
import LanguageModels
import Remediation
import TestSupport
import Testing

@testable import AgentTools

@Suite("An edit that is chosen among several")
struct DeliberationTests {
    private static func edit(_ text: String, path: String = "app.py") -> String {
        #"{"edits": [{"path": "\#(path)", "find": "NEEDS_TAG", "replace": "\#(text)"}], "reason": "because"}"#
    }

    private static func marks(_ marks: [(Int, Int)]) -> RoleScript.Answer {
        let entries = marks.map { number, mark in
            #"{"candidate": \#(number), "correctness": \#(mark), "smallest_change": \#(mark), "policy": \#(mark), "risk": \#(mark)}"#
        }
        return .text(#"{"marks": [\#(entries.joined(separator: ", "))]}"#)
    }

    /// What a run left behind.
    private struct Outcome {
        let summary: RemediationSummary
        let candidates: [EditCandidate]
        let model: ScriptedBrainModel
        let records: [AgentRecord]
        let app: String
    }

    private static let files: [String: String] = {
        var files = AgentFixture.files
        files["app.py"] = "def answer():\n    return NEEDS_TAG\n"
        return files
    }()

    private static func fixture() throws -> AgentFixture { try AgentFixture(files) }

    private func run(
        own: String, _ others: [RoleScript.Answer], marks: [RoleScript.Answer] = [],
        tokens: Int? = nil, on fixture: AgentFixture? = nil, resuming kept: AgentRecord? = nil
    ) async throws -> Outcome {
        let fixture = try fixture ?? Self.fixture()
        var script = RoleScript()
        let tests = try #require(AgentFixture.order.firstIndex(of: "run_tests"))
        script.executor =
            [.text(RoleScript.plan)] + AgentFixture.order[...tests].map { .call($0) }
            + [.call("fix_code", own), .call("get_required_approvals"), .call("commit_changes")]
            + RoleScript.after
        script.proposals = others
        script.marks = marks
        let model = script.model()
        var limits = AgentLimits()
        if let tokens { limits.tokens = tokens }
        let witness = AgentWitness()
        let summary = try await AgentRun(
            ModelBrain(model),
            in: try fixture.environment(home: kept == nil ? "home" : "home-2"),
            redactor: try fixture.redactor(), limits: limits,
            deliberation: Deliberation([model], candidates: others.count + 1)
        ).run(fixture.job, goingOnFrom: kept, keep: witness.keep, tell: witness.tell)
        let candidates = witness.events.compactMap { event -> [EditCandidate]? in
            if case .deliberated(let candidates) = event { candidates } else { nil }
        }
        let app = try fixture.git.git(
            "show", "complybot/compliance:app.py", in: "app.git")
        return Outcome(
            summary: summary, candidates: candidates.first ?? [], model: model,
            records: witness.records, app: app)
    }

    @Test(
        "bad ones are dropped, the best by its peers' marks is tried first, the first that passes is taken"
    )
    func best() async throws {
        let outcome = try await run(
            own: Self.edit("1"),
            [
                .text(Self.edit("2")), .text(Self.edit("3", path: "../app.py")), .text("no JSON"),
                .text(Self.edit("2")),
            ],
            marks: [Self.marks([(2, 4)]), Self.marks([(1, 1)])])
        #expect(
            outcome.candidates.map(\.fate.word)
                == ["unneeded", "taken", "dropped", "missing", "dropped"])
        #expect(outcome.candidates.map(\.score) == [400, 1_600, nil, nil, nil])
        #expect(outcome.candidates[4].fate.reason == "it is the same as candidate 2")
        #expect(outcome.app.contains("return 2"))
        #expect(outcome.summary.agent?.ending == "finished")
        let purposes = outcome.model.requests.filter { $0.purpose.name == "deliberate" }
        #expect(purposes.count == 6)
        #expect(
            purposes.allSatisfy { !$0.messages.map(\.text).joined().contains(AgentFixture.awsKey) })
        // Each proposer is asked in another way, and what is counted holds the questions.
        #expect(Set(purposes.prefix(4).map { $0.messages[0].text }).count == 4)
        #expect((outcome.summary.agent?.tokens ?? 0) == outcome.model.requests.count * 110)
    }

    @Test("the proof is the referee: the best by marks that breaks a test is not taken")
    func referee() async throws {
        let outcome = try await run(
            own: Self.edit("1"), [.text(Self.edit("BROKEN"))],
            marks: [Self.marks([(2, 4)]), Self.marks([(1, 0)])])
        #expect(outcome.candidates.map(\.fate.word) == ["taken", "dropped"])
        #expect(outcome.candidates[1].fate.reason == "the test t::answer fails with it")
        #expect(outcome.app.contains("return 1"))
    }

    @Test("where none passes nothing changes, and it was one attempt")
    func none() async throws {
        let outcome = try await run(
            own: Self.edit("BROKEN"), [.text(Self.edit("BROKEN, 2")), .text("{}")])
        #expect(outcome.candidates.map(\.fate.word) == ["dropped", "dropped", "missing"])
        #expect(outcome.app.contains("return NEEDS_TAG"))
        let results = outcome.model.requests.compactMap(\.messages.last).map(\.text)
        #expect(
            results.contains {
                $0.contains("none of 3 edits passes") && $0.contains("2 attempts left")
            })
        #expect(outcome.summary.head == (try await run(own: "{}", [.text("-")]).summary.head))
    }

    @Test("a judge that answers anything but marks for the others says nothing")
    func judges() {
        let whole =
            #"{"candidate": 2, "correctness": 4, "smallest_change": 3, "policy": 2, "risk": 1}"#
        #expect(PeerMarks(#"{"marks": [\#(whole)]}"#, of: [2])?.sums == [2: 10])
        for text in [
            "", "{}", #"{"marks": []}"#, #"{"marks": [\#(whole), \#(whole)]}"#,
            #"{"marks": [\#(whole)], "note": "x"}"#,
            #"{"marks": [\#(whole.replacing("4", with: "5"))]}"#,
            #"{"marks": [\#(whole.replacing("4", with: "-1"))]}"#,
            #"{"marks": [\#(whole.replacing("4", with: "3.5"))]}"#,
            #"{"marks": [\#(whole.replacing(": 2,", with: ": 3,"))]}"#,
        ] {
            #expect(PeerMarks(text, of: [2]) == nil, "\(text)")
        }
        #expect(PeerMarks(#"{"marks": [\#(whole)]}"#, of: [2, 3]) == nil)
        #expect(PeerMarks.score(of: 2, in: []) == nil)
    }

    @Test("without marks the smaller edit goes first, then the earlier")
    func ties() async throws {
        let outcome = try await run(
            own: Self.edit(#"(\n        1)"#), [.text(Self.edit("2")), .text(Self.edit("3"))],
            marks: [.text("I am the best"), .text("-")])
        #expect(outcome.candidates.map(\.fate.word) == ["unneeded", "taken", "unneeded"])
        #expect(outcome.candidates.allSatisfy { $0.score == nil })
    }

    @Test("no question is asked that the budget does not cover, and what there is is weighed")
    func budget() async throws {
        let outcome = try await run(
            own: Self.edit("1"), (2...5).map { .text(Self.edit("\($0)")) }, tokens: 760)
        #expect(
            outcome.candidates.map(\.fate.word).prefix(2) == ["unneeded", "unneeded"]
                || outcome.candidates.first?.fate == .taken)
        #expect(outcome.candidates.last?.fate == .missing("the budget of tokens is used up"))
        #expect(outcome.summary.agent?.note == "its budget of tokens is used up")
        #expect(outcome.summary.action == .created)
    }

    @Test("a run that goes on makes the chosen edit again, and asks nobody")
    func resumed() async throws {
        let fixture = try Self.fixture()
        let marks = [Self.marks([(2, 4)]), Self.marks([(1, 0)])]
        let first = try await run(
            own: Self.edit("1"), [.text(Self.edit("2"))], marks: marks, on: fixture)
        // The process died as soon as the edit was let in.
        let kept = try #require(first.records.last { $0.done.last?.tool == "fix_code" })
        let fresh = try Self.fixture()
        var moved = kept
        moved.job = fresh.job.identity
        let second = try await run(
            own: Self.edit("1"), [.text(Self.edit("2"))], marks: marks, on: fresh,
            resuming: moved)
        #expect(second.summary.head == first.summary.head && second.app == first.app)
        #expect(second.candidates.isEmpty)
        #expect(!second.model.requests.contains { $0.purpose.name == "deliberate" })
    }

    @Test("one candidate, or no model, is no deliberation; more than five are five")
    func bounds() {
        let model = RoleScript().model()
        #expect(Deliberation([model], candidates: 1) == nil)
        #expect(Deliberation([], candidates: 3) == nil)
        #expect(Deliberation([model], candidates: 99)?.candidates == 5)
    }
}
