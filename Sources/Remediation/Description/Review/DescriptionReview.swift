/// Compares what prose claims with the facts.
///
/// Strict on purpose: prose that is doubted is replaced by the deterministic one, which costs nothing but style.
package enum DescriptionReview {
    /// One claim that does not hold.
    package struct Violation: Sendable, Hashable {
        /// What kind of claim it is.
        package enum Kind: String, Sendable, Hashable, CaseIterable {
            /// The prose lacks a part, has too many or one too long.
            case shape
            /// Markdown, HTML, a mention, a reference or an address.
            case markup
            /// Characters that hide or imitate others.
            case characters
            /// A command, a marker or a trailer of the bot.
            case command
            /// Something that looks like a secret.
            case secret
            case path, line, rule, policy, quotation, advisory, count, tests, risk, approval
        }

        /// What kind of claim it is.
        package let kind: Kind
        /// The field of the prose it stands in.
        package let field: String
        /// The words at fault, shortened; they are a stranger's, escape them for a log.
        package let excerpt: String

        init(_ kind: Kind, _ field: String, _ excerpt: some StringProtocol) {
            self.kind = kind
            self.field = field
            self.excerpt = String(excerpt.unicodeScalars.prefix(80).map(Character.init))
        }
    }

    private static let maxFieldBytes = 4000

    /// Every claim of the prose that the facts do not bear out; empty when it may stand.
    package static func check(_ prose: DescriptionProse, _ facts: DescriptionFacts) -> [Violation] {
        let index = FactIndex(facts)
        let counts = CountCheck.Known(facts)
        var found = shape(prose, facts)
        for (name, text) in prose.fields {
            let characters = MarkupCheck.characters(text, field: name, index)
            found += characters
            found += MarkupCheck.markup(text, field: name, index)
            // What cannot be read the way a person reads it is not worth reading further.
            guard characters.isEmpty else { continue }
            let read = ReviewedText(text, field: name, index)
            found += ReferenceCheck.check(read, index)
            found += CountCheck.check(read, index, counts)
            found += TestClaimCheck.check(read, facts.tests)
            found += RiskClaimCheck.check(read, facts.approvals)
        }
        return found
    }

    private static func shape(_ prose: DescriptionProse, _ facts: DescriptionFacts) -> [Violation] {
        var found: [Violation] = []
        for (name, text) in prose.fields {
            if text.allSatisfy(\.isWhitespace) { found.append(.init(.shape, name, "empty")) }
            if text.utf8.count > maxFieldBytes { found.append(.init(.shape, name, "too long")) }
        }
        if prose.changes.count > facts.changedFiles.count {
            found.append(.init(.shape, "changes", "more entries than changed files"))
        }
        for change in prose.changes
        where !facts.changedFiles.contains(where: { $0.path.utf8.elementsEqual(change.path.utf8) })
        {
            found.append(.init(.path, "changes", change.path))
        }
        if prose.policyCompliance.count > max(2 * facts.citations.count, 0) {
            found.append(.init(.shape, "policyCompliance", "more entries than citations"))
        }
        for item in prose.policyCompliance
        where !facts.citations.indices.contains(item.citation &- 1) {
            found.append(.init(.policy, "policyCompliance", "citation \(item.citation)"))
        }
        return found
    }
}
