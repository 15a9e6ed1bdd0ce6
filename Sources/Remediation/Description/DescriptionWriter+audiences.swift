internal import Basics

// The parts for the reviewer, the chat and the stakeholders.
extension DescriptionWriter {
    /// Facts never say how a service is rolled out, only how the repository changes.
    static let rollout =
        "How the service is rolled out is not known. Reverting the pull request takes the change back."

    static func reviewerNotes(_ facts: DescriptionFacts) -> String {
        var sentences: [String] = []
        if let file = gravestFile(facts) {
            let rules = file.rules.isEmpty ? "" : ", for \(names(file.rules))"
            let removed = file.removed == 0 ? "none" : "\(file.removed)"
            sentences.append(
                "Look first at `\(plain(file.path))`: \(file.added.of("line")) added and "
                    + "\(removed) removed\(rules).")
            if let largest = largest(facts.changedFiles), largest.path != file.path {
                sentences.append(
                    "The most lines are in `\(plain(largest.path))`: \(largest.added) added.")
            }
        }
        if let gravest = gravest(facts) {
            let rules = facts.rules.filter { rule in
                rule.severity == gravest && facts.findings.contains { $0.rule == rule.id }
            }
            sentences.append(
                "The gravest findings, of severity \(gravest.rawValue), are those of "
                    + "\(names(rules.map(\.id))).")
        }
        if !facts.declined.isEmpty {
            let rules = Set(facts.declined.map(\.rule)).sorted {
                $0.utf8.lexicographicallyPrecedes($1.utf8)
            }
            sentences.append("What is left of \(names(rules)) needs a person.")
        }
        return sentences.joined(separator: " ")
    }

    static func chatMessage(_ facts: DescriptionFacts) -> String {
        "`\(plain(facts.service))`: a pull request corrects "
            + "\(facts.findings.count.of("finding")) in "
            + "\(facts.changedFiles.count.of("file")). \(asked(facts.approvals)) "
            + tested(facts.tests)
    }

    /// What the tests said, without the words of whoever could not run them.
    private static func tested(_ tests: TestFacts) -> String {
        guard tests.verdict != .notRun else { return "Its tests were not run." }
        return TestWords.sentences(tests, command: nil, reason: "")
    }

    /// No name of a file, a rule or a tool stands in it.
    static func stakeholderMessage(_ facts: DescriptionFacts) -> String {
        let matters = facts.findings.count == 1 ? "matter" : "matters"
        var sentences = [
            "The service `\(plain(facts.service))` departs from the written policies in "
                + "\(facts.findings.count) \(matters), and a change that corrects this is proposed."
        ]
        if !facts.advisories.isEmpty {
            sentences.append("Known security weaknesses in what it is built from go with it.")
        }
        sentences.append(
            facts.approvals.required.isEmpty
                ? "The team that owns the service decides about it."
                : "It waits for the people who have to agree, and nothing changes before they do.")
        if !facts.declined.isEmpty {
            let isOne = facts.declined.count == 1
            sentences.append(
                "\(isOne ? "One more matter needs" : "\(facts.declined.count) more matters need") "
                    + "the team's own work.")
        }
        return sentences.joined(separator: " ")
    }

    private static func asked(_ approvals: DescriptionFacts.Approvals) -> String {
        let level = "The risk is rated \(approvals.risk.rawValue)"
        guard !approvals.required.isEmpty else { return level + "." }
        return level + "; the matrix asks for \(names(approvals.required))."
    }

    /// The changed file whose rules weigh most; of those one that was there before, and then the one with most lines.
    private static func gravestFile(
        _ facts: DescriptionFacts
    ) -> DescriptionFacts.ChangedFile? {
        func weight(_ file: DescriptionFacts.ChangedFile) -> [Int] {
            let severities = file.rules.compactMap { facts.severity(ofRule: $0) }
            let gravest = severities.max().flatMap {
                DescriptionFacts.Severity.allCases.firstIndex(of: $0)
            }
            let number = severities.count { $0 == severities.max() }
            return [gravest ?? -1, file.isNew ? 0 : 1, number, file.added + file.removed]
        }
        return facts.changedFiles.reduce(nil) { best, file in
            guard let best else { return file }
            return weight(best).lexicographicallyPrecedes(weight(file)) ? file : best
        }
    }

    /// The first of those with the most lines added.
    private static func largest(
        _ files: [DescriptionFacts.ChangedFile]
    ) -> DescriptionFacts.ChangedFile? {
        files.reduce(nil) { best, file in
            guard let best else { return file }
            return file.added > best.added ? file : best
        }
    }
}
