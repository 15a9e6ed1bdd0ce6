import Basics
import Foundation
import LanguageModels
import Remediation
import TestSupport
import Testing

@testable import AgentTools

@Suite("What the Copilot CLI asks, in the books")
struct CopilotBooksTests {
    private static let model = ModelIdentity(provider: "compatible", model: "m")
    private static let price = ModelPrice(
        input: Money(microdollars: 1_000_000), output: Money(microdollars: 2_000_000))
    private static let inOrder = AgentFixture.order.map { ($0, "{}") }

    /// A run with budgets, and what its books have then.
    private struct Run {
        let summary: RemediationSummary
        let records: [UsageRecord]
        let balance: BudgetAmount
        let standIn: StandInCopilot
        let fixture: AgentFixture
        let witness: AgentWitness
    }

    private func run(
        _ behaviour: String, limit: BudgetLimit? = nil, model: ModelIdentity = Self.model,
        price: ModelPrice? = Self.price, token: String? = nil
    ) async throws -> Run {
        let fixture = try AgentFixture()
        let standIn = try StandInCopilot(
            behaviour, calls: Self.inOrder, in: fixture, token: token)
        let (ledger, usage) = (MemoryBudgetLedger(), MemoryUsage())
        let meter = ModelMeter(
            limits: [.run: limit ?? BudgetLimit(tokens: 10_000_000)], ledger: ledger, sink: usage,
            now: { 1_700_000_000_000 })
        let brain = CopilotBrain(
            standIn.launch,
            account: CopilotAccount(meter, model: model, price: price, run: "r1"),
            redactor: try fixture.redactor(), patience: .endless)
        let witness = AgentWitness()
        let summary = try await fixture.drive(brain, witness: witness)
        return Run(
            summary: summary, records: usage.records,
            balance: await ledger.balance(of: BudgetAccount(.run, "r1/app")), standIn: standIn,
            fixture: fixture, witness: witness)
    }

    @Test("each question is a row with its purpose, its run, its tokens and its cost")
    func counted() async throws {
        let run = try await run("well")
        #expect(run.records.count == 9 && run.summary.agent?.ending == "finished")
        for record in run.records {
            #expect(record.purpose == "agent" && record.run == "r1/app")
            #expect(record.model == Self.model && !record.isEstimate && record.failure == nil)
            #expect(record.usage == ModelUsage(input: 70, output: 7, cachedInput: 20))
            #expect(record.cost == Money(microdollars: 84))
        }
        #expect(run.balance == BudgetAmount(tokens: 9 * 77, cost: Money(microdollars: 9 * 84)))
        #expect(run.summary.agent?.tokens == 9 * 77)
    }

    @Test(
        "where the CLI counts nothing the estimate is booked, and grows with the conversation",
        arguments: ["uncounted", "silent-of-usage"])
    func uncounted(behaviour: String) async throws {
        let run = try await run(behaviour)
        #expect(run.records.count == 9 && run.records.allSatisfy(\.isEstimate))
        let inputs = run.records.compactMap(\.usage?.input)
        #expect(inputs == inputs.sorted() && Set(inputs).count == 9 && inputs[0] > 1_000)
        #expect(run.balance.tokens == run.records.reduce(0) { $0 + ($1.usage?.total ?? 0) })
        let tokens = try #require(run.summary.agent?.tokens)
        #expect(tokens > inputs.reduce(0, +) && tokens <= run.balance.tokens)
    }

    @Test("a question that nobody of us asked for, as for a summary, is booked beside")
    func beside() async throws {
        let run = try await run("summarises")
        #expect(run.records.count == 10)
        #expect(run.records.contains { $0.usage == ModelUsage(input: 1000, output: 100) })
        #expect(run.balance.tokens == 9 * 77 + 1100)
    }

    @Test(
        "a budget that is used up ends its work with the line that every brain's ends with, and nothing more is sent",
        arguments: [0, 1_000, 30_000])
    func spent(tokens: Int) async throws {
        // Estimates are booked, so that few questions are enough.
        let run = try await run("uncounted", limit: BudgetLimit(tokens: tokens))
        let agent = try #require(run.summary.agent)
        #expect(agent.ending == "failed")
        let refused = try #require(run.records.last)
        #expect(refused.failure == .overBudget)
        let model = ScriptedBrainModel { _, _ in .text("") }
        let chain = ModelChain(
            [ModelLink(Renamed(model: model, identity: Self.model))],
            meter: ModelMeter(limits: [.run: BudgetLimit(tokens: 0)], now: { 0 }))
        let other = try await AgentFixture().drive(ModelBrain(chain, run: "r1"))
        func beginning(_ note: String?) -> Substring? { note?.prefix { $0 != "0" && $0 != "1" } }
        #expect(beginning(agent.note) == beginning(other.agent?.note), "\(agent.note)")
        #expect(agent.note.contains("the budget run:r1/app of \(tokens) tokens has "))
        let asked = (try? run.standIn.asked("session.send")) ?? []
        #expect(asked.count == (tokens < 30_000 ? 0 : 1))
        if tokens == 30_000 { #expect((2..<9).contains(run.records.count)) }
        #expect(run.balance.tokens <= tokens)
        let pipeline = try await AgentFixture.pipelineEnd()
        #expect(try run.fixture.comparable() == pipeline.outside)
    }

    @Test("a CLI that dies in the middle of a question has what was set aside for it booked")
    func dead() async throws {
        let run = try await run("dies")
        #expect(run.records.last?.isEstimate == true && run.records.last?.failure == nil)
        #expect(run.balance.tokens == run.records.reduce(0) { $0 + ($1.usage?.total ?? 0) })
    }

    @Test("the token for GitHub's models reaches the CLI alone, and the model is the one it names")
    func gitHub() async throws {
        let token = "gho_" + "16C7e42F292c6912E7710c838347Ae178B4a"
        let gitHub = ModelIdentity(provider: "copilot", model: CopilotBrain.chosenByGitHub)
        let run = try await run("well", model: gitHub, price: nil, token: token)
        #expect(run.summary.agent?.brain == "copilot")
        #expect(
            run.records.allSatisfy {
                "\($0.model)" == "copilot/m-of-the-day" && $0.cost == nil
            })
        let created = try #require(try run.standIn.asked("session.create").first)
        #expect(created["gitHubToken"]?.text == token && created["provider"] == nil)
        let seen = try run.standIn.seen()
        let messages = (seen["messages"]?.items ?? []).filter { $0["method"] != "session.create" }
        #expect(messages.count > 8)
        let told: [JSONValue] =
            messages + [seen["environment"] ?? .null, seen["arguments"] ?? .null]
            + run.witness.events.map(\.json)
        #expect(!told.contains { $0.text(indented: false).contains(token) })
        #expect(
            !run.witness.records.contains {
                String(decoding: $0.bytes, as: UTF8.self).contains(token)
            })
        #expect(try !run.fixture.outside().contains(token))
        #expect(seen["environment"]?["COPILOT_OFFLINE"] == nil)
    }
}

/// A model under another name.
private struct Renamed: LanguageModel {
    let model: ScriptedBrainModel
    let identity: ModelIdentity

    func respond(
        to request: ModelRequest, observer: @escaping ModelObserver
    ) async throws(ModelError) -> ModelResponse {
        try await model.respond(to: request, observer: observer)
    }
}
