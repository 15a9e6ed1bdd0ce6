internal import Basics
package import Policies
package import RuleEngine

/// A rule in words: what it finds, who asks for it, and what its patch does.
package struct RuleExplanation: Sendable {
    private let rule: Rule
    private let policies: PolicyLibrary

    /// An explanation of a rule with the documents that it cites.
    package init(_ rule: Rule, policies: PolicyLibrary) {
        self.rule = rule
        self.policies = policies
    }

    /// The explanation for people.
    package var text: String {
        var text = "\(rule.id) (\(rule.pack), version \(rule.version))\n\(rule.title)\n\n"
        text += "severity \(rule.severity), confidence \(rule.confidence), \(rule.stage)\n"
        if let description = rule.description { text += "\n\(description.trimmed)\n" }
        for reference in rule.policies {
            text += "\n\(reference.id), \(reference.section)"
            if let citation = policies.citation(
                document: reference.document, section: reference.section, clause: reference.clause)
            {
                text += " (\(citation.fileName):\(citation.lines.lowerBound))"
            }
            text += "\n  “\(reference.clause)”\n"
        }
        text += "\nBy hand: \(rule.remediation.trimmed)\n"
        text += "\n\(patch)"
        if !rule.references.isEmpty {
            text += "\nSee also: \(rule.references.joined(separator: ", "))\n"
        }
        return text
    }

    private var patch: String {
        guard let recipe = rule.patch else { return "It has no patch.\n" }
        var text = "Its patch is \(recipe.safety.rawValue)"
        text += " and touches \(recipe.touches.map(\.source).joined(separator: ", ")).\n"
        let reasons = recipe.preconditions.compactMap(\.reason)
        if !reasons.isEmpty {
            text += "It is declined when:\n" + reasons.map { "  - \($0)\n" }.joined()
        }
        return text
    }
}

extension String {
    fileprivate var trimmed: String {
        var text = self[...]
        while text.last?.isWhitespace ?? false { text.removeLast() }
        return String(text)
    }
}
