internal import Basics
internal import RuleEngine

/// Texts as SARIF's messages hold them.
enum SARIFText {
    /// The most characters that GitHub takes of a description or a message.
    static let maximumDescription = 1_024

    /// A text of any origin as a plain text message: what would be a link or a placeholder is escaped.
    static func message(_ text: String) -> JSONValue {
        .members(["text": .string(escaped(FindingWords.folded(text).escapedForTerminal))])
    }

    /// A text that is cut where GitHub would cut it.
    static func description(_ text: String) -> JSONValue {
        let text = FindingWords.folded(text)
        guard text.unicodeScalars.count > maximumDescription else { return message(text) }
        return message(String(text.unicodeScalars.prefix(maximumDescription - 1)) + "…")
    }

    /// `[words](address)` would be an embedded link and `{0}` an argument.
    private static func escaped(_ text: String) -> String {
        var result = text
        if text.contains("](") {
            result = result.replacing("\\", with: "\\\\").replacing("[", with: "\\[")
                .replacing("]", with: "\\]")
        }
        let scalars = Array(result.unicodeScalars)
        let hasPlaceholder = scalars.indices.contains { index in
            scalars[index] == "{" && index + 1 < scalars.count
                && ("0"..."9").contains(scalars[index + 1])
        }
        guard hasPlaceholder else { return result }
        return result.replacing("{", with: "{{").replacing("}", with: "}}")
    }
}

extension Severity {
    /// The level of a result of this severity.
    var sarifLevel: String {
        switch self {
        case .critical, .high: "error"
        case .medium: "warning"
        case .low, .info: "note"
        }
    }

    /// A score that GitHub reads back as the same severity: above 9 is critical, from 7 high, from 4 medium.
    var securityScore: String {
        switch self {
        case .critical: "9.5"
        case .high: "8.0"
        case .medium: "5.5"
        case .low: "3.0"
        case .info: "0.5"
        }
    }
}
