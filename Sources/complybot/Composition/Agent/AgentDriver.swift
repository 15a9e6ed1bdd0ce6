import AgentTools
import Basics
import Fleet
import Remediation

/// Has repositories driven by a brain, whichever command or service they are of.
struct AgentDriver: Sendable {
    let setup: AgentSetup
    /// The run on whose account the brain's questions go; nil for that of the program.
    var run: String?
    /// Where the transcripts are kept; nil where whoever hears the events keeps them.
    var journals: AgentJournals?
    /// Hears what happens to a repository; nil where nobody does.
    var tell: (@Sendable (RepositoryJob, AgentEvent) -> Void)?

    /// Has one repository driven to its end.
    func drive(
        _ job: RepositoryJob, in environment: RemediationEnvironment,
        entering enter: @escaping @Sendable (Stage) -> Void
    ) async throws -> RemediationSummary {
        let brain = run.map(setup.brain.running) ?? setup.brain
        let journal = journals?.begin(job, brain: brain.name)
        // Also of a run that fails, or is stopped.
        defer { _ = journal?.end() }
        var summary = try await AgentRun(
            brain, in: environment, redactor: setup.redactor, limits: setup.limits,
            onGivingUp: setup.onGivingUp, others: await setup.outside.tools(),
            deliberation: run.map { setup.deliberation?.running($0) } ?? setup.deliberation
        ).run(
            job, goingOnFrom: try setup.kept(of: job), keep: { setup.sessions.keep($0, of: job) },
            tell: { [tell] event in
                journal?.note(event)
                tell?(job, event)
                if let stage = event.stage { enter(stage) }
            })
        if let (path, anchor) = journal?.end() {
            summary.agent?.transcript = .init(path: path, anchor: anchor)
        }
        return summary
    }

    /// What a sweep that has every repository driven does with each.
    func work(in environment: RemediationEnvironment) -> Sweep.Work {
        { try await drive($0, in: environment, entering: $1) }
    }
}

extension AgentEvent {
    /// The pipeline's stage that an event begins; nil for none.
    fileprivate var stage: Stage? {
        switch self {
        case .entered(let stage): stage
        case .toolStarted(_, let tool, _): StandardTool(rawValue: tool).flatMap(Self.stage)
        default: nil
        }
    }

    private static func stage(of tool: StandardTool) -> Stage? {
        switch tool {
        case .cloneRepository: .fetch
        case .detectComplianceDrift, .securityScan: .check
        case .applyCompliancePatches, .fixCode: .patch
        case .runTests: .test
        case .getRequiredApprovals: .approve
        case .pushBranch: .push
        case .createPullRequest: .pullRequest
        case .ragSearch, .createBranch, .readFile, .commitChanges: nil
        }
    }
}
