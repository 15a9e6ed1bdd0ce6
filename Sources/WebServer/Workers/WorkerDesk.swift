package import Basics
package import Fleet
package import Forge
package import Remediation

/// What the server of workers elsewhere knows and does beside its store.
package struct WorkerDesk: Sendable {
    /// The version of the program, and the digest of the rules by which all workers work.
    package var version: String
    package var rules: Digest
    /// The budgets of credentials at the forge, which all workers share; nil where no forge is worked with.
    package var budgets: (any GitHubBudgetStore)?
    /// What is known of the repository of a lease beside the queue.
    package var notes: @Sendable (Lease) async -> [String: String] = { _ in [:] }
    /// Looks on: at what begins and ends, and at the recovery points in between.
    package var tell: @Sendable (WorkerPool.Event) -> Void = { _ in }
    package var enter: @Sendable (Lease, String, [String: JSONValue]) -> Void = { _, _, _ in }
    /// Notes what a run came to beside the queue.
    package var settle: @Sendable (Lease, RemediationSummary) async throws -> Void = { _, _ in }

    /// A desk that only lends the queue.
    package init(version: String, rules: Digest, budgets: (any GitHubBudgetStore)? = nil) {
        self.version = version
        self.rules = rules
        self.budgets = budgets
    }
}
