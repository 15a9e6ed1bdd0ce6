/// Looks for what may have been made, after the answer that would have said so was lost.
///
/// Nothing is sent a second time before this has looked: GitHub may show a moment later what it made.
struct ReadBack: Sendable {
    let clock: any Clock<Duration>

    /// The pauses between looks; a minute in all.
    private static let pauses: [Duration] = [1, 2, 4, 8, 15, 30].map { .seconds($0) }
    /// How many lost answers one effect may have.
    static let maximumLosses = 5

    /// Looks until it is there; nil when a minute did not show it.
    func look<Found: Sendable>(
        _ find: () async throws(GitHubError) -> Found?
    ) async throws(GitHubError) -> Found? {
        if let found = try await find() { return found }
        for pause in Self.pauses {
            try await wait(pause)
            if let found = try await find() { return found }
        }
        return nil
    }

    /// Waits by the clock.
    func wait(_ duration: Duration) async throws(GitHubError) {
        do {
            try await clock.sleep(for: duration)
        } catch {
            throw GitHubError(.cancelled, "wait for GitHub", because: "the run was stopped")
        }
    }
}
