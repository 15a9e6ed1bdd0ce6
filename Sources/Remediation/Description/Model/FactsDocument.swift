internal import Basics

/// The facts as one JSON document, for a model to read.
///
/// JSON keeps the repository's words inside strings: they cannot end the block or begin another.
enum FactsDocument {
    private static let maxBytes = 48 << 10

    /// The document, with as many items of each list as fit.
    static func value(_ facts: DescriptionFacts) -> JSONValue {
        var value = JSONValue.null
        for items in [200, 50, 20, 5, 1] {
            value = document(facts, items: items)
            if value.text(indented: false).utf8.count <= maxBytes { break }
        }
        return value
    }

    private static func document(_ facts: DescriptionFacts, items: Int) -> JSONValue {
        .members([
            "service": text(facts.service), "group": text(facts.group),
            "rules": list(facts.rules, items) { rule in
                .members([
                    "id": text(rule.id), "title": text(rule.title),
                    "severity": .string(rule.severity.rawValue),
                    "policies": list(rule.policies, items, text),
                ])
            },
            "findings": list(facts.findings, items) { finding in
                .members([
                    "rule": text(finding.rule), "path": .optional(finding.path.map { cut($0) }),
                    "line": finding.line.map { .int($0) } ?? .null,
                    "message": text(finding.message),
                ])
            },
            "changedFiles": list(facts.changedFiles, items) { file in
                .members([
                    "path": text(file.path), "added": .int(file.added),
                    "removed": .int(file.removed),
                    "isNew": .bool(file.isNew), "rules": list(file.rules, items, text),
                ])
            },
            "declined": list(facts.declined, items) { item in
                .members([
                    "rule": text(item.rule), "path": .optional(item.path.map { cut($0) }),
                    "reason": text(item.reason),
                ])
            },
            "citations": list(Array(facts.citations.enumerated()), items) { index, citation in
                .members([
                    "citation": .int(index + 1), "policy": text(citation.policy),
                    "document": text(citation.document), "section": text(citation.section),
                    "quote": .string(cut(citation.quote, limit: 600)),
                ])
            },
            "advisories": list(facts.advisories, items, text),
            "approvals": .members([
                "risk": .string(facts.approvals.risk.rawValue),
                "required": list(facts.approvals.required, items, text),
                "rationale": list(facts.approvals.rationale, items, text),
            ]),
            "tests": tests(facts.tests),
        ])
    }

    private static func tests(_ tests: TestFacts) -> JSONValue {
        func counts(_ run: TestFacts.Run?) -> JSONValue {
            run.map {
                .members([
                    "passed": .int($0.passed), "failed": .int($0.failed),
                    "skipped": .int($0.skipped),
                ])
            } ?? .null
        }
        return .members([
            "verdict": .string(tests.verdict.rawValue),
            "command": .optional(tests.command.map { cut($0) }), "before": counts(tests.before),
            "after": counts(tests.after), "failingOnlyAfter": .int(tests.regressions.count),
            "failingBeforeToo": .int(tests.preexisting.count), "repaired": .int(tests.fixed.count),
            "notRunReason": .optional(tests.notRunReason.map { cut($0) }),
        ])
    }

    private static func list<Item>(
        _ items: [Item], _ limit: Int, _ element: (Item) -> JSONValue
    ) -> JSONValue { .array(items.prefix(limit).map(element)) }

    private static func text(_ text: String) -> JSONValue { .string(cut(text)) }

    private static func cut(_ text: String, limit: Int = 300) -> String {
        var result = ""
        result.unicodeScalars.append(contentsOf: VisibleText.cleaned(text, limit: limit))
        return result
    }
}
