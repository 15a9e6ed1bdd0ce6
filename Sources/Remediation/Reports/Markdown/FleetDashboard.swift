internal import Basics

/// The one issue that shows a whole fleet: a table of its repositories, and boxes that people tick.
///
/// Nothing in it changes by itself: the same summaries give the same text, and then nothing is written.
package struct FleetDashboard: Sendable {
    /// What somebody asked for by ticking a box.
    package enum Wish: String, CaseIterable, Hashable, Sendable {
        case rebaseAll = "rebase-all"
        case recreateAll = "recreate-all"

        /// What it asks of one pull request.
        package var command: CommandComment.Command {
            switch self {
            case .rebaseAll: .rebase
            case .recreateAll: .recreate
            }
        }

        fileprivate var words: String {
            switch self {
            case .rebaseAll: "Bring all open pull requests up to date with their bases"
            case .recreateAll:
                "Make all open pull requests anew; commits that people added to them are lost"
            }
        }
    }

    /// The title.
    package static let title = "complybot: the fleet"
    /// What tells the issue from others.
    package static let marker = "fleet-dashboard"

    private let summaries: [RemediationSummary]
    private let notices: WaiverNotices
    private let isTold: Bool

    /// A dashboard of what a sweep left, in any order.
    ///
    /// With `isTold` it remembers that the people of the notices were told.
    package init(
        _ summaries: [RemediationSummary], notices: WaiverNotices = .none, isTold: Bool = true
    ) {
        self.notices = notices
        self.isTold = isTold
        self.summaries = summaries.flatMap(\.all).sorted {
            $0.repository.utf8.lexicographicallyPrecedes($1.repository.utf8)
        }
    }

    /// The text, with every box empty.
    package var markdown: String { MarkdownReport.fitting { blocks($0) } }

    /// What people asked for in a text; boxes that are not ours ask for nothing.
    ///
    /// Only who may write in the repository can tick a box of an issue that is not their own.
    package static func wishes(in text: String) -> [Wish] {
        let lines = text.split(whereSeparator: \.isNewline)
        return Wish.allCases.filter { wish in
            lines.contains { line in
                ["- [x] ", "- [X] "].contains { line.hasPrefix($0 + comment(wish)) }
            }
        }
    }

    private static func comment(_ wish: Wish) -> String {
        "<!-- complybot:wish \(wish.rawValue) -->"
    }

    private func blocks(_ extent: MarkdownWriter.Extent) -> [String] {
        let open = summaries.filter { Self.hasOpenPullRequest($0) }
        let failed = summaries.filter { $0.failure != nil }
        return [
            "\(count(summaries)) watched, \(open.count) with an open pull request, \(failed.count) failed.",
            table("Open pull requests", open, extent), table("Failed", failed, extent),
            table(
                "Findings without a pull request",
                summaries.filter {
                    !Self.hasOpenPullRequest($0) && $0.failure == nil && !$0.findings.isEmpty
                }, extent),
            notices.table(extent), isTold ? notices.record : "",
            "### Wishes",
            Wish.allCases.map { "- [ ] \(Self.comment($0)) \($0.words)" }.joined(separator: "\n"),
        ]
    }

    private func count(_ summaries: [RemediationSummary]) -> String {
        summaries.count.of("repository", plural: "repositories")
    }

    private static func hasOpenPullRequest(_ summary: RemediationSummary) -> Bool {
        guard summary.number != nil else { return false }
        return switch summary.action {
        case .created, .updated, .unchanged, .held: true
        case .none, .closed, .left: false
        }
    }

    private func table(
        _ title: String, _ rows: [RemediationSummary], _ extent: MarkdownWriter.Extent
    ) -> String {
        guard !rows.isEmpty else { return "" }
        let cells = rows.prefix(extent.items).map { summary in
            let findings = summary.findings.map { "\($0.count) \($0.severity)" }
            return [
                MarkdownReport.cell(code: summary.repository),
                MarkdownReport.cell(findings.joined(separator: ", "), extent),
                summary.number.map { MarkdownReport.cell(code: "#\($0)") } ?? "",
                MarkdownReport.cell(summary.failure ?? summary.note, extent),
            ]
        }
        return [
            "### \(title): \(rows.count)",
            MarkdownReport.table(["Repository", "Findings", "Pull request", "State"], cells),
            MarkdownReport.more(rows.count, than: extent.items, "repository"),
        ].filter { !$0.isEmpty }.joined(separator: "\n\n")
    }
}
