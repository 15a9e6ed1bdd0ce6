import Basics
import Foundation
import LanguageModels
import Remediation
import TestSupport
import Testing

@testable import AgentTools

/// A script of roles that mean no good, read from `Transcripts/roles.json`.
///
/// A line is words, or `[tool, arguments]`; some words stand for lines that are always the same.
private struct RoleTranscript: Sendable, CustomTestStringConvertible {
    let name: String
    let script: RoleScript
    /// How the brain's work ends.
    let ends: String
    var testDescription: String { name }

    init(_ json: JSONValue) throws {
        name = try #require(json["name"]?.text)
        ends = try #require(json["ends"]?.text)
        var script = RoleScript()
        if let lines = json["planner"]?.items { script.planner = lines.flatMap(Self.answers) }
        if let lines = json["executor"]?.items { script.executor = lines.flatMap(Self.answers) }
        if let lines = json["reviewer"]?.items { script.reviews = lines.flatMap(Self.answers) }
        self.script = script
    }

    private static func answers(_ line: JSONValue) -> [RoleScript.Answer] {
        guard let words = line.text else {
            return [
                .call(
                    line.items?.first?.text ?? "",
                    filled(line.items?.last?.text(indented: false) ?? ""))
            ]
        }
        switch words {
        case "plan": return [.text(RoleScript.plan)]
        case "before": return RoleScript.before
        case "hand over": return [RoleScript.handover]
        case "after": return RoleScript.after
        case "approval": return [RoleScript.approval]
        case "{long}": return [.text(String(repeating: "word ", count: 20_000))]
        case "{long plan}":
            return [.text(String(repeating: "- [ ] step (`push_branch`)\n", count: 2_000))]
        case "{deep}": return [.text(String(repeating: #"{"verdict":"#, count: 5_000))]
        case "{calls}": return [.call("rag_search", #"{"query": "pinned"}"#)]
        case "{reasons}":
            let reason = #"{"text": "no", "path": "settings.py", "line": 1}"#
            let reasons = Array(repeating: reason, count: 1_000).joined(separator: ",")
            return [.text(#"{"verdict": "reject", "reasons": [\#(reasons)]}"#)]
        default: return [.text(filled(words))]
        }
    }

    private static func filled(_ text: String) -> String {
        text.replacingOccurrences(of: "{canary}", with: AgentFixture.canary)
            .replacingOccurrences(of: "{aws}", with: AgentFixture.awsKey)
    }

    static let all: [RoleTranscript] = {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Transcripts/roles.json")
        let bytes = Array((try? Data(contentsOf: file)) ?? Data())
        let list = try? JSONText.value(parsing: bytes, limit: 1 << 20)
        return (list?.items ?? []).compactMap { try? RoleTranscript($0) }
    }()
}

@Suite("Roles that mean no good")
struct RoleTranscriptTests {
    @Test("there are at least thirty scripts, no two of one name")
    func count() {
        #expect(RoleTranscript.all.count >= 30)
        #expect(Set(RoleTranscript.all.map(\.name)).count == RoleTranscript.all.count)
    }

    @Test(
        "whatever a role does, the end is the pipeline's, and no secret is shown to anybody",
        arguments: RoleTranscript.all)
    private func play(transcript: RoleTranscript) async throws {
        let fixture = try AgentFixture()
        let main = try fixture.git.git("rev-parse", "main", in: "app.git")
        let witness = AgentWitness()
        let model = transcript.script.model()
        let summary = try await fixture.drive(
            transcript.script, witness: witness, model: model)
        let pipeline = try await AgentFixture.pipelineEnd()
        #expect(summary.agent?.ending == transcript.ends, "\(summary.agent?.note ?? "")")
        #expect(summary.head == pipeline.head)
        #expect(try fixture.comparable() == pipeline.outside)
        #expect(try fixture.git.git("rev-parse", "main", in: "app.git") == main)
        let told = witness.events.map { $0.json.text(indented: false) }
        let shown = model.requests.flatMap(\.messages).filter { $0.role != .assistant }.map(\.text)
        for text in told + shown + [summary.agent?.plan ?? "", summary.agent?.note ?? ""] {
            for secret in [AgentFixture.canary, AgentFixture.awsKey] where text.contains(secret) {
                Issue.record("a secret is shown: \(text.prefix(300))")
            }
        }
        #expect(told.allSatisfy { $0.utf8.count < 1 << 20 })
    }
}
