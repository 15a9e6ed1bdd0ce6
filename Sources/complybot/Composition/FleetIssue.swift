import Basics
import Forge
import Remediation

/// The fleet's dashboard: an issue that a sweep reads before it begins, and brings up to date at its end; the service does
/// both from time to time.
struct FleetIssue: Sendable {
    private let issue: MarkedIssue
    private let isObeyed: Bool
    private let terminal: Terminal

    /// Nil where the operator wants none; without a credential that is told.
    init?(
        _ configuration: ProgramConfiguration, _ connection: GitHubConnection?,
        _ terminal: Terminal
    ) {
        guard let repository = configuration.dashboard else { return nil }
        guard let connection else {
            terminal.note(
                "complybot: warning: the dashboard is not written: there is no credential for GitHub\n"
            )
            return nil
        }
        issue = MarkedIssue(
            api: connection.api, repository: repository, marker: FleetDashboard.marker)
        isObeyed = configuration.obeysDashboard
        self.terminal = terminal
    }

    /// What people ticked; nothing where the operator does not trust whoever may write there, nil when it cannot be read.
    func wishes() async -> [FleetDashboard.Wish]? {
        guard isObeyed else { return [] }
        do throws(GitHubError) {
            return FleetDashboard.wishes(in: try await issue.body() ?? "")
        } catch {
            terminal.note("complybot: warning: nobody's wishes are read: \(error.diagnostic)\n")
            return nil
        }
    }

    /// Brings the issue to what the last runs left, and tells people of waivers that end; nothing is written twice.
    func show(_ summaries: [RemediationSummary], on day: Day) async {
        let notices = WaiverNotices(summaries.flatMap(\.all), on: day)
        do throws(GitHubError) {
            try await tell(notices, of: summaries)
            try await bring(FleetDashboard(summaries, notices: notices))
        } catch {
            terminal.note("complybot: warning: the dashboard is not written: \(error.diagnostic)\n")
        }
    }

    /// Mentions each person who was not told yet; the dashboard remembers it only once that is done.
    private func tell(
        _ notices: WaiverNotices, of summaries: [RemediationSummary]
    ) async throws(GitHubError) {
        guard !notices.comments(besides: "").isEmpty else { return }
        let seen = try await issue.body()
        let comments = notices.comments(besides: seen ?? "")
        guard !comments.isEmpty else { return }
        if seen == nil {
            try await bring(FleetDashboard(summaries, notices: notices, isTold: false))
        }
        try await issue.comment(comments)
    }

    private func bring(_ dashboard: FleetDashboard) async throws(GitHubError) {
        _ = try await issue.bring(title: FleetDashboard.title, body: dashboard.markdown)
    }
}
