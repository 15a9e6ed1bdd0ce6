/// Finds what is said of the way to production that no fact speaks of.
enum RolloutClaimCheck {
    private static let words: Set<String> = [
        "canary", "canaries", "gradual", "gradually", "staged", "staging", "phased", "flag",
        "flags", "toggle", "downtime", "outage", "restart", "restarts", "hour", "hours",
        "minute", "minutes", "day", "days", "tonight", "tomorrow", "weekend", "window", "deployed",
        "deploys", "deployment", "deploy", "released", "production", "customers", "users",
        "automatically", "immediately", "instantly", "pipeline", "blue", "monitored",
    ]

    /// The sentences of a text on the rollout that speak of something the facts do not.
    static func check(_ text: ReviewedText, _ index: FactIndex) -> [DescriptionReview.Violation] {
        guard text.field == DescriptionPart.rollout.rawValue else { return [] }
        return text.sentences.filter { sentence in
            sentence.contains { words.contains($0) && !index.trusted.contains($0) }
        }.map { text.violation(.rollout, $0) }
    }
}
