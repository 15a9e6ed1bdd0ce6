import Basics
import LanguageModels
import Testing

@Suite struct PriceListTests {
    @Test("the list that ships knows dated versions, and OpenAI's models wherever they are asked")
    func shipped() throws {
        let list = try PriceList.shipped()
        #expect(list.names.count > 20 && !list.date.isEmpty && !list.source.isEmpty)
        func price(_ provider: String, _ model: String) -> ModelPrice? {
            list.price(of: ModelIdentity(provider: provider, model: model))
        }
        let mini = try #require(price("openai", "gpt-4o-mini"))
        #expect(mini.input.description == "$0.15" && mini.output.description == "$0.60")
        #expect(price("openai", "gpt-4o-mini-2024-07-18") == mini)
        #expect(price("azure", "gpt-4o-mini") == mini)
        #expect(price("openai-responses", "gpt-4o-mini") == mini)
        let haiku = try #require(price("anthropic", "claude-haiku-4-5"))
        #expect(price("anthropic", "claude-haiku-4-5-20251001") == haiku)
        #expect(price("openai", "gpt-4o-mini-x") == nil)
        #expect(price("compatible", "gpt-4o-mini") == nil)
    }

    @Test("a call costs what the list says, rounded up")
    func cost() {
        let price = ModelPrice(
            input: Money(microdollars: 3_000_000), output: Money(microdollars: 15_000_000),
            cachedInput: Money(microdollars: 300_000), cacheWrites: Money(microdollars: 3_750_000))
        let usage = ModelUsage(input: 1000, output: 100, cachedInput: 400, cacheWrites: 100)
        // 500 × 3 + 400 × 0.3 + 100 × 3.75 + 100 × 15
        #expect(price.cost(of: usage) == Money(microdollars: 3495))
        #expect(price.cost(of: ModelUsage(input: 0, output: 0)) == .zero)
        #expect(
            price.cost(of: ModelUsage(input: 1, output: 0, cachedInput: 1))
                == Money(microdollars: 1))
        #expect(price.bound(input: 1000, output: 100) >= price.cost(of: usage))
        #expect(price.cost(of: ModelUsage(input: .max, output: .max)).microdollars > 0)
    }

    @Test(
        "money is read exactly or not at all",
        arguments: [
            ("0", 0), ("2.5", 2_500_000), ("0.000001", 1), ("1000000", 1_000_000_000_000),
            ("", nil), (".5", nil), ("1.", nil), ("-1", nil), ("1e3", nil), ("1.0000001", nil),
            ("1000001", nil), ("٣", nil), ("1.5.2", nil),
        ] as [(String, Int?)])
    func money(_ text: String, _ expected: Int?) {
        #expect(Money(dollars: text)?.microdollars == expected)
    }

    @Test("money is written so that it reads the same")
    func written() {
        for amount in [0, 1, 10, 123_456, 1_000_000, 99_999_999] {
            let money = Money(microdollars: amount)
            #expect(Money(dollars: money.decimal) == money)
        }
        #expect(Money(microdollars: 500_000).description == "$0.50")
    }

    @Test(
        "a list with a mistake is refused with its place",
        arguments: [
            "", "version: 2\ndate: d\nsource: s\nmodels: []",
            "version: 1\ndate: d\nsource: s\nmodels: [{provider: p, model: m, input: 1}]",
            "version: 1\ndate: d\nsource: s\nmodels: [{provider: p, model: m, input: x, output: 1}]",
            "version: 1\ndate: d\nsource: s\nmodels: [{provider: p, model: m, input: 1, output: 1, extra: 1}]",
            "version: 1\ndate: d\nsource: s\nmodels: [{provider: p, model: m, input: 1, output: 1}, {provider: p, model: m, input: 1, output: 1}]",
        ])
    func refused(_ text: String) {
        #expect {
            try PriceList(parsing: Array(text.utf8), file: "p.yaml")
        } throws: {
            ($0 as? any DiagnosableError)?.diagnostic.kind == .usage
        }
    }
}
