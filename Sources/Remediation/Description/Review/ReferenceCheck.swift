/// Looks up what prose names: paths, places, rules, policies, sections, advisories.
enum ReferenceCheck {
    private typealias Violation = DescriptionReview.Violation

    /// Every name that is not among the facts.
    static func check(_ text: ReviewedText, _ index: FactIndex) -> [DescriptionReview.Violation] {
        var found: [Violation] = []
        for (word, isCode) in text.words where !index.names(word) {
            if AdvisoryID.isOne(word) {
                found.append(Violation(.advisory, text.field, word))
            } else if index.otherRules.contains(word) || isCode && isRuleShaped(word, index) {
                found.append(Violation(.rule, text.field, word))
            } else if isPolicyShaped(word) {
                found.append(Violation(.policy, text.field, word))
            } else if PathShape.matches(word, isCode: isCode) {
                found.append(Violation(.path, text.field, word))
            }
        }
        return found + ruleWords(text, index) + sections(text, index)
    }

    /// Words with hyphens set as code look like rule ids, unless the findings speak of them.
    private static func isRuleShaped(_ word: String, _ index: FactIndex) -> Bool {
        let parts = word.split(separator: "-", omittingEmptySubsequences: false)
        return parts.count >= 2 && !index.messages.contains(word)
            && parts.allSatisfy { part in
                !part.isEmpty
                    && part.utf8.allSatisfy {
                        (0x61...0x7a).contains($0) || (0x30...0x39).contains($0)
                    }
            }
    }

    private static let standards: Set<String> = [
        "UTF", "SHA", "ISO", "RFC", "PEP", "HTTP", "TLS", "AES", "IEEE", "ES",
    ]

    /// `OPS-2.1`: capitals, a hyphen, a number with dots.
    private static func isPolicyShaped(_ word: String) -> Bool {
        let parts = word.split(separator: "-", maxSplits: 1)
        guard parts.count == 2, (2...8).contains(parts[0].utf8.count),
            !standards.contains(String(parts[0]))
        else { return false }
        return parts[0].utf8.allSatisfy { (0x41...0x5a).contains($0) }
            && parts[1].utf8.first.map { (0x30...0x39).contains($0) } == true
            && parts[1].utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2e }
    }

    /// "rule X" and "X rule", where X has a hyphen, whatever it is set in.
    private static func ruleWords(_ text: ReviewedText, _ index: FactIndex) -> [Violation] {
        let words = text.words.map(\.text)
        return words.indices.compactMap { position in
            let word = words[position]
            guard word.contains("-"), !index.names(word) else { return nil }
            let after =
                position > 0 && ["rule", "rules"].contains(words[position - 1].lowercased())
            let before =
                position + 1 < words.count
                && ["rule", "rules"].contains(words[position + 1].lowercased())
            return after || before ? Violation(.rule, text.field, word) : nil
        }
    }

    /// "section 4.2", "clause 3", "§ 7": the number must stand in the heading of a cited section.
    private static func sections(_ text: ReviewedText, _ index: FactIndex) -> [Violation] {
        let words = text.words.map { $0.text.lowercased() }
        return zip(words, words.dropFirst()).compactMap { word, next in
            let isSection = ["section", "sections", "clause", "clauses", "§", "paragraph"].contains(
                word)
            let number = word.hasPrefix("§") && word != "§" ? String(word.dropFirst()) : next
            guard isSection || word.hasPrefix("§"), number.first?.isNumber == true else {
                return nil
            }
            let isKnown = index.sections.contains { WordCutter.words(of: $0).contains(number) }
            return isKnown ? nil : Violation(.policy, text.field, "\(word) \(number)")
        }
    }
}

/// Tells ids of advisory databases.
enum AdvisoryID {
    private static let prefixes = [
        "cve-", "ghsa-", "pysec-", "osv-", "cwe-", "rustsec-", "go-20", "mal-", "snyk-", "dsa-",
        "usn-",
    ]

    /// Whether the word is an advisory's id by its shape.
    static func isOne(_ word: String) -> Bool {
        let lower = word.lowercased()
        return prefixes.contains { lower.hasPrefix($0) } && lower.utf8.count > 6
    }
}
