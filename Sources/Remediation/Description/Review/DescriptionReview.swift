/// Compares what prose claims with the facts.
///
/// Strict on purpose: a sentence that is doubted is struck, which costs nothing but style.
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
            /// A test that no run reported, a way to production that no fact speaks of.
            case test, rollout
            /// Words that give an order to a reader or a machine; the name of a host.
            case instruction, link
            /// A second reader doubts it.
            case doubt
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

    /// Every claim of the prose that the facts do not bear out; empty when it may stand.
    package static func check(_ prose: DescriptionProse, _ facts: DescriptionFacts) -> [Violation] {
        let checks = ClaimChecks(facts)
        var found = shape(prose, facts)
        for (part, text) in prose.passages where part != .policyCompliance {
            found += checks.violations(in: text, of: part)
        }
        for item in prose.policyCompliance {
            found += checks.violations(
                in: item.text, of: .policyCompliance, citation: item.citation)
        }
        return found
    }

    private static func shape(_ prose: DescriptionProse, _ facts: DescriptionFacts) -> [Violation] {
        var found: [Violation] = []
        let optional: Set<DescriptionPart> = [
            .rollout, .reviewerNotes, .chatMessage, .stakeholderMessage,
        ]
        for (part, text) in prose.passages
        where !optional.contains(part) && text.allSatisfy(\.isWhitespace) {
            found.append(.init(.shape, part.rawValue, "empty"))
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
