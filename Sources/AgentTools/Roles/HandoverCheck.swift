internal import Remediation

/// The deterministic half of a review: it is made before a model is asked, and no words change its mind.
struct HandoverCheck {
    let material: ReviewMaterial
    /// The executor's words.
    let handover: String
    let plan: AgentPlan
    /// The passages that this run found, and that are there.
    let evidence: [PassageReference]

    /// The most reasons that are given at once.
    private static let most = 10

    /// What speaks against proposing it, in the order of the text and of the files.
    var reasons: [Review.Reason] {
        Array((claims + orders + edits).prefix(Self.most))
    }

    // MARK: Claims

    /// Words that say something of a policy, wherever they stand.
    private static let claiming: Set<String> = [
        "policy", "policies", "clause", "clauses", "standard", "standards", "guideline",
        "guidelines", "regulation", "regulations", "mandate", "mandates", "mandated", "mandatory",
        "forbid", "forbids", "forbidden", "prohibit", "prohibits", "prohibited", "compliant",
        "noncompliant", "complies", "comply",
    ]

    private var claims: [Review.Reason] {
        var reasons: [Review.Reason] = []
        for sentence in sentences {
            let (words, cited) = PassageReference.cut(from: sentence)
            for reference in cited where !evidence.contains(where: { $0.covers(reference) }) {
                reasons.append(
                    .init(
                        "the handover cites a passage that nobody found: \(reference.description)",
                        citation: reference.description))
            }
            if cited.isEmpty, isClaim(words) {
                reasons.append(
                    .init("the handover claims something of a policy and cites nothing: \(words)"))
            }
        }
        return reasons
    }

    /// The sentences of the handover; citations behind a full stop belong to the sentence before it.
    private var sentences: [String] {
        var sentences: [String] = []
        for sentence in SentenceText(handover).sentences {
            var rest = sentence[...]
            while let last = sentences.last, rest.first == "[", let end = rest.firstIndex(of: "]"),
                PassageReference(String(rest[...end])) != nil
            {
                sentences[sentences.count - 1] = "\(last) \(rest[...end])"
                rest = rest[rest.index(after: end)...].drop { $0.isWhitespace || $0 == "." }
            }
            if !rest.isEmpty { sentences.append(String(rest)) }
        }
        return sentences
    }

    private func isClaim(_ sentence: String) -> Bool {
        let lower = sentence.lowercased()
        let words = lower.split { !$0.isLetter && !$0.isNumber }.map(String.init)
        if words.contains(where: Self.claiming.contains) { return true }
        return material.policies.contains { lower.contains($0.lowercased()) }
    }

    // MARK: Orders

    /// What gives orders to whoever reads the words, or to a machine that reads an edited file.
    private var orders: [Review.Reason] {
        let review = OrderReview(material.facts)
        let words = PassageReference.cut(from: handover).rest
        let said = review.violations(in: words).map { violation in
            Review.Reason(
                "the handover gives an order, or names a host (\(violation.kind.rawValue)): \(violation.excerpt)"
            )
        }
        let written = material.edits.flatMap { edit in
            edit.added.filter { review.speaksToMachine($0.text) }.map { line in
                Review.Reason(
                    "the edit speaks to whoever reads the file for a machine: \(line.text)",
                    path: edit.path, line: line.number)
            }
        }
        return said + written
    }

    // MARK: Edits

    /// Edits of files that neither the patches change nor the plan names.
    private var edits: [Review.Reason] {
        let named = Set(plan.items.flatMap { Self.names(in: $0.text) })
        return material.edits.filter { edit in
            !material.patched.contains(edit.path) && !named.contains(edit.path)
        }.map { edit in
            Review.Reason(
                "the plan does not name this file, and no patch changes it", path: edit.path,
                line: edit.added.first?.number ?? 1)
        }
    }

    private static func names(in text: String) -> [String] {
        text.split { $0.isWhitespace || "`\"',;()[]".contains($0) }.map { word in
            String(word.hasSuffix(".") || word.hasSuffix(":") ? word.dropLast() : word)
        }
    }
}
