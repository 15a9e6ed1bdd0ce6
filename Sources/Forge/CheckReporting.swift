package import Git

/// Where the results of checks are told, beside the commits that they are about.
package protocol CheckReporting: Sendable {
    /// Brings the forge to say what a run says.
    ///
    /// - Returns: how many writes it took; none when it said so already.
    func report(_ run: CheckRun, in remote: RemoteURL) async throws -> Int
    /// The accounts of a team, `ORGANISATION/TEAM`; none for a team that does not exist or may not be seen.
    func members(ofTeam team: String, in remote: RemoteURL) async throws -> [ForgeAccount]
}
