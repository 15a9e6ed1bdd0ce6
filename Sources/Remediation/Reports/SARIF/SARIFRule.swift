internal import Basics
internal import RuleEngine

/// A rule as a reporting descriptor of SARIF.
struct SARIFRule {
    let rule: Rule
    /// GitHub refuses rules with more tags.
    static let maximumTags = 20

    var json: JSONValue {
        .members([
            "id": .string(rule.id),
            "shortDescription": SARIFText.description(rule.title),
            "fullDescription": SARIFText.description(rule.description ?? rule.title),
            "help": .members([
                "text": .string(helpText), "markdown": .string(helpMarkdown),
            ]),
            "helpUri": .string(helpURI),
            "defaultConfiguration": .members(["level": .string(rule.severity.sarifLevel)]),
            "properties": .object(properties),
        ])
    }

    private var properties: [JSONValue.Member] {
        let tags = (rule.tags + rule.policies.map(\.id)).reduce(into: [String]()) { tags, tag in
            if !tags.contains(tag) { tags.append(tag) }
        }
        var members: [JSONValue.Member] = [
            .init("tags", .array(tags.prefix(Self.maximumTags).map { .string($0) })),
            .init("precision", .string(rule.confidence.rawValue)),
            .init("problem.severity", .string(problemSeverity)),
        ]
        // GitHub shows whatever has a score as a matter of security.
        if rule.tags.contains("security") {
            members.append(.init("security-severity", .string(rule.severity.securityScore)))
        }
        return members
    }

    private var problemSeverity: String {
        switch rule.severity.sarifLevel {
        case "note": "recommendation"
        case let level: level
        }
    }

    private var helpText: String {
        let paragraphs =
            [FindingWords.folded(rule.description ?? rule.title)]
            + FindingWords.policies(of: rule) + [FindingWords.folded(rule.remediation)]
        return paragraphs.filter { !$0.isEmpty }.joined(separator: "\n\n").lines {
            $0.escapedForTerminal
        }
    }

    private var helpMarkdown: String {
        var blocks = [MarkdownText.inline(rule.description ?? rule.title)]
        for reference in rule.policies {
            let section = reference.section.isEmpty ? "" : ", section “\(reference.section)”"
            blocks.append(MarkdownText.inline("\(reference.id)\(section):"))
            blocks.append("> " + MarkdownText.inline(reference.clause))
        }
        if !rule.remediation.isEmpty {
            blocks.append(
                "**By hand:** " + MarkdownText.inline(rule.remediation, startsBlock: false))
        }
        let references = rule.references.map { "- " + MarkdownText.code($0) }
        if !references.isEmpty { blocks.append(references.joined(separator: "\n")) }
        return blocks.joined(separator: "\n\n")
    }

    /// The first reference that is an address or has one; else a name that only complybot knows.
    private var helpURI: String {
        for reference in rule.references {
            if let address = Self.address(of: reference) { return address }
        }
        return "urn:complybot:rule:\(rule.id)"
    }

    private static func address(of reference: String) -> String? {
        let isPlain = reference.utf8.allSatisfy {
            (0x21...0x7e).contains($0) && !"\"<>\\^`{|}".utf8.contains($0)
        }
        guard isPlain else { return nil }
        if reference.hasPrefix("https://") { return reference }
        let parts = reference.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return nil }
        switch parts[0] {
        case "scorecard":
            return "https://github.com/ossf/scorecard/blob/main/docs/checks.md#"
                + parts[1].lowercased()
        case "cwe" where Int(parts[1]) != nil:
            return "https://cwe.mitre.org/data/definitions/\(parts[1]).html"
        default: return nil
        }
    }
}

extension String {
    /// The text with each of its lines changed.
    fileprivate func lines(_ change: (String) -> String) -> String {
        split(separator: "\n", omittingEmptySubsequences: false).map { change(String($0)) }
            .joined(separator: "\n")
    }
}
