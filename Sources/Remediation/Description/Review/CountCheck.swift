/// Compares numbers of findings, files, rules, lines and approvals.
enum CountCheck {
    /// Every number before such a noun, and after "line", that is not among the facts.
    static func check(
        _ text: ReviewedText, _ index: FactIndex, _ known: Known
    ) -> [DescriptionReview.Violation] {
        var found: [DescriptionReview.Violation] = []
        for sentence in text.sentences {
            for position in sentence.indices {
                let word = sentence[position]
                if let allowed = known.counts(of: word),
                    let number = number(before: position, in: sentence),
                    !allowed.contains(number)
                {
                    found.append(text.violation(.count, sentence))
                }
                if word == "line" || word == "lines" {
                    let numbers = sentence[(position + 1)...].prefix {
                        Int($0) != nil || $0 == "to"
                    }
                    .compactMap { Int($0) }
                    if !numbers.allSatisfy(index.lines.contains) {
                        found.append(text.violation(.line, sentence))
                    }
                }
            }
        }
        return found
    }

    /// The number that counts a noun, at most two words before it ("three Python files").
    private static func number(before position: Int, in sentence: [String]) -> Int? {
        for distance in 1...3 where position >= distance {
            if let number = ReviewedText.number(sentence[position - distance]) { return number }
        }
        return nil
    }

    /// The counts that facts bear out, by noun.
    struct Known {
        private let byNoun: [String: Set<Int>]

        init(_ facts: DescriptionFacts) {
            let files = facts.changedFiles
            var findings: Set<Int> = [facts.findings.count, facts.declined.count]
            for rule in facts.rules {
                findings.insert(facts.findings.count { $0.rule == rule.id })
                findings.insert(facts.declined.count { $0.rule == rule.id })
            }
            for severity in DescriptionFacts.Severity.allCases {
                findings.insert(
                    facts.findings.count { facts.severity(ofRule: $0.rule) == severity })
            }
            for citation in facts.citations {
                let ids = facts.rules.filter { $0.policies.contains(citation.policy) }.map(\.id)
                findings.insert(facts.findings.count { ids.contains($0.rule) })
                findings.insert(facts.declined.count { ids.contains($0.rule) })
            }
            for (_, group) in Dictionary(grouping: facts.findings, by: \.path) {
                findings.insert(group.count)
            }
            let created = files.count { $0.isNew }
            let changedLines = Set(files.flatMap { [$0.added, $0.removed, $0.added + $0.removed] })
                .union([files.reduce(0) { $0 + $1.added }, files.reduce(0) { $0 + $1.removed }])
            let citations: Set<Int> = [
                facts.citations.count, Set(facts.citations.map(\.policy)).count,
            ]
            byNoun = [
                "finding": findings, "violation": findings, "issue": findings, "problem": findings,
                "vulnerability": findings.union([facts.advisories.count]),
                "vulnerabilitie": findings.union([facts.advisories.count]),
                "file": [files.count, created, files.count - created],
                "rule": Set(facts.rules.indices.map { $0 + 1 }).union([facts.rules.count]),
                "line": changedLines, "policy": citations, "policie": citations,
                "clause": citations,
                "citation": citations,
                "approval": [facts.approvals.required.count],
                "approver": [facts.approvals.required.count],
                "reviewer": [facts.approvals.required.count],
            ]
        }

        func counts(of noun: String) -> Set<Int>? {
            byNoun[noun.hasSuffix("s") ? String(noun.dropLast()) : noun]
        }
    }
}
