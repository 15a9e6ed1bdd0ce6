import Basics
import Fleet
import LanguageModels
import Remediation

extension FleetMetrics {
    /// Counts what models are asked, and what becomes of their words.
    var modelWatch: ModelWatch {
        ModelWatch(called: { count($0) }, described: { count($0.outcomes) })
    }

    private func count(_ record: UsageRecord) {
        let known = Self.providers.contains(record.model.provider)
        let provider = known ? record.model.provider : "other"
        let result =
            switch record.failure {
            case nil: "success"
            // Nothing was sent.
            case .overBudget?: "refused"
            case _?: "failure"
            }
        modelRequests.increment(provider, result)
        if record.fallback > 0 { modelFallbacks.increment(provider) }
        if record.failure != .overBudget {
            modelDuration.observe(.milliseconds(record.latency), provider)
        }
        if let usage = record.usage {
            modelTokens.increment(provider, "input", by: Double(usage.input))
            modelTokens.increment(provider, "output", by: Double(usage.output))
            modelTokens.increment(provider, "cached", by: Double(usage.cachedInput))
        }
        if let cost = record.cost {
            modelCost.increment(provider, by: Double(cost.microdollars) / 1e6)
        }
    }

    private func count(_ outcomes: DescriptionOutcomes) {
        for fate in outcomes.fates.values { descriptionParts.increment(fate.rawValue) }
        for (kind, count) in outcomes.struck {
            descriptionStruck.increment(kind.rawValue, by: Double(count))
        }
    }
}
