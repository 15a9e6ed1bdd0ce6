/// Looks up numbers and names of tests: each must stand somewhere in the facts.
enum NumberCheck {
    /// Numbers that stand nowhere, and tests that no run reported.
    static func check(
        _ text: ReviewedText, _ known: Known, _ index: FactIndex
    ) -> [DescriptionReview.Violation] {
        var found: [DescriptionReview.Violation] = []
        var before = ""
        for (word, _) in text.words {
            defer { before = word }
            if index.names(word) { continue }
            if isTestName(word), !known.holdsTest(word) {
                found.append(.init(.test, text.field, word))
            } else if isOpaque(word) {
                // The word itself must not reach a log.
                found.append(.init(.secret, text.field, "(withheld)"))
            } else if word.utf8.contains(where: { (0x30...0x39).contains($0) }),
                !TechnicalNumber.isOne(word, after: before),
                word.hasSuffix("%") || !numbers(in: word).allSatisfy(known.numbers.contains)
            {
                found.append(.init(.count, text.field, word))
            }
        }
        return found
    }

    /// The runs of digits of a text, with the dots between them.
    static func numbers(in text: some StringProtocol) -> [String] {
        text.split { !($0.isNumber || $0 == ".") }.compactMap { part in
            var part = part
            while part.last == "." { part = part.dropLast() }
            while part.first == "." { part = part.dropFirst() }
            return part.isEmpty ? nil : String(part)
        }
    }

    /// Whether a word looks like a key: long, of letters and digits, and in no fact.
    static func isOpaque(_ word: String) -> Bool {
        guard word.utf8.count >= 16 else { return false }
        var hasDigit = false
        var hasLetter = false
        for byte in word.utf8 {
            switch byte {
            case 0x30...0x39: hasDigit = true
            case 0x41...0x5a, 0x61...0x7a: hasLetter = true
            default: return false
            }
        }
        return hasDigit && hasLetter
    }

    private static func isTestName(_ word: String) -> Bool {
        if word.contains("::") { return true }
        let bare = word.hasSuffix("()") ? String(word.dropLast(2)) : word
        return bare.hasPrefix("test_") && !bare.contains(".") && !bare.contains("/")
    }

    /// What facts bear out.
    struct Known {
        let numbers: Set<String>
        private let tests: [String]
        private let stems: Set<String>

        init(_ facts: DescriptionFacts) {
            var numbers = Set(facts.numbers.map { String($0) })
            for text in facts.texts { numbers.formUnion(NumberCheck.numbers(in: text)) }
            self.numbers = numbers
            tests = facts.tests.regressions + facts.tests.preexisting + facts.tests.fixed
            stems = Set(
                facts.changedFiles.compactMap { file in
                    file.path.split(separator: "/").last.map {
                        String($0.split(separator: ".").first ?? "")
                    }
                })
        }

        func holdsTest(_ word: String) -> Bool {
            let bare = word.hasSuffix("()") ? String(word.dropLast(2)) : word
            return stems.contains(bare)
                || tests.contains {
                    $0 == bare || $0.hasSuffix("::\(bare)") || $0.hasSuffix(".\(bare)")
                }
        }
    }
}

extension DescriptionFacts {
    /// Every number that the facts count.
    fileprivate var numbers: [Int] {
        var numbers = [
            findings.count, changedFiles.count, declined.count, citations.count, rules.count,
            advisories.count, approvals.required.count, tests.regressions.count,
            tests.preexisting.count, tests.fixed.count,
        ]
        numbers += findings.compactMap(\.line)
        numbers += citations.flatMap { [$0.lines.lowerBound, $0.lines.upperBound] }
        numbers += Array(citations.indices).map { $0 + 1 }
        for file in changedFiles {
            numbers += [file.added, file.removed, file.added + file.removed]
        }
        numbers.append(changedFiles.reduce(0) { $0 + $1.added })
        numbers.append(changedFiles.reduce(0) { $0 + $1.removed })
        numbers.append(changedFiles.count { $0.isNew })
        numbers.append(changedFiles.count { !$0.isNew })
        for rule in rules {
            numbers.append(findings.count { $0.rule == rule.id })
            numbers.append(declined.count { $0.rule == rule.id })
        }
        for severity in Severity.allCases {
            numbers.append(findings.count { self.severity(ofRule: $0.rule) == severity })
        }
        for run in [tests.before, tests.after].compactMap(\.self) {
            numbers += [run.passed, run.failed, run.skipped, run.total]
        }
        return numbers
    }

    /// Texts whose numbers may be repeated; versions stand in findings and nowhere else.
    fileprivate var texts: [String] {
        let named = findings.map(\.message) + changedFiles.map(\.path) + findings.compactMap(\.path)
        let ruled =
            rules.flatMap { [$0.id, $0.title] }
            + citations.flatMap { [$0.policy, $0.section, $0.quote] }
        return named + ruled + approvals.required + approvals.rationale + advisories
            + [repository, service, group, baseBranch, toolVersion, tests.command ?? ""]
    }
}
