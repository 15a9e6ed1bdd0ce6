import Basics
import LanguageModels
import Remediation
import Testing

@testable import AgentTools

@Suite("What the journal keeps of a run with a brain")
struct TranscriptEntryTests {
    @Test("each call is kept by digests, each turn with its tokens, and no content of a file")
    func run() async throws {
        let reading = ("read_file", #"{"path": "app.py"}"#)
        let model = ScriptedBrainModel(
            [.text("no plan"), .calls([("clone_repository", "{}"), reading])]
                + AgentFixture.order.dropFirst().map { .call($0) } + [.text("Done.")])
        let fixture = try AgentFixture()
        let witness = AgentWitness()
        let summary = try await fixture.drive(ModelBrain(model), witness: witness)
        let entries = witness.events.compactMap { TranscriptEntry($0) }
        #expect(entries.first?.kind == "agent.began" && entries.last?.kind == "agent.ended")
        let calls = try #require(summary.agent?.calls)
        let answers = entries.filter { $0.kind == "agent.answered" }
        #expect(answers.count == calls)
        #expect(entries.count { $0.kind == "agent.called" } == calls)
        let read = try #require(answers.first { $0.fields["tool"] == .string(reading.0) })
        #expect(read.fields["arguments"] == .string(Digest(of: reading.1).description))
        #expect(read.fields["error"] == .null)
        let result = model.requests.last?.messages.first {
            if case .tool(let result) = $0 { result.name == reading.0 } else { false }
        }
        let text = try #require(result?.text)
        #expect(read.fields["result"] == .string(Digest(of: text).description))
        let turns = entries.filter { $0.kind == "agent.turn" }.compactMap { entry -> Int? in
            if case .int(let tokens)? = entry.fields["tokens"] { tokens } else { nil }
        }
        #expect(turns.count == summary.agent?.turns)
        #expect(turns.reduce(0, +) == summary.agent?.tokens)
        let kept = entries.flatMap(\.fields.values).map { $0.text() }.joined()
        let content = try #require(AgentFixture.files["app.py"])
        #expect(!content.isEmpty && !kept.contains(content))
        #expect(!kept.contains(AgentFixture.awsKey))
    }

    @Test("long words are cut between characters, their digest is over all of them")
    func long() throws {
        let text = String(repeating: "a", count: 4095) + "ü" + String(repeating: "b", count: 9)
        let entry = try #require(TranscriptEntry(.message(text)))
        #expect(entry.fields["text"] == .string(String(repeating: "a", count: 4095) + "…"))
        #expect(entry.fields["digest"] == .string(Digest(of: text).description))
        #expect(entry.fields["bytes"] == .int(text.utf8.count))
    }

    @Test("the words of a model's edits are not kept, those of other calls are")
    func edits() throws {
        func text(_ tool: String) throws -> JSONValue? {
            try #require(
                TranscriptEntry(.toolStarted(call: "1", tool: tool, arguments: #"{"a": 1}"#))
            ).fields["text"]
        }
        #expect(try text("fix_code") == nil)
        #expect(try text("read_file") == .string(#"{"a": 1}"#))
    }

    @Test("what others tell already is not kept twice")
    func silent() {
        let silent: [AgentEvent] = [
            .delta("x"), .reasoning("x"), .idle(next: nil), .entered(.fetch),
            .toolEnded(call: "1", tool: "read_file", error: nil, took: .zero),
        ]
        for event in silent { #expect(TranscriptEntry(event) == nil) }
    }
}
