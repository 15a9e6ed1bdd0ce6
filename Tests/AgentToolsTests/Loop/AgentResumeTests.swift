import Basics
import Foundation
import LanguageModels
import Remediation
import Testing

@testable import AgentTools

@Suite("A brain's work that is gone on with")
struct AgentResumeTests {
    /// The records that a whole run keeps, one for each turn.
    private func records(_ fixture: AgentFixture) async throws -> [AgentRecord] {
        let witness = AgentWitness()
        _ = try await fixture.drive(
            ModelBrain(ScriptedBrainModel.diligent()), witness: witness)
        return witness.records
    }

    @Test("killed after any turn, it goes on from there and ends in the same commit")
    func everyTurn() async throws {
        let pipeline = try await AgentFixture.pipelineEnd()
        for turns in 0...8 {
            // The process dies with its turn: what it did outside stays, what it kept is the last record.
            let fixture = try AgentFixture()
            var limits = AgentLimits()
            limits.turns = turns + 1
            let witness = AgentWitness()
            _ = try? await fixture.drive(
                ModelBrain(ScriptedBrainModel.diligent()), limits: limits, onGivingUp: .fail,
                witness: witness)
            var kept = try #require(witness.records.last)
            kept.ending = nil
            kept = try AgentRecord(parsing: kept.bytes, file: "kept.json")
            let rest = ScriptedBrainModel(
                AgentFixture.order.dropFirst(turns).map { .call($0) } + [.text("Done.")])
            let second = AgentWitness()
            let summary = try await fixture.drive(
                ModelBrain(rest), home: "home-\(turns)", goingOnFrom: kept, witness: second)
            #expect(second.types.first == "session.resume", "\(second.types)")
            #expect(summary.head == pipeline.head && summary.agent?.ending == "finished")
            #expect(summary.agent?.turns == 10 && summary.agent?.calls == 8)
            #expect(try fixture.comparable() == pipeline.outside, "after \(turns)")
            #expect(rest.requests[0].messages.contains { $0.text == ScriptedBrainModel.plan })
            #expect(rest.requests[0].messages.last?.text.contains("started anew") == true)
        }
    }

    @Test(
        "a session of another job, another brain, one that has ended, or of another commit is begun anew"
    )
    func anew() async throws {
        let whole = try await records(try AgentFixture())
        let middle = try #require(whole.dropFirst(3).first)
        func drive(_ change: (inout AgentRecord) -> Void) async throws -> [String] {
            let fixture = try AgentFixture()
            var kept = middle
            kept.job = fixture.job.identity
            change(&kept)
            let witness = AgentWitness()
            let summary = try await fixture.drive(
                ModelBrain(ScriptedBrainModel.diligent()), goingOnFrom: kept, witness: witness)
            #expect(summary.agent?.ending == "finished" && summary.action == .created)
            return witness.types
        }
        #expect(try await drive { _ in }.first == "session.resume")
        #expect(try await drive { $0.job = "other" }.first == "session.start")
        #expect(try await drive { $0.brain = "other" }.first == "session.start")
        #expect(try await drive { $0.ending = "finished" }.first == "session.start")
        #expect(
            try await drive { $0.base = String(repeating: "0", count: 40) }.prefix(2)
                == ["session.restart", "session.start"])
        #expect(
            try await drive {
                $0.done.append(.init("push_branch", arguments: #"{"branch": "main"}"#))
            }
            .prefix(2) == ["session.restart", "session.start"])
        #expect(
            try await drive { $0.done.append(.init("rm", arguments: "-rf /")) }.first
                == "session.restart")
    }
}
