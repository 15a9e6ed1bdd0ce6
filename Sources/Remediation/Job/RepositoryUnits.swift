internal import Forge
internal import Git
internal import RuleEngine

/// The units of one repository: one pull request for each base branch, under limits that they share.
struct RepositoryUnits {
    /// One base with what was found there and is to be done.
    struct Unit {
        let base: Remediator.Base
        let examination: Examination
        var summary: RemediationSummary
        fileprivate var run: UnitRun?
        fileprivate var decided: UnitRun.Decided?

        init(_ examination: Examination, at base: Remediator.Base) {
            self.base = base
            self.examination = examination
            summary = examination.summary
        }

        /// Whether something is to be proposed, anew or once more.
        var isProposing: Bool { decided?.decision.proposal != nil }
    }

    private let environment: RemediationEnvironment

    /// After how many days without anybody's doing nothing is proposed to the whole repository.
    private static let daysOfPatience = 90

    init(_ environment: RemediationEnvironment) { self.environment = environment }

    /// Decides about each, and then whether the repository is to be left in peace.
    func decide(_ units: inout [Unit]) async throws {
        for index in units.indices {
            let run = UnitRun(
                environment, base: units[index].base,
                change: ProposedChange(
                    units[index].examination.patch, reported: units[index].summary.outside ?? []))
            units[index].run = run
            units[index].decided = try await run.decide(units[index].examination.judgement)
        }
        let now = environment.now()
        guard let days = units.compactMap({ $0.decided?.idleDays(at: now) }).max(),
            days >= Self.daysOfPatience
        else { return }
        for index in units.indices { units[index].decided?.pause(after: days) }
    }

    /// What the forge says against what was decided.
    func obstacle(to units: [Unit]) async throws -> UnitObstacle? {
        for unit in units {
            guard let run = unit.run, let decided = unit.decided else { continue }
            if let obstacle = try await run.obstacle(to: decided) { return obstacle }
        }
        return nil
    }

    /// Does what was decided, one after the other, so that each counts against the limits of the next.
    ///
    /// With `first` that of the first is done, and this is what became of it.
    func perform(
        _ units: inout [Unit], butFirst first: RemediationSummary? = nil,
        entering enter: @Sendable (Stage) -> Void
    ) async throws {
        if let first { units[0].summary = first }
        var hasOpened = first?.action == .created
        for index in units.indices.dropFirst(first == nil ? 0 : 1) {
            guard let run = units[index].run, var decided = units[index].decided else { continue }
            let judgement = units[index].examination.judgement
            if hasOpened, decided.opensAnother { decided = try await run.decide(judgement) }
            try await run.perform(decided, into: &units[index].summary, entering: enter)
            try await run.reportChecks(after: decided, judgement, into: &units[index].summary)
            if units[index].summary.action == .created { hasOpened = true }
        }
    }
}

extension UnitRun.Decided {
    /// Whether a pull request is to be opened.
    fileprivate var opensAnother: Bool { decision.proposal.map { $0.number == nil } ?? false }

    /// For how many days nobody has done anything about the open pull request; nil where none is open.
    fileprivate func idleDays(at now: Int) -> Int? {
        situation.openPullRequest?.idleDays(at: now)
    }

    /// Leaves the repository in peace, unless what is to be opened is critical or asked for.
    fileprivate mutating func pause(after days: Int) {
        guard opensAnother, plan?.isCritical != true, decision.standing != .proposed(.reopened)
        else { return }
        decision = PullRequestDecision(actions: [], standing: .paused(days: days))
    }
}

extension RemediationSummary {
    /// The summaries of a repository's bases as one; the first is that of the default branch.
    static func joined(
        _ summaries: [(base: Remediator.Base, summary: RemediationSummary)]
    ) -> RemediationSummary {
        var all = summaries.map { base, summary in
            var summary = summary
            guard !base.isDefault else { return summary }
            summary.repository = "\(base.job.name) (\(base.branch))"
            // The configuration is that of the default branch, and its mistakes are told there.
            summary.problems = []
            return summary
        }
        var first = all.removeFirst()
        first.others = all.isEmpty ? nil : all
        return first
    }
}
