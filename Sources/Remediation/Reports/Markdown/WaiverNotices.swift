internal import Basics
package import Forge

/// What is to be said of waivers that end: a row each on the fleet's dashboard, and one mention of who asked for it at each stage.
package struct WaiverNotices: Sendable {
    /// One waiver at one stage.
    struct Notice: Hashable, Sendable {
        var repository: String
        var end: WaiverEnd
        var stage: WaiverEnd.Stage

        /// What tells it from all others.
        var key: String {
            String(
                Digest.framed([repository, end.id, end.rule, end.expires, stage.rawValue]).hex
                    .prefix(12))
        }
    }

    /// By repository, then as in the summaries.
    let notices: [Notice]

    /// Nothing to say.
    package static let none = WaiverNotices(notices: [])

    private init(notices: [Notice]) { self.notices = notices }

    private static let opening = "<!-- complybot:noticed"

    /// What is due on a day.
    package init(_ summaries: [RemediationSummary], on day: Day) {
        notices = summaries.sorted {
            $0.repository.utf8.lexicographicallyPrecedes($1.repository.utf8)
        }.flatMap { summary in
            (summary.waivers ?? []).compactMap { end in
                end.stage(on: day).map {
                    Notice(repository: summary.repository, end: end, stage: $0)
                }
            }
        }
    }

    /// The table of the dashboard; empty for nothing.
    func table(_ extent: MarkdownWriter.Extent) -> String {
        guard !notices.isEmpty else { return "" }
        let cells = notices.prefix(extent.items).map { notice in
            [
                MarkdownReport.cell(code: notice.repository),
                MarkdownReport.cell(code: notice.end.id),
                MarkdownReport.cell(code: notice.end.rule),
                MarkdownReport.cell(code: notice.end.requester), notice.end.expires,
                notice.stage.words,
            ]
        }
        return [
            "### Waivers that end: \(notices.count)",
            MarkdownReport.table(
                ["Repository", "Waiver", "Rule", "Asked for by", "Last day", "State"], cells),
            MarkdownReport.more(notices.count, than: extent.items, "waiver"),
        ].filter { !$0.isEmpty }.joined(separator: "\n\n")
    }

    /// What remembers in a text whom it was said to; empty for nobody.
    var record: String {
        let keys = Set(notices.map(\.key)).sorted()
        return keys.isEmpty ? "" : "\(Self.opening) \(keys.joined(separator: " ")) -->"
    }

    /// The comments for what a text does not remember yet, each with what tells it from others.
    ///
    /// One for each person, with one mention; who is no account is named and not mentioned. Nobody is called for what has
    /// ended: that is on the dashboard.
    package func comments(besides text: String) -> [CommentDraft] {
        let known = Self.keys(in: text)
        let new = notices.filter { $0.stage != .ended && !known.contains($0.key) }
        let people = Dictionary(grouping: new, by: \.end.requester)
        return people.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            .map { person, notices in
                let keys = Digest.framed(notices.map(\.key)).hex.prefix(12)
                return CommentDraft(
                    marker: "waivers-\(keys)", body: Self.body(for: person, notices))
            }
    }

    private static func body(for person: String, _ notices: [Notice]) -> String {
        let lines = notices.map { notice in
            let waiver = MarkdownText.code(notice.end.id)
            let rule = MarkdownText.code(notice.end.rule)
            let repository = MarkdownText.code(notice.repository)
            return
                "- \(waiver) for \(rule) in \(repository) \(notice.stage.words); its last day is \(notice.end.expires)"
        }
        return """
            \(mention(of: person)), waivers that you asked for end. Their findings count again after the last day; \
            put them right, or have the waiver approved anew.

            \(lines.prefix(50).joined(separator: "\n"))
            """
    }

    /// `@login` or `@org/team`; anything else as code.
    private static func mention(of person: String) -> String {
        let name = person.hasPrefix("@") ? person.dropFirst() : person[...]
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        let isAccount =
            parts.count <= 2
            && parts.allSatisfy { part in
                (1...39).contains(part.utf8.count) && part.first != "-"
                    && part.utf8.allSatisfy { byte in
                        switch byte {
                        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D: true
                        default: false
                        }
                    }
            }
        return isAccount ? "@\(name)" : MarkdownText.code(person)
    }

    /// What a text remembers.
    private static func keys(in text: String) -> Set<String> {
        let lines = text.split(whereSeparator: \.isNewline).filter { $0.hasPrefix(opening) }
        return Set(
            lines.flatMap {
                $0.dropFirst(opening.count).split(separator: " ").map(String.init).filter {
                    $0 != "-->"
                }
            })
    }
}
