import Basics
import LanguageModels

extension UsageRecord {
    /// What `cells` holds, in order.
    static let columns = [
        "time", "purpose", "run", "provider", "model", "input_tokens", "output_tokens",
        "cached_tokens", "cache_write_tokens", "estimated", "latency_ms", "cost_dollars",
        "failure", "fallback", "reason",
    ]

    /// The record as cells of a table; what is not known is empty.
    var cells: [String] {
        func number(_ number: Int?) -> String { number.map { String($0) } ?? "" }
        return [
            UTCTime.text(milliseconds: time), purpose, run, model.provider, model.model,
            number(usage?.input), number(usage?.output), number(usage?.cachedInput),
            number(usage?.cacheWrites), isEstimate ? "yes" : "no", "\(latency)",
            cost?.decimal ?? "", failure?.rawValue ?? "", "\(fallback)", reason,
        ]
    }

    /// The record as one object.
    var json: JSONValue {
        func number(_ number: Int?) -> JSONValue { number.map { .int($0) } ?? .null }
        return .members([
            "time": .string(UTCTime.text(milliseconds: time)), "purpose": .string(purpose),
            "run": .string(run), "provider": .string(model.provider),
            "model": .string(model.model), "input_tokens": number(usage?.input),
            "output_tokens": number(usage?.output), "cached_tokens": number(usage?.cachedInput),
            "cache_write_tokens": number(usage?.cacheWrites), "estimated": .bool(isEstimate),
            "latency_ms": .int(latency), "cost_dollars": .optional(cost?.decimal),
            "failure": .optional(failure?.rawValue), "fallback": .int(fallback),
            "reason": .string(reason),
        ])
    }
}

/// What one model was asked in all.
struct ModelTotals {
    var model: ModelIdentity
    var calls = 0
    var failures = 0
    var fallbacks = 0
    var input = 0
    var output = 0
    /// In milliseconds.
    var latency = 0
    var cost = Money.zero
    /// Questions whose price is not known.
    var unpriced = 0

    static let heading = [
        "Model", "Questions", "Unanswered", "After another", "Tokens in", "Tokens out",
        "Mean seconds", "Cost",
    ]

    /// The totals of each model, by name.
    static func of(_ calls: [UsageRecord]) -> [ModelTotals] {
        var totals: [ModelIdentity: ModelTotals] = [:]
        for call in calls {
            totals[call.model, default: ModelTotals(model: call.model)].add(call)
        }
        return totals.values.sorted { $0.model.description < $1.model.description }
    }

    private mutating func add(_ call: UsageRecord) {
        calls += 1
        failures += call.failure == nil ? 0 : 1
        fallbacks += call.fallback > 0 ? 1 : 0
        input += call.usage?.input ?? 0
        output += call.usage?.output ?? 0
        latency += call.latency
        cost = cost + (call.cost ?? .zero)
        unpriced += call.cost == nil && call.usage != nil ? 1 : 0
    }

    /// The totals as a row below `heading`.
    var row: [String] {
        let tenths = calls == 0 ? 0 : latency / calls / 100
        return [
            model.description, "\(calls)", "\(failures)", "\(fallbacks)", "\(input)", "\(output)",
            "\(tenths / 10).\(tenths % 10)",
            unpriced == calls && cost == .zero
                ? "not known" : cost.description + (unpriced == 0 ? "" : " and more"),
        ]
    }

    /// The totals as one object.
    var json: JSONValue {
        .members([
            "provider": .string(model.provider), "model": .string(model.model),
            "calls": .int(calls), "failures": .int(failures), "fallbacks": .int(fallbacks),
            "input_tokens": .int(input), "output_tokens": .int(output),
            "latency_ms": .int(latency), "cost_dollars": .string(cost.decimal),
            "calls_without_price": .int(unpriced),
        ])
    }
}
