/// Sees to it that every finding is spoken of.
enum FindingCoverage {
    /// Adds what is missing in words of ours, and counts the findings that it was missing of.
    ///
    /// A finding is mentioned where its rule, one of the rule's policies or its advisory is named, and its file besides.
    static func complete(_ prose: inout DescriptionProse, _ facts: DescriptionFacts) -> Int {
        let missing = unmentioned(prose, facts)
        var byFile: [Int: [String]] = [:]
        var elsewhere: [String] = []
        for finding in missing {
            if let position = entry(of: finding, in: prose, facts) {
                byFile[position, default: []].append(finding.rule)
            } else {
                let place = finding.path.map { " in `\(DescriptionWriter.plain($0))`" } ?? ""
                elsewhere.append("`\(DescriptionWriter.plain(finding.rule))`" + place)
            }
        }
        for (position, rules) in byFile {
            prose.changes[position].text += " It answers \(DescriptionWriter.names(unique(rules)))."
        }
        if !elsewhere.isEmpty {
            let found = DescriptionWriter.enumerated(unique(elsewhere))
            prose.summary += " It also corrects what was found by \(found)."
        }
        return missing.count
    }

    /// The entry of the finding's file, or of a file that its rule had changed.
    private static func entry(
        of finding: DescriptionFacts.Finding, in prose: DescriptionProse, _ facts: DescriptionFacts
    ) -> Int? {
        let file = facts.changedFiles.first { file in
            finding.path.map { $0.utf8.elementsEqual(file.path.utf8) }
                ?? file.rules.contains(finding.rule)
        }
        return prose.changes.firstIndex { change in
            file.map { $0.path.utf8.elementsEqual(change.path.utf8) } ?? false
        }
    }

    private static func unique(_ words: [String]) -> [String] {
        words.enumerated().filter { words.firstIndex(of: $1) == $0 }.map(\.element)
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
