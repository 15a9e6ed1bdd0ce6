/// Finds what is said of the way to production that no fact speaks of.
enum RolloutClaimCheck {
    private static let words: Set<String> = [
        "canary", "canaries", "gradual", "gradually", "staged", "staging", "phased", "flag",
        "flags", "toggle", "downtime", "outage", "restart", "restarts", "hour", "hours",
        "minute", "minutes", "day", "days", "tonight", "tomorrow", "weekend", "window", "deployed",
        "deploys", "deployment", "deploy", "released", "production", "customers", "users",
        "automatically", "immediately", "instantly", "pipeline", "blue", "monitored",
    ]

    /// Words that speak of a rollout wherever they stand.
    private static let plain: Set<String> = [
        "canary", "canaries", "gradually", "phased", "downtime", "outage", "tonight", "tomorrow",
        "weekend",
    ]

    /// The sentences that speak of something on the way to production that the facts do not.
    static func check(_ text: ReviewedText, _ index: FactIndex) -> [DescriptionReview.Violation] {
        let words = text.field == DescriptionPart.rollout.rawValue ? words : plain
        return text.sentences.filter { sentence in
            sentence.contains { words.contains($0) && !index.trusted.contains($0) }
                || tellsDeployment(sentence)
        }.map { text.violation(.rollout, $0) }
    }

    /// "It was deployed": nothing of a change that is only proposed is anywhere yet.
    private static func tellsDeployment(_ sentence: [String]) -> Bool {
        zip(sentence, sentence.dropFirst()).contains { verb, what in
            ["was", "were", "been"].contains(verb)
                && ["deployed", "released", "shipped", "rolled"].contains(what)
        }
    }
}
