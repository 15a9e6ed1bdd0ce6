/// Sees to it that every finding is spoken of.
enum FindingCoverage {
    /// Adds a sentence of ours for each finding that the prose does not mention, and counts them.
    ///
    /// A finding is mentioned where its rule, one of the rule's policies or its advisory is named, and its file besides.
    static func complete(_ prose: inout DescriptionProse, _ facts: DescriptionFacts) -> Int {
        let missing = unmentioned(prose, facts)
        for finding in missing {
            let rule = "`\(DescriptionWriter.plain(finding.rule))`"
            let position = finding.path.flatMap { path in
                prose.changes.firstIndex { $0.path.utf8.elementsEqual(path.utf8) }
            }
            if let position {
                let sentence = "It answers \(rule)."
                if !prose.changes[position].text.hasSuffix(sentence) {
                    prose.changes[position].text += " " + sentence
                }
            } else {
                let place =
                    finding.path.map { " in `\(DescriptionWriter.plain($0))`" } ?? ""
                let sentence = "It also puts right what \(rule) found\(place)."
                if !prose.summary.contains(sentence) { prose.summary += " " + sentence }
            }
        }
        return missing.count
    }

    /// The findings that the parts of the body do not mention.
    static func unmentioned(
        _ prose: DescriptionProse, _ facts: DescriptionFacts
    ) -> [DescriptionFacts.Finding] {
        let texts =
            [prose.summary] + prose.changes.map(\.text) + prose.policyCompliance.map(\.text)
        let words = Set(texts.flatMap { WordCutter.words(of: $0) })
        let paths = Set(prose.changes.map { Array($0.path.utf8) })
        return facts.findings.filter { finding in
            let policies = facts.rules.filter { $0.id == finding.rule }.flatMap(\.policies)
            let advisories = facts.advisories.filter { Array(finding.message.utf8).holds($0) }
            let isNamed = ([finding.rule] + policies + advisories).contains(where: words.contains)
            let isPlaced = finding.path.map { path in
                paths.contains(Array(path.utf8)) || words.contains(path)
            }
            return !(isNamed && isPlaced ?? true)
        }
    }
}
