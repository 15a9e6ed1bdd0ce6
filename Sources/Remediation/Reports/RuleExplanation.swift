internal import Basics
package import Policies
package import RuleEngine

/// A rule in words: what it finds, who asks for it, and what its patch does.
package struct RuleExplanation: Sendable {
    /// The value of a variable that the rule uses.
    package struct Value: Hashable, Sendable {
        package let name: String
        /// The value; nil for a variable without one.
        package let text: String?
        /// Who says so, such as `the pack`.
        package let origin: String

        /// A value from its parts.
        package init(name: String, text: String?, origin: String) {
            self.name = name
            self.text = text
            self.origin = origin
        }
    }

    /// What the patch does in one of the rule's own cases.
    package struct Example: Hashable, Sendable {
        package let name: String
        /// A unified diff.
        package let diff: String

        /// An example from its parts.
        package init(name: String, diff: String) {
            self.name = name
            self.diff = diff
        }
    }

    private let rule: Rule
    private let policies: PolicyLibrary
    private let values: [Value]
    private let example: Example?

    /// An explanation of a rule with the documents that it cites, the values of its variables, and an example.
    package init(
        _ rule: Rule, policies: PolicyLibrary, values: [Value] = [], example: Example? = nil
    ) {
        self.rule = rule
        self.policies = policies
        self.values = values
        self.example = example
    }

    /// The explanation for people.
    package var text: String {
        var text = "\(rule.id) (\(rule.pack), version \(rule.version))\n\(rule.title)\n\n"
        text += "severity \(rule.severity), confidence \(rule.confidence), \(rule.stage)\n"
        if let id = rule.replacedBy { text += "\(id) takes its place.\n" }
        if let description = rule.description { text += "\n\(description.trimmed)\n" }
        text += "\nWhere:\n" + Self.list(rule.applicability.explanation)
        text += "\nWhat it looks for:\n" + Self.list(rule.detector.explanation)
        if !values.isEmpty {
            text += "\nVariables:\n" + Self.list(values.map(Self.line))
        }
        for reference in rule.policies { text += "\n" + policyText(reference) }
        text += "\nBy hand: \(rule.remediation.trimmed)\n\n\(patch)"
        if let example {
            text += "\nExample (\(example.name)):\n" + Self.list(example.diff.lines)
        }
        if !rule.references.isEmpty {
            text += "\nSee also: \(rule.references.joined(separator: ", "))\n"
        }
        return text
    }

    private static func line(_ value: Value) -> String {
        "\(value.name) = \(value.text ?? "(no value)"), \(value.origin)"
    }

    private static func list(_ lines: [String]) -> String {
        lines.map { "  \($0.escapedForTerminal)\n" }.joined()
    }

    private func policyText(_ reference: PolicyReference) -> String {
        var text = "\(reference.id), \(reference.section)"
        if let citation = citation(reference) {
            text += " (\(citation.fileName):\(citation.lines.lowerBound))"
        }
        text += "\n  “\(reference.clause)”\n"
        guard let document = policies.document(named: reference.document) else { return text }
        let facts = [
            document.title, document.owner.map { "owner \($0)" },
            document.effective.map { "effective \($0)" },
        ].compactMap(\.self)
        return text + "  \(facts.joined(separator: ", "))\n"
    }

    private func citation(_ reference: PolicyReference) -> Citation? {
        policies.citation(
            document: reference.document, section: reference.section, clause: reference.clause)
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

    /// The explanation for programs, with its last line end.
    package var json: String {
        var members: [JSONValue.Member] = [
            .init("schema_version", .int(1)), .init("id", .string(rule.id)),
            .init("version", .int(rule.version)), .init("pack", .string(rule.pack)),
            .init("title", .string(rule.title)), .init("description", .optional(rule.description)),
            .init("severity", .string(rule.severity.rawValue)),
            .init("confidence", .string(rule.confidence.rawValue)),
            .init("stage", .string(rule.stage.rawValue)),
            .init("replaced_by", .optional(rule.replacedBy)),
            .init("where", .array(rule.applicability.explanation.map { .string($0) })),
            .init("looks_for", .array(rule.detector.explanation.map { .string($0) })),
        ]
        members.append(.init("variables", .array(values.map(Self.json))))
        members.append(.init("policies", .array(rule.policies.map(json))))
        members.append(.init("remediation", .string(rule.remediation)))
        members.append(.init("patch", patchJSON))
        members.append(.init("example", exampleJSON))
        members.append(.init("references", .array(rule.references.map { .string($0) })))
        return JSONValue.object(members).text() + "\n"
    }

    private static func json(_ value: Value) -> JSONValue {
        .members([
            "name": .string(value.name), "value": .optional(value.text),
            "origin": .string(value.origin),
        ])
    }

    private func json(_ reference: PolicyReference) -> JSONValue {
        let document = policies.document(named: reference.document)
        return .members([
            "id": .string(reference.id), "document": .string(reference.document),
            "title": .optional(document?.title), "section": .string(reference.section),
            "clause": .string(reference.clause),
            "line": citation(reference).map { .int($0.lines.lowerBound) } ?? .null,
            "owner": .optional(document?.owner), "effective": .optional(document?.effective),
        ])
    }

    private var patchJSON: JSONValue {
        guard let recipe = rule.patch else { return .null }
        return .members([
            "safety": .string(recipe.safety.rawValue),
            "touches": .array(recipe.touches.map { .string($0.source) }),
            "declined_when": .array(
                recipe.preconditions.compactMap(\.reason).map { .string($0) }),
        ])
    }

    private var exampleJSON: JSONValue {
        guard let example else { return .null }
        return .members(["case": .string(example.name), "diff": .string(example.diff)])
    }
}

extension String {
    fileprivate var trimmed: String {
        var text = self[...]
        while text.last?.isWhitespace ?? false { text.removeLast() }
        return String(text)
    }

    /// The lines, without an empty one at the end.
    fileprivate var lines: [String] {
        var lines = split(omittingEmptySubsequences: false) { $0.isNewline }.map(String.init)
        if lines.last == "" { lines.removeLast() }
        return lines
    }
}
