internal import LanguageModels

/// Takes what holds of a model's draft, and the deterministic words for the rest.
struct DescriptionReviewer {
    /// The prose that may be published, and what became of the draft.
    struct Reviewed: Sendable {
        var prose: DescriptionProse
        var fates: [DescriptionPart: DescriptionOutcomes.Fate] = [:]
        var violations: [DescriptionReview.Violation] = []
    }

    let facts: DescriptionFacts
    /// The words that stand ready.
    let fallback: DescriptionProse
    private let checks: ClaimChecks

    init(_ facts: DescriptionFacts, redactor: Redactor) {
        self.facts = facts
        fallback = DescriptionWriter.deterministic(facts)
        checks = ClaimChecks(facts, redactor: redactor)
    }

    /// Reviews the parts of a draft that models wrote.
    func review(_ draft: DescriptionProse, parts: [DescriptionPart]) -> Reviewed {
        var result = Reviewed(prose: fallback)
        for part in parts {
            let count = result.violations.count
            let isKept: Bool
            switch part {
            case .changes: isKept = takeChanges(draft.changes, into: &result)
            case .policyCompliance: isKept = takeCompliance(draft.policyCompliance, into: &result)
            default: isKept = takeText(part, of: draft, into: &result)
            }
            let isWhole = result.violations.count == count
            result.fates[part] = isKept ? (isWhole ? .accepted : .repaired) : .replaced
            if isKept { result.prose.confidence[part] = draft.confidence[part] }
        }
        return result
    }

    /// Strikes sentences that a second reader doubts from what models wrote; our own words stay.
    func strike(_ doubted: Set<String>, from result: inout Reviewed) {
        for part in DescriptionPart.allCases {
            guard let fate = result.fates[part], fate == .accepted || fate == .repaired else {
                continue
            }
            let count = result.violations.count
            let isKept: Bool
            switch part {
            case .changes:
                isKept = strike(
                    doubted, of: part, in: \.changes, \.text, citation: { _ in nil },
                    from: &result)
            case .policyCompliance:
                isKept = strike(
                    doubted, of: part, in: \.policyCompliance, \.text, citation: { $0.citation },
                    from: &result)
            default:
                let left = undoubted(
                    result.prose[part] ?? "", doubted, part, nil, &result.violations)
                isKept = !left.isEmpty
                if isKept { result.prose[part] = left }
            }
            guard result.violations.count > count else { continue }
            if !isKept { result.prose.take(part, from: fallback) }
            result.fates[part] = isKept ? .repaired : .replaced
        }
    }

    /// Strikes from the entries of a list, of which one that loses everything gets our words; whether any is still a model's.
    private func strike<Entry>(
        _ doubted: Set<String>, of part: DescriptionPart,
        in entries: WritableKeyPath<DescriptionProse, [Entry]>,
        _ text: WritableKeyPath<Entry, String>, citation: (Entry) -> Int?,
        from result: inout Reviewed
    ) -> Bool {
        var isKept = false
        for (position, own) in fallback[keyPath: entries].enumerated() {
            let words = result.prose[keyPath: entries][position][keyPath: text]
            guard words != own[keyPath: text] else { continue }
            let left = undoubted(words, doubted, part, citation(own), &result.violations)
            isKept = isKept || !left.isEmpty
            result.prose[keyPath: entries][position][keyPath: text] =
                left.isEmpty ? own[keyPath: text] : left
        }
        return isKept
    }

    /// The text without the sentences that are doubted; empty when what is left does not hold by itself.
    private func undoubted(
        _ text: String, _ doubted: Set<String>, _ part: DescriptionPart, _ citation: Int?,
        _ violations: inout [DescriptionReview.Violation]
    ) -> String {
        let sentences = SentenceText(text)
        let kept = sentences.keeping { !doubted.contains($0) }
        let count = sentences.sentences.count - kept.sentences.count
        guard count > 0 else { return text }
        violations += (0..<count).map { _ in
            .init(.doubt, part.rawValue, "a second reader doubts it")
        }
        let isSound = checks.violations(in: kept.text, of: part, citation: citation).isEmpty
        return isSound ? kept.text : ""
    }

    private func takeText(
        _ part: DescriptionPart, of draft: DescriptionProse, into result: inout Reviewed
    ) -> Bool {
        let text = repaired(draft[part] ?? "", of: part, violations: &result.violations)
        guard !text.isEmpty else { return false }
        result.prose[part] = text
        return true
    }

    /// Every changed file has its entry: the draft's, or else ours.
    private func takeChanges(
        _ changes: [DescriptionProse.Change], into result: inout Reviewed
    ) -> Bool {
        let known = Set(facts.changedFiles.map { Array($0.path.utf8) })
        for change in changes where !known.contains(Array(change.path.utf8)) {
            result.violations.append(.init(.path, "changes", change.path))
        }
        var isKept = false
        for position in result.prose.changes.indices {
            let path = result.prose.changes[position].path
            guard let change = changes.first(where: { $0.path.utf8.elementsEqual(path.utf8) })
            else { continue }
            let text = repaired(change.text, of: .changes, violations: &result.violations)
            guard !text.isEmpty else { continue }
            result.prose.changes[position].text = text
            isKept = true
        }
        return isKept
    }

    private func takeCompliance(
        _ items: [DescriptionProse.Compliance], into result: inout Reviewed
    ) -> Bool {
        for item in items where !facts.citations.indices.contains(item.citation &- 1) {
            result.violations.append(
                .init(.policy, "policyCompliance", "citation \(item.citation)"))
        }
        var isKept = false
        for position in result.prose.policyCompliance.indices {
            let number = result.prose.policyCompliance[position].citation
            guard let item = items.first(where: { $0.citation == number }) else { continue }
            let text = repaired(
                item.text, of: .policyCompliance, citation: number,
                violations: &result.violations)
            guard !text.isEmpty else { continue }
            result.prose.policyCompliance[position].text = text
            isKept = true
        }
        return isKept
    }

    /// The text without the sentences that do not hold; empty when too little is left.
    ///
    /// Words that are false for the most part are not to be mended: who wrote them had no facts, or was talked into it.
    private func repaired(
        _ text: String, of part: DescriptionPart, citation: Int? = nil,
        violations: inout [DescriptionReview.Violation]
    ) -> String {
        let sentences = SentenceText(text)
        var struck: [DescriptionReview.Violation] = []
        let kept = sentences.keeping { sentence in
            let found = checks.violations(in: sentence, of: part, citation: citation)
            struck += found
            return found.isEmpty
        }
        violations += struck
        if 2 * kept.sentences.count < sentences.sentences.count { return "" }
        // A single sentence is the whole text, and was looked at.
        guard kept.sentences.count != 1 || kept.text != kept.sentences[0] else { return kept.text }
        let found = checks.violations(in: kept.text, of: part, citation: citation)
        violations += found
        return found.isEmpty ? kept.text : ""
    }
}
