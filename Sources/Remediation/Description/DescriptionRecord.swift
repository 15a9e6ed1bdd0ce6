package import Basics
internal import LanguageModels

/// What a run keeps of how its description came about, and the messages that are no part of the pull request.
package struct DescriptionRecord: Codable, Hashable, Sendable {
    /// How often something happened, by its name.
    package struct Tally: Codable, Hashable, Sendable {
        package var name: String
        package var count: Int
    }

    /// One paragraph for the team's chat.
    package var chatMessage: String
    /// A few sentences for people who do not write software.
    package var stakeholderMessage: String
    /// How far the facts bear a part out in percent, for the parts that are not certain; zero is "not known".
    package var confidence: [Tally]
    /// What became of the models' words, as `DescriptionOutcomes.counts`; empty when no model was asked.
    package var outcomes: [Tally] = []
    /// Who gave nothing to review, and why: `summary: overBudget`.
    package var failures: [String] = []
    /// The tokens spent, as far as the provider said.
    package var inputTokens: Int?
    package var outputTokens: Int?
    /// How often something was taken out of the questions, by kind.
    package var redactions: [Tally] = []
    /// The digest of the instructions that models were given; nil when none was asked.
    package var prompts: String?

    /// A record of prose that no model wrote.
    init(_ prose: DescriptionProse) {
        chatMessage = prose.chatMessage
        stakeholderMessage = prose.stakeholderMessage
        confidence = prose.confidence.filter { $0.value < 100 }.sorted { $0.key < $1.key }
            .map { Tally(name: $0.key.rawValue, count: $0.value) }
    }

    /// A record of what a describer gave.
    init(_ outcome: ModelDescriber.Outcome) {
        self.init(outcome.prose)
        outcomes = outcome.outcomes.counts.map { Tally(name: $0.name, count: $0.count) }
        failures = outcome.failures.map { "\($0.writer): \($0.error.code.rawValue)" }
        inputTokens = outcome.usage?.input
        outputTokens = outcome.usage?.output
        redactions = outcome.redactions.sorted { $0.key < $1.key }
            .map { Tally(name: $0.key, count: $0.value) }
        prompts = outcome.prompts.description
    }
}

extension DescriptionRecord {
    /// The record as one object.
    package var json: JSONValue {
        .members([
            "chat_message": .string(chatMessage),
            "stakeholder_message": .string(stakeholderMessage),
            "confidence": Self.object(confidence), "outcomes": Self.object(outcomes),
            "failures": .array(failures.map { .string($0) }),
            "input_tokens": inputTokens.map { .int($0) } ?? .null,
            "output_tokens": outputTokens.map { .int($0) } ?? .null,
            "redactions": Self.object(redactions), "prompts": .optional(prompts),
        ])
    }

    private static func object(_ tallies: [Tally]) -> JSONValue {
        .object(tallies.map { .init($0.name, .int($0.count)) })
    }
}
