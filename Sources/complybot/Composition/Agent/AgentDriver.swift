import AgentTools
import Basics
import Fleet
import Remediation

/// Has the repositories of a sweep driven by a brain.
struct AgentDriver: Sendable {
    /// Hears what happens to a repository; nil where nobody does, so that the sweep's own progress is shown.
    let tell: (@Sendable (RepositoryJob, AgentEvent) -> Void)?

    /// What a sweep does with each repository.
    func work(_ setup: AgentSetup, in environment: RemediationEnvironment) -> Sweep.Work {
        let run = AgentRun(
            setup.brain, in: environment, redactor: setup.redactor, limits: setup.limits,
            onGivingUp: setup.onGivingUp, deliberation: setup.deliberation)
        return { [tell] job, enter in
            let kept = setup.isResuming ? try setup.sessions.kept(of: job) : nil
            return try await run.run(
                job, goingOnFrom: kept, keep: { setup.sessions.keep($0, of: job) },
                tell: { event in
                    if let stage = event.stage { enter(stage) }
                    tell?(job, event)
                })
        }
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
