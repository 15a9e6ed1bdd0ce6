internal import Basics
internal import Forge
internal import Snapshots

extension UnitRun {
    /// Tells the results on the head of the pull request that is open now, where the forge takes them.
    ///
    /// The pull request stands whatever becomes of this: a refusal is noted, and the next run tries again.
    package func reportChecks(
        after decided: Decided, _ judgement: Judgement, into summary: inout RemediationSummary
    ) async throws {
        guard let forge = environment.forges.checks(of: base.remote),
            let head = openHead(after: decided, summary)
        else { return }
        let checks = HeadChecks(
            environment: environment, base: base, change: change, judgement: judgement, forge: forge
        )
        do {
            let outcome = try await checks.report(on: head)
            summary.writes += outcome.writes
            summary.checks = outcome.checks
        } catch let error as ForgeError {
            summary.unreported = error.diagnostic.description
        } catch let error as Diagnostic {
            summary.unreported = error.description
        }
    }

    /// The head of the open pull request; nil when none is open.
    private func openHead(
        after decided: Decided, _ summary: RemediationSummary
    ) -> HeadChecks.Head? {
        if case .closed = decided.decision.standing { return nil }
        let seen = decided.situation.branch?.head
        let known = decided.situation.openPullRequest
        var approvers = known?.activity.approvers ?? []
        if case .proposed = decided.decision.standing, summary.action != .held {
            guard let head = summary.head.flatMap({ ObjectID(hex: $0) }) else { return nil }
            // An approval is of one commit.
            if head != seen { approvers = [] }
            return .init(commit: head, isPatch: true, approvers: approvers)
        }
        guard known != nil, let seen else { return nil }
        return .init(commit: seen, isPatch: false, approvers: approvers)
    }
}
