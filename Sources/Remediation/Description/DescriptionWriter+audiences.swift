// The parts for the reviewer, the chat and the stakeholders.
extension DescriptionWriter {
    /// Facts never say how a service is rolled out, only how the repository changes.
    static let rollout =
        "The evidence says nothing about how the service is rolled out. Reverting the pull request "
        + "takes the change back."

    static func reviewerNotes(_ facts: DescriptionFacts) -> String {
        var sentences: [String] = []
        if let file = mostChanged(facts.changedFiles) {
            let rules = file.rules.isEmpty ? "" : " for \(names(file.rules))"
            sentences.append(
                "Look first at `\(plain(file.path))`: it has the most changes, "
                    + "\(counted(file.added, "line")) added and \(file.removed) removed\(rules).")
        }
        let gravest = DescriptionFacts.Severity.allCases.last { severity in
            facts.findings.contains { facts.severity(ofRule: $0.rule) == severity }
        }
        if let gravest {
            let rules = facts.rules.filter { rule in
                rule.severity == gravest && facts.findings.contains { $0.rule == rule.id }
            }
            sentences.append(
                "The gravest findings are of severity \(gravest.rawValue): \(names(rules.map(\.id)))."
            )
        }
        if !facts.declined.isEmpty {
            let rules = Set(facts.declined.map(\.rule)).sorted {
                $0.utf8.lexicographicallyPrecedes($1.utf8)
            }
            sentences.append("Left for people to put right: \(names(rules)).")
        }
        return sentences.joined(separator: " ")
    }

    static func chatMessage(_ facts: DescriptionFacts) -> String {
        "`\(plain(facts.service))`: a pull request puts \(counted(facts.findings.count, "finding")) "
            + "right in \(counted(facts.changedFiles.count, "file")). \(asked(facts.approvals)) "
            + tested(facts.tests)
    }

    /// What the tests said, without the words of whoever could not run them.
    private static func tested(_ tests: TestFacts) -> String {
        guard tests.verdict != .notRun else { return "Its tests were not run." }
        return TestWords.sentences(tests, command: nil, reason: "")
    }

    /// No name of a file, a rule or a tool stands in it.
    static func stakeholderMessage(_ facts: DescriptionFacts) -> String {
        let service = plain(facts.service)
        let matters = facts.findings.count == 1 ? "matter" : "matters"
        let next =
            facts.approvals.required.isEmpty
            ? "The team that owns the service decides about it."
            : "It waits for the people who have to agree, and nothing changes before they do."
        let left =
            facts.declined.isEmpty
            ? ""
            : " \(facts.declined.count == 1 ? "One matter needs" : "Other matters need") "
                + "the team's own work."
        return "The service `\(service)` departs from the written policies in "
            + "\(facts.findings.count) \(matters), and a change that corrects this is proposed. "
            + "\(next)\(left)"
    }

    private static func asked(_ approvals: DescriptionFacts.Approvals) -> String {
        let level = "The risk is rated \(approvals.risk.rawValue)"
        guard !approvals.required.isEmpty else { return level + "." }
        return level + "; the matrix asks for \(names(approvals.required))."
    }

    private static func names(_ words: [String]) -> String {
        enumerated(words.map { "`\(plain($0))`" })
    }

    /// The first of those with the most lines added and removed.
    private static func mostChanged(
        _ files: [DescriptionFacts.ChangedFile]
    ) -> DescriptionFacts.ChangedFile? {
        files.reduce(nil) { best, file in
            guard let best else { return file }
            return file.added + file.removed > best.added + best.removed ? file : best
        }
    }
}
