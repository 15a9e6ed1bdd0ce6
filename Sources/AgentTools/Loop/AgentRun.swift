internal import Basics
package import LanguageModels
package import Remediation

/// One job driven by a brain, and finished without it where it does not get there.
package struct AgentRun: Sendable {
    private let brain: any AgentBrain
    private let environment: RemediationEnvironment
    private let redactor: Redactor
    private let limits: AgentLimits
    private let onGivingUp: GivingUp
    private let clock: AgentClock
    private let others: [Tool]
    private let deliberation: Deliberation?

    /// A way to run jobs; the redactor cleans all that a tool answers and a brain says.
    ///
    /// `others` are tools that belong to no job; a brain is offered those that change nothing where they work. With a
    /// deliberation, each edit that the brain tries is chosen among several.
    package init(
        _ brain: any AgentBrain, in environment: RemediationEnvironment, redactor: Redactor,
        limits: AgentLimits = AgentLimits(), onGivingUp: GivingUp = .pipeline,
        clock: AgentClock = .continuous, others: [Tool] = [], deliberation: Deliberation? = nil
    ) {
        self.brain = brain
        self.environment = environment
        self.redactor = redactor
        self.limits = limits
        self.onGivingUp = onGivingUp
        self.clock = clock
        self.others = others.filter { ToolScope.reading.allows($0.definition.effect) }
        self.deliberation = deliberation
    }

    /// Brings one repository's pull request to where it ought to be.
    ///
    /// `kept` is what an earlier run left, to go on from; `keep` is called with what is to be kept, after each turn.
    ///
    /// - Throws: what made the work impossible; with `.fail`, also that the brain did not finish.
    package func run(
        _ job: RepositoryJob, goingOnFrom kept: AgentRecord? = nil,
        keep: @escaping @Sendable (AgentRecord) -> Void = { _ in },
        tell: @escaping @Sendable (AgentEvent) -> Void = { _ in }
    ) async throws -> RemediationSummary {
        let (session, desk, isGoingOn) = await desk(for: job, kept, keep: keep, tell: tell)
        tell(.began(brain: brain.name, tools: desk.tools.map(\.name)))
        if !isGoingOn { tell(.plan(desk.record.plan)) }
        let ending = await brain.work(at: desk, goingOnFrom: isGoingOn ? kept : nil)
        try Task.checkCancellation()
        desk.end(ending)
        var summary: RemediationSummary
        switch await session.standing {
        case .settled(let own), .held(let own): summary = own
        case .unfinished: summary = try await finish(job, after: ending, tell: tell)
        }
        let record = desk.record
        summary.agent = .init(
            brain: brain.name, ending: ending.word, note: ending.reason, turns: record.turns,
            calls: record.calls, tokens: record.tokens, plan: record.plan.markdown)
        return summary
    }

    /// A desk where the calls of what was kept are made again; a fresh one when that does not work.
    private func desk(
        for job: RepositoryJob, _ kept: AgentRecord?,
        keep: @escaping @Sendable (AgentRecord) -> Void,
        tell: @escaping @Sendable (AgentEvent) -> Void
    ) async -> (JobSession, AgentDesk, isGoingOn: Bool) {
        func fresh(_ record: AgentRecord) -> (JobSession, AgentDesk) {
            var calls = limits.calls
            calls.calls = max(0, calls.calls - record.calls)
            let session = JobSession(job, in: environment, redactor: redactor, limits: calls)
            let purse = AgentPurse(limits, clock: clock, after: record)
            let table = deliberation.map { DeliberationTable($0, for: job, purse, tell: tell) }
            let desk = AgentDesk(
                session,
                registry: session.registry(
                    scope: .everything, others: others, deliberatingAt: table),
                redactor: redactor, record: record, limits: limits, purse: purse, clock: clock,
                tell: tell, keep: keep)
            return (session, desk)
        }
        if let kept, kept.job == job.identity, kept.brain == brain.name, kept.ending == nil {
            let (session, desk) = fresh(kept)
            guard let obstacle = await desk.repeatCalls(of: kept) else {
                tell(.resumed(turns: kept.turns, calls: kept.done.count))
                return (session, desk, true)
            }
            tell(.restarted(obstacle))
        }
        let (session, desk) = fresh(AgentRecord(job: job.identity, brain: brain.name))
        return (session, desk, false)
    }

    private func finish(
        _ job: RepositoryJob, after ending: AgentEnding,
        tell: @escaping @Sendable (AgentEvent) -> Void
    ) async throws -> RemediationSummary {
        guard onGivingUp == .pipeline || ending == .unwanted else {
            throw Diagnostic(
                .incomplete, "have the repository driven by \(brain.name)", on: job.name,
                because: ending.reason,
                remedy: "run it again, or with --on-give-up pipeline")
        }
        return try await Remediator(environment).run(job) { tell(.entered($0)) }
    }
}
