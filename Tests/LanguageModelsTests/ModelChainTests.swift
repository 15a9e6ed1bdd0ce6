import LanguageModels
import Synchronization
import Testing

@Suite struct ModelChainTests {
    let usage = MemoryUsage()
    let ledger = MemoryBudgetLedger()

    final class Clock: Sendable {
        let now = Mutex(Duration.zero)
        var time: RetryPolicy.Time {
            .init(
                now: { self.now.withLock { $0 } },
                sleep: { wait in self.now.withLock { $0 += wait } })
        }
    }

    let time = Clock()
    let question = ModelRequest(
        messages: [.user("Hello?")], maxOutputTokens: 100, purpose: .init("describe", run: "r1"))
    let price = ModelPrice(
        input: Money(microdollars: 1_000_000), output: Money(microdollars: 2_000_000))

    func chain(
        _ links: [ModelLink], limits: [BudgetAccount.Kind: BudgetLimit] = [:]
    ) -> ModelChain {
        ModelChain(
            links,
            meter: ModelMeter(
                limits: limits, ledger: ledger, sink: usage,
                now: { 1_795_000_000_000 }, time: time.time), time: time.time)
    }

    func answer(_ text: String) -> Result<ModelResponse, ModelError> {
        .success(ModelResponse(text: text, usage: ModelUsage(input: 10, output: 5)))
    }

    @Test("the first that answers is heard, and who was asked before is named")
    func falls() async throws {
        let first = ScriptedModel("first", [.failure(.scripted(.unavailable))])
        let second = ScriptedModel("second", [answer("yes")])
        let third = ScriptedModel("third", [answer("never asked")])
        let told = Mutex<[ModelEvent]>([])
        let chain = chain([ModelLink(first), ModelLink(second, price: price), ModelLink(third)])
        let response = try await chain.respond(to: question) { event in
            told.withLock { $0.append(event) }
        }
        #expect(response.text == "yes" && third.requests.isEmpty)
        #expect(response.fallbacks.map(\.model.model) == ["first"])
        #expect(told.withLock { $0 } == [.text("so far"), .discarded, .text("so far")])
        let records = usage.records
        #expect(records.map(\.failure) == [.unavailable, nil])
        #expect(records.map(\.fallback) == [0, 1])
        #expect(records.last?.reason == "scripted/first: unavailable")
        #expect(records.last?.cost == Money(microdollars: 20))
        #expect(records.allSatisfy { $0.purpose == "describe" && $0.run == "r1" })
    }

    @Test("when none answers, every reason is told")
    func exhausted() async throws {
        let chain = chain([
            ModelLink(ScriptedModel("a", [.failure(.scripted(.unauthorized))])),
            ModelLink(ScriptedModel("b", [.failure(.scripted(.timeout))])),
        ])
        do {
            _ = try await chain.complete(question)
            Issue.record("an answer")
        } catch {
            #expect(error.code == .offline)
            #expect(error.detail.contains("scripted/a: unauthorized"))
            #expect(error.detail.contains("scripted/b: timeout"))
        }
        await #expect(throws: ModelError.scripted(.malformed)) {
            try await self.chain([
                ModelLink(ScriptedModel("a", [.failure(.scripted(.malformed))]))
            ]).complete(question)
        }
        await #expect {
            try await self.chain([]).complete(question)
        } throws: {
            ($0 as? ModelError)?.code == .offline
        }
    }

    @Test("a cancelled task asks nobody else")
    func cancelled() async {
        let second = ScriptedModel("second", [answer("yes")])
        let chain = chain([
            ModelLink(ScriptedModel("first", [.failure(.scripted(.cancelled))])), ModelLink(second),
        ])
        await #expect(throws: ModelError.scripted(.cancelled)) {
            try await chain.complete(question)
        }
        #expect(second.requests.isEmpty)
    }

    @Test("a provider that wants a day is left alone for an hour, and then asked again")
    func rests() async throws {
        let first = ScriptedModel(
            "first",
            [.failure(.scripted(.rateLimited, retryAfter: .seconds(86_400))), answer("me")])
        let chain = chain([ModelLink(first), ModelLink(ScriptedModel("second", [answer("you")]))])
        for _ in 0..<3 { #expect(try await chain.complete(question).text == "you") }
        #expect(first.requests.count == 1)
        time.now.withLock { $0 += .seconds(3601) }
        #expect(try await chain.complete(question).text == "me")
    }

    @Test("a budget that does not cover the highest cost lets nothing be asked, and says so")
    func overBudget() async throws {
        let model = ScriptedModel("first", [answer("yes")])
        let limit = BudgetLimit(cost: Money(microdollars: 199))
        let chain = chain([ModelLink(model, price: price)], limits: [.run: limit])
        do {
            _ = try await chain.complete(question)
            Issue.record("an answer")
        } catch {
            #expect(error.code == .overBudget)
            #expect(error.detail.contains("run:r1"))
        }
        #expect(model.requests.isEmpty)
        #expect(usage.records.map(\.failure) == [.overBudget])
        #expect(await ledger.balance(of: BudgetAccount(.run, "r1")) == .zero)
    }

    @Test("what was really spent is booked, on every account")
    func settled() async throws {
        let limit = BudgetLimit(tokens: 1000, cost: Money(microdollars: 1000))
        let model = ScriptedModel("first", [answer("yes")])
        let chain = chain(
            [ModelLink(model, price: price)], limits: [.run: limit, .day: limit, .fleet: limit])
        _ = try await chain.complete(question)
        let spent = BudgetAmount(tokens: 15, cost: Money(microdollars: 20))
        for account in [
            BudgetAccount(.run, "r1"), .init(.day, "2026-11-18"), .init(.fleet, "2026-11"),
        ] {
            #expect(await ledger.balance(of: account) == spent, "\(account)")
        }
        #expect(model.requests.first?.maxOutputTokens == 100)
    }

    @Test("a failure that may be charged counts in full, any other as nothing")
    func failures() async throws {
        let limit = BudgetLimit(tokens: 10_000)
        for (mayHaveCost, counts) in [(true, true), (false, false)] {
            let ledger = MemoryBudgetLedger()
            let model = ScriptedModel(
                "first", [.failure(.scripted(.unavailable, mayHaveCost: mayHaveCost))])
            let chain = ModelChain(
                [ModelLink(model)],
                meter: ModelMeter(
                    limits: [.day: limit], ledger: ledger, sink: usage,
                    now: { 1_795_000_000_000 }))
            await #expect(throws: ModelError.self) { try await chain.complete(question) }
            let balance = await ledger.balance(of: BudgetAccount(.day, "2026-11-18"))
            #expect((balance.tokens > 100) == counts && (balance.tokens == 0) != counts)
        }
    }

    @Test("many questions at once never spend more than the budget covers")
    func concurrent() async throws {
        let model = ScriptedModel("first", [answer("yes")])
        // Each question sets about 120 tokens aside and spends 15.
        let chain = chain([ModelLink(model)], limits: [.day: BudgetLimit(tokens: 1000)])
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<200 {
                group.addTask { [question] in _ = try? await chain.complete(question) }
            }
        }
        let spent = await ledger.balance(of: BudgetAccount(.day, "2026-11-18")).tokens
        #expect(spent == model.requests.count * 15 && spent <= 1000 && spent > 800)
    }

    @Test("a provider's limit of a minute is waited for, within patience")
    func minute() async throws {
        let limiter = MinuteLimiter(requestsPerMinute: 2, tokensPerMinute: nil)
        let chain = chain([ModelLink(ScriptedModel("m", [answer("yes")]), limiter: limiter)])
        for _ in 0..<4 { _ = try await chain.complete(question) }
        #expect(time.now.withLock { $0 } == .seconds(60))
        for _ in 0..<2 { _ = try await chain.complete(question) }
        #expect(time.now.withLock { $0 } == .seconds(120))
    }
}
