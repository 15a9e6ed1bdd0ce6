/// Renders a pull request's title and body.
///
/// All that is not fixed text passes `MarkdownText`, so nothing in a path, a message, a quotation or prose can
/// mention, link, close, embed or hide anything. The same input gives the same bytes.
package struct MarkdownWriter: Sendable {
    /// A title and a body.
    package struct Document: Sendable, Hashable {
        /// One line of plain ASCII that no shell would act on.
        package var title: String
        /// The generated region with its markers.
        package var body: String
    }

    /// How much of long lists and texts to show; each step shows less.
    ///
    /// The first is short of nothing that could fit: three hundred lines of anything fill a body.
    struct Extent {
        var items: Int
        var text: Int

        static let steps: [Extent] =
            [
                (300, 4000), (200, 2000), (100, 2000), (50, 1000), (25, 1000),
                (12, 500), (5, 200),
            ]
            .map { Extent(items: $0.0, text: $0.1) } + [Extent(items: 1, text: 80)]
    }

    /// The most bytes a body may have.
    package let maxBytes: Int

    /// A writer; the default leaves room below the 65,536 characters a forge takes, and less than 10,000 makes no
    /// sense.
    package init(maxBytes: Int = 60_000) { self.maxBytes = maxBytes }

    /// A writer for a body that people may have written in, which leaves room for what they wrote.
    ///
    /// When they wrote almost all that a forge takes, the least that makes sense is written all the same.
    package init(beside existing: String) {
        let region = GeneratedRegion.range(in: Array(existing.utf8))?.count ?? 0
        let room = Self.forgeLimit - (existing.utf8.count - region) - "\n\n".utf8.count
        self.init(maxBytes: max(10_000, min(60_000, room)))
    }

    /// The most characters of a description that a forge takes; bytes are never fewer.
    private static let forgeLimit = 65_536

    /// Title and body; what does not fit is counted in its place.
    package func document(
        _ facts: DescriptionFacts, prose: DescriptionProse, state: DescriptionState
    ) -> Document {
        var body = ""
        for extent in Extent.steps {
            body = self.body(facts, prose, state, extent)
            if body.utf8.count <= maxBytes { break }
        }
        return Document(title: Self.title(facts), body: body)
    }

    /// A body with its generated region replaced by a new one; what people wrote around it stays untouched.
    ///
    /// A body without a region gets it at its end.
    package static func merging(_ generated: String, into existing: String) -> String {
        let bytes = Array(existing.utf8)
        if let range = GeneratedRegion.range(in: bytes) {
            return String(
                decoding: bytes[..<range.lowerBound] + generated.utf8 + bytes[range.upperBound...],
                as: UTF8.self)
        }
        if existing.utf8.allSatisfy({ " \t\r\n".utf8.contains($0) }) { return generated }
        return existing + "\n\n" + generated
    }

    /// Words, digits and `.,:_-` only: titles end up in shell lines of careless workflows.
    static func title(_ facts: DescriptionFacts) -> String {
        let service = inert(facts.service.isEmpty ? facts.repository : facts.service, limit: 60)
        var policies: [String] = []
        for policy in facts.rules.flatMap(\.policies) where !policies.contains(policy) {
            policies.append(policy)
        }
        policies.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        let names = policies.prefix(4).map { inert($0, limit: 24) }.joined(separator: ", ")
        let rest = policies.count > 4 ? " and \(policies.count - 4) more" : ""
        let goal = names.isEmpty ? inert(facts.group, limit: 60) : names + rest
        return "Align \(service.isEmpty ? "repository" : service) with \(goal)"
    }

    private static func inert(_ text: String, limit: Int) -> String {
        let safe = text.unicodeScalars.prefix(limit).map { scalar -> Character in
            switch scalar {
            case "a"..."z", "A"..."Z", "0"..."9", ".", "_", "-": Character(scalar)
            default: "-"
            }
        }
        return String(safe)
    }

    private func body(
        _ facts: DescriptionFacts, _ prose: DescriptionProse, _ state: DescriptionState,
        _ extent: Extent
    ) -> String {
        let sections = MarkdownSections(facts: facts, prose: prose, extent: extent)
        return [
            GeneratedRegion.begin, sections.factsTable,
            "## Summary", sections.summary,
            "## Changes", sections.changes,
            "## Policy Compliance", sections.policyCompliance,
            "## Risk Assessment", sections.riskAssessment,
            "## Testing", sections.testing,
            StateMarker.comment(state, limit: extent.items),
            GeneratedRegion.end,
        ].joined(separator: "\n\n")
    }
}
