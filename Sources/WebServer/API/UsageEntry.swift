internal import Basics

/// One question to a language model, as the books of the home folder have it.
package struct UsageEntry: Hashable, Sendable {
    /// When it was asked, in milliseconds since 1970.
    package var time: Int64
    package var purpose: String
    package var run: String
    package var provider: String
    package var model: String
    /// Tokens; nil where nobody counted.
    package var input: Int?
    package var output: Int?
    package var cached: Int?
    /// In milliseconds.
    package var latency: Int
    /// In millionths of a dollar; nil where the price is not known.
    package var cost: Int?
    /// Why there was no answer; nil when there was.
    package var failure: String?

    /// An entry from its parts.
    package init(
        time: Int64, purpose: String, run: String, provider: String, model: String,
        input: Int? = nil, output: Int? = nil, cached: Int? = nil, latency: Int = 0,
        cost: Int? = nil, failure: String? = nil
    ) {
        (self.time, self.purpose, self.run) = (time, purpose, run)
        (self.provider, self.model) = (provider, model)
        (self.input, self.output, self.cached) = (input, output, cached)
        (self.latency, self.cost, self.failure) = (latency, cost, failure)
    }

    var json: JSONValue {
        func number(_ number: Int?) -> JSONValue { number.map { .int($0) } ?? .null }
        return .members([
            "at": .int(Int(time)), "purpose": .string(purpose), "run": .string(run),
            "provider": .string(provider), "model": .string(model),
            "input_tokens": number(input), "output_tokens": number(output),
            "cached_tokens": number(cached), "latency_ms": .int(latency),
            "cost_microdollars": number(cost), "failure": .optional(failure),
        ])
    }
}

/// Questions added up.
struct UsageTotals {
    private var calls = 0
    private var failures = 0
    private var input = 0
    private var output = 0
    private var cached = 0
    private var latency = 0
    private var cost = 0
    private var unpriced = 0

    mutating func add(_ entry: UsageEntry) {
        calls += 1
        if entry.failure != nil { failures += 1 }
        input += entry.input ?? 0
        output += entry.output ?? 0
        cached += entry.cached ?? 0
        latency += entry.latency
        cost += entry.cost ?? 0
        if entry.cost == nil { unpriced += 1 }
    }

    var members: [JSONValue.Member] {
        [
            .init("calls", .int(calls)), .init("failures", .int(failures)),
            .init("input_tokens", .int(input)), .init("output_tokens", .int(output)),
            .init("cached_tokens", .int(cached)),
            .init("mean_latency_ms", .int(calls == 0 ? 0 : latency / calls)),
            .init("cost_microdollars", .int(cost)), .init("unpriced_calls", .int(unpriced)),
        ]
    }
}
