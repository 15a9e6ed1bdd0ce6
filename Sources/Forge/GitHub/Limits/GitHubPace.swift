package import Basics
internal import HTTPClient

/// How fast a credential is used: ours is well below GitHub's 80 content writes a minute, 500 an hour and 900 points a minute.
package struct GitHubPace: Sendable, Hashable {
    /// Content writes in any minute; all the rest follows from it.
    package let writesPerMinute: Int

    /// Content writes in any hour.
    var writesPerHour: Int { 20 * writesPerMinute }
    /// Milliseconds between two content writes.
    var betweenWrites: Int { min(1000, 60_000 / writesPerMinute) }
    /// Points in any minute, by GitHub's weights.
    var pointsPerMinute: Int { max(800, 40 * writesPerMinute) }

    /// The pace for github.com.
    package static let usual = GitHubPace(writesPerMinute: 20)
    /// The environment's name for the pace.
    package static let setting = "COMPLYBOT_GITHUB_WRITES_PER_MINUTE"
    /// A write takes some milliseconds of its own, so more would mean nothing.
    private static let most = 6000

    private init(writesPerMinute: Int) { self.writesPerMinute = writesPerMinute }

    /// The pace that the environment sets, the usual one without; only servers with limits of their own may be asked faster.
    ///
    /// - Throws: a usage `Diagnostic` for what is no number, or too high for this GitHub.
    package init(
        environment: [String: String], for endpoint: GitHubEndpoint
    ) throws(Diagnostic) {
        guard let text = environment[Self.setting], !text.isEmpty else {
            self = .usual
            return
        }
        let most = endpoint.isEnterpriseServer ? Self.most : Self.usual.writesPerMinute
        guard let number = Int(text), (1...most).contains(number) else {
            throw Diagnostic(
                .usage, "read the pace of writes", on: Self.setting,
                because: "for \(endpoint.server.host) it is a number from 1 to \(most)")
        }
        self.init(writesPerMinute: number)
    }
}
