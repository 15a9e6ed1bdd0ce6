internal import Basics

/// A writer that owns some parts of a description and answers for no other.
enum Specialist: String, Sendable, Hashable, CaseIterable {
    case summary, compliance, risk, testing, notes, messages

    /// The parts it owns; each part has one owner.
    var parts: [DescriptionPart] {
        switch self {
        case .summary: [.summary, .changes]
        case .compliance: [.policyCompliance]
        case .risk: [.riskAssessment, .rollout]
        case .testing: [.testing]
        case .notes: [.reviewerNotes]
        case .messages: [.chatMessage, .stakeholderMessage]
        }
    }

    /// Its own instructions.
    var prompt: PromptLibrary.Name {
        switch self {
        case .summary: .summary
        case .compliance: .compliance
        case .risk: .risk
        case .testing: .testing
        case .notes: .notes
        case .messages: .messages
        }
    }

    /// Whether the facts hold anything it could speak of; otherwise it is not asked, because it could only invent.
    func hasMaterial(in facts: DescriptionFacts) -> Bool {
        switch self {
        case .compliance: !facts.citations.isEmpty
        case .testing: facts.tests.verdict != .notRun
        case .summary, .risk, .notes, .messages: true
        }
    }

    /// The member of its answer in which it states its confidence in a part.
    static func confidenceKey(of part: DescriptionPart) -> String {
        part == .rollout ? "rolloutConfidence" : "confidence"
    }

    /// The JSON Schema of its answer.
    var schema: JSONValue {
        let texts = parts.map { ($0.rawValue, Self.schema(of: $0)) }
        let keys = parts.map(Self.confidenceKey).reduce(into: [String]()) { keys, key in
            if !keys.contains(key) { keys.append(key) }
        }
        return .schema(of: texts + keys.map { ($0, JSONValue.schemaOfInteger) })
    }

    private static func schema(of part: DescriptionPart) -> JSONValue {
        switch part {
        case .changes:
            .schema(ofListOf: .schema(of: [("path", .schemaOfText), ("text", .schemaOfText)]))
        case .policyCompliance:
            .schema(
                ofListOf: .schema(of: [("citation", .schemaOfInteger), ("text", .schemaOfText)]))
        default: .schemaOfText
        }
    }
}

extension JSONValue {
    static let schemaOfText: JSONValue = .members(["type": "string"])
    static let schemaOfInteger: JSONValue = .members(["type": "integer"])

    static func schema(ofListOf item: JSONValue) -> JSONValue {
        .members(["type": "array", "items": item])
    }

    /// An object with exactly these members, as strict providers want it.
    static func schema(of members: [(String, JSONValue)]) -> JSONValue {
        .members([
            "type": "object", "additionalProperties": .bool(false),
            "required": .array(members.map { .string($0.0) }),
            "properties": .object(members.map { .init($0.0, $0.1) }),
        ])
    }
}
