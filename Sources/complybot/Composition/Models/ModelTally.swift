import Basics
import LanguageModels
import Synchronization

/// What language models were asked by each run that is under way, for the run's record.
final class ModelTally: Sendable {
    /// The name of the step that tells of it.
    static let step = "model usage"

    private let calls = Mutex<[String: [UsageRecord]]>([:])

    /// Counts a question.
    func add(_ record: UsageRecord) {
        // A run may ask for several repositories; they stand behind its name.
        guard let run = record.run.split(separator: "/").first else { return }
        calls.withLock { $0[String(run), default: []].append(record) }
    }

    /// What a run asked, as the detail of a step; nil for nothing.
    ///
    /// It is forgotten then.
    func take(_ run: String) -> [String: JSONValue]? {
        guard let records = calls.withLock({ $0.removeValue(forKey: run) }), !records.isEmpty
        else { return nil }
        let models = Set(records.map { "\($0.model.provider)/\($0.model.model)" }).sorted()
        func sum(_ number: (UsageRecord) -> Int?) -> JSONValue {
            .int(records.reduce(0) { $0 + (number($1) ?? 0) })
        }
        return [
            "calls": .int(records.count), "failures": .int(records.count { $0.failure != nil }),
            "models": .array(models.map { .string($0) }),
            "purposes": .array(Set(records.map(\.purpose)).sorted().map { .string($0) }),
            "input_tokens": sum { $0.usage?.input }, "output_tokens": sum { $0.usage?.output },
            "cached_tokens": sum { $0.usage?.cachedInput },
            "cost_microdollars": sum { $0.cost?.microdollars },
        ]
    }
}
