import Database
import LanguageModels
import TestSupport
import Testing

@Suite struct BudgetLedgerTests {
    static let run = BudgetAccount(.run, "r")
    static let day = BudgetAccount(.day, "2026-11-21")

    static func amount(_ tokens: Int, _ cost: Int = 0) -> BudgetAmount {
        BudgetAmount(tokens: tokens, cost: Money(microdollars: cost))
    }

    /// Both ledgers, so that what holds for one holds for the other.
    func ledgers() throws -> [any BudgetLedger] {
        [MemoryBudgetLedger(), try ModelBooks(.memory, now: { 1_795_000_000_000 })]
    }

    @Test("all accounts or none are charged, and the narrowest refuses first")
    func reserve() async throws {
        for ledger in try ledgers() {
            let accounts = [Self.run: BudgetLimit(tokens: 100), Self.day: BudgetLimit(tokens: 150)]
            guard
                case .reserved(let first) = try await ledger.reserve(
                    Self.amount(80, 8), on: accounts)
            else {
                Issue.record("refused")
                continue
            }
            let second = try await ledger.reserve(Self.amount(80), on: accounts)
            guard case .refused(let shortage) = second else {
                Issue.record("reserved")
                continue
            }
            #expect(shortage.account == Self.run && shortage.balance == Self.amount(80, 8))
            #expect(shortage.reason.contains("20 left"))
            #expect(try await ledger.balance(of: Self.day) == Self.amount(80, 8))
            try await ledger.settle(first, at: Self.amount(10, 1))
            try await ledger.settle(first, at: Self.amount(10, 1))
            for account in [Self.run, Self.day] {
                #expect(try await ledger.balance(of: account) == Self.amount(10, 1))
            }
        }
    }

    @Test("money limits as tokens do, and what was spent beyond counts against the next")
    func money() async throws {
        for ledger in try ledgers() {
            let accounts = [Self.day: BudgetLimit(cost: Money(microdollars: 100))]
            guard
                case .reserved(let first) = try await ledger.reserve(
                    Self.amount(1, 100), on: accounts)
            else {
                Issue.record("refused")
                continue
            }
            try await ledger.settle(first, at: Self.amount(1, 130))
            guard
                case .refused(let shortage) = try await ledger.reserve(
                    Self.amount(1, 1), on: accounts)
            else {
                Issue.record("reserved")
                continue
            }
            #expect(shortage.reason.contains("$0.00 left"))
        }
    }

    @Test("the two ledgers agree on any sequence")
    func agree() async throws {
        var random = SplitMix64(seed: 7)
        let ledgers = try ledgers()
        var open: [[BudgetReservation]] = [[], []]
        for _ in 0..<300 {
            let amount = Self.amount(
                .random(in: 0...60, using: &random), .random(in: 0...9, using: &random))
            let limits = [
                Self.run: BudgetLimit(tokens: 500),
                Self.day: BudgetLimit(cost: Money(microdollars: 60)),
            ].filter { _ in Bool.random(using: &random) }
            let settles = Bool.random(using: &random)
            let pick = Int.random(in: 0..<1000, using: &random)
            var outcomes: [String] = []
            for (index, ledger) in ledgers.enumerated() {
                if settles, !open[index].isEmpty {
                    let reservation = open[index].remove(at: pick % open[index].count)
                    try await ledger.settle(reservation, at: amount)
                } else {
                    switch try await ledger.reserve(amount, on: limits) {
                    case .reserved(let reservation): open[index].append(reservation)
                    case .refused(let shortage): outcomes.append(shortage.reason)
                    }
                }
                let balances = [
                    try await ledger.balance(of: Self.run), try await ledger.balance(of: Self.day),
                ]
                outcomes.append("\(balances)")
            }
            #expect(outcomes.prefix(outcomes.count / 2) == outcomes.suffix(outcomes.count / 2))
        }
    }

    @Test("what was set aside survives the process, settled or not, and records are kept")
    func durable() async throws {
        let folder = try TemporaryDirectory()
        let file = Connection.Location.file("\(folder.path)/models.sqlite")
        let accounts = [Self.day: BudgetLimit(tokens: 100)]
        let record = UsageRecord(
            time: 5, purpose: "describe", run: "r", model: .init(provider: "p", model: "m"),
            usage: ModelUsage(input: 4, output: 3, cachedInput: 2, cacheWrites: 1),
            isEstimate: true, latency: 12, cost: Money(microdollars: 9), failure: .tooLarge,
            fallback: 1, reason: "why")
        let bare = UsageRecord(
            time: 6, purpose: "", run: "", model: .init(provider: "p", model: "m"))
        do {
            let books = try ModelBooks(file, now: { 1_795_000_000_000 })
            _ = try await books.reserve(Self.amount(90), on: accounts)
            try await books.record(record)
            try await books.record(bare)
        }
        let books = try ModelBooks(file, now: { 1_795_000_000_000 })
        guard case .refused = try await books.reserve(Self.amount(11), on: accounts) else {
            Issue.record("reserved")
            return
        }
        #expect(try await books.records(in: 0..<100) == [record, bare])
        #expect(try await books.records(in: 6..<100) == [bare])
        // Two months later the account is gone, the records are not.
        let later = try ModelBooks(file, now: { 1_795_000_000_000 + 63 * 86_400_000 })
        #expect(try await later.balance(of: Self.day) == .zero)
        #expect(try await later.records(in: 0..<100).count == 2)
    }
}
