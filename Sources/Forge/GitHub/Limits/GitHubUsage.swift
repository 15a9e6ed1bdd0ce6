/// What talking to GitHub has cost so far, for reports.
package struct GitHubUsage: Sendable, Hashable {
    /// Requests that went out, repeated ones and those for tokens included.
    package var requests = 0
    /// How many of them changed content.
    package var writes = 0
    /// Answers that were served from what was kept; those requests cost nothing of the budget.
    package var cached = 0
    /// Repetitions after a failure.
    package var repeats = 0
    /// Milliseconds spent waiting for limits.
    package var waitedMilliseconds = 0
    /// Times that the budget could not be shared with other processes.
    package var storeFailures = 0

    /// Nothing yet.
    package init() {}
}
