internal import Basics
internal import Git
package import LanguageModels
package import Remediation
internal import RuleEngine
internal import Snapshots

/// One job on one repository, as the tools drive it: the same stages as the pipeline's, one call each.
///
/// The host binds it; what a caller sends cannot widen it. What has to come first is kept by `JobOrder`. It blocks in libgit2
/// and in the engine, so it has a thread of its own. Only one call that changes something is under way at a time.
package actor JobSession {
    /// What of a job is known when nobody calls any more.
    package enum Standing: Sendable {
        /// The pull request is as it ought to be.
        case settled(RemediationSummary)
        /// Tests fail that passed before, and the repository wants no proposal then.
        case held(RemediationSummary)
        /// Something is left to do, beginning with this tool.
        case unfinished(next: StandardTool)
    }

    /// An edit that a model tried.
    package struct Attempt: Sendable, Hashable {
        package let paths: [String]
        package let reason: String
        /// Why it was not let in; nil when it was.
        package let refusal: String?
    }

    /// What is known of the change that is to be proposed.
    struct Work {
        let examination: Examination
        let decided: UnitRun.Decided
        var change: ProposedChange
        var approvals: ApprovalRequirement?
        var tests: TestStage.Verdicts?
        var commit: ObjectID?
        var pushWrites = 0
        /// What is to be proposed, where somebody looked at it before it is.
        var prepared: ProposalStage.Prepared?
    }

    private let executor = BlockingExecutor(label: "agent-job")
    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    package nonisolated let job: RepositoryJob
    nonisolated let environment: RemediationEnvironment
    nonisolated let binding: JobBinding
    nonisolated let redactor: Redactor
    nonisolated let limits: CallLimits
    nonisolated var remediator: Remediator { Remediator(environment) }

    /// What was done so far.
    package private(set) var order = JobOrder()
    /// The edits that a model tried, in order.
    package internal(set) var attempts: [Attempt] = []
    /// The arguments of the edit that was let in last; nil for none.
    var chosenEdit: JSONValue?
    /// What became of the repository; nil before it was planned.
    package internal(set) var summary: RemediationSummary?
    var base: Remediator.Base?
    var detection: DetectionReport?
    var outside: OutsideScan?
    var work: Work?
    private var running: StandardTool?

    /// A job; `redactor` says whether an edit would bring a secret.
    package init(
        _ job: RepositoryJob, in environment: RemediationEnvironment, redactor: Redactor,
        limits: CallLimits = CallLimits()
    ) {
        self.job = job
        self.environment = environment
        self.redactor = redactor
        self.limits = limits
        binding = JobBinding(job: job)
    }

    /// Where the job stands.
    package var standing: Standing {
        if order.verdict == .held, let summary { return .held(summary) }
        if order.isDelivered, let summary { return .settled(summary) }
        var next = StandardTool.createPullRequest
        while let before = order.refusal(of: next)?.next { next = before }
        return .unfinished(next: next)
    }

    /// Whether the repository's configuration wants no model to see it; false before it was fetched.
    var wantsNoModel: Bool { base.map { !$0.terms.settings.allowsModel } ?? false }

    // MARK: Calls

    /// Does what a tool does, if it is its turn.
    func perform(
        _ tool: StandardTool, _ arguments: JSONValue,
        deliberatingAt table: DeliberationTable? = nil,
        _ report: @escaping @Sendable (ToolProgress) -> Void
    ) async throws -> JSONValue {
        try binding.check(repository: arguments["repository"]?.text, for: tool.rawValue)
        if let refusal = order.refusal(of: tool) {
            throw ToolError(
                .outOfOrder, in: tool.rawValue, because: refusal.reason,
                remedy: refusal.next.map { "call \($0.rawValue) first" })
        }
        guard tool.changesJob else { return try await look(tool, arguments) }
        if let running {
            throw ToolError(
                .outOfOrder, in: tool.rawValue, because: "\(running.rawValue) is still under way",
                remedy: "wait for its answer")
        }
        running = tool
        defer { running = nil }
        return try await act(tool, arguments, table, report)
    }

    private func look(_ tool: StandardTool, _ arguments: JSONValue) async throws -> JSONValue {
        switch tool {
        case .ragSearch: try await search(arguments)
        case .detectComplianceDrift: try detectDrift(arguments)
        case .securityScan: try await scan()
        default: try readFile(arguments)
        }
    }

    private func act(
        _ tool: StandardTool, _ arguments: JSONValue, _ table: DeliberationTable?,
        _ report: @escaping @Sendable (ToolProgress) -> Void
    ) async throws -> JSONValue {
        switch tool {
        case .createBranch: try createBranch(arguments)
        case .applyCompliancePatches: try await applyPatches(report)
        case .getRequiredApprovals: try await requiredApprovals()
        case .runTests: try await runTests(report)
        case .fixCode: try await fixCode(arguments, deliberatingAt: table, report)
        case .commitChanges: try commitChanges(arguments)
        case .pushBranch: try await pushBranch(arguments)
        case .createPullRequest: try await createPullRequest(arguments, report)
        case .cloneRepository, .ragSearch, .detectComplianceDrift, .securityScan, .readFile:
            try await clone()
        }
    }

    // MARK: State

    /// Notes that something was done.
    func note(_ step: JobOrder.Step) { order.note(step) }

    /// The repository as it was fetched.
    func fetched(for tool: StandardTool) throws(ToolError) -> Remediator.Base {
        guard let base else {
            throw ToolError(
                .outOfOrder, in: tool.rawValue, because: "the repository is not cloned yet",
                remedy: "call clone_repository first")
        }
        return base
    }

    /// The change that is worked on.
    func planned(for tool: StandardTool) throws(ToolError) -> Work {
        guard let work else {
            throw ToolError(
                .outOfOrder, in: tool.rawValue, because: "nothing is planned yet",
                remedy: "call apply_compliance_patches first")
        }
        return work
    }

    /// The stages of the change that is worked on.
    func stage(of work: Work, on base: Remediator.Base) -> ProposalStage {
        ProposalStage(environment, base: base, change: work.change)
    }
}

extension StandardTool {
    /// Whether a call changes what the job knows, so that no other such call may be under way.
    var changesJob: Bool {
        switch self {
        case .ragSearch, .detectComplianceDrift, .securityScan, .readFile: false
        case .cloneRepository, .createBranch, .applyCompliancePatches, .getRequiredApprovals,
            .runTests, .fixCode, .commitChanges, .pushBranch, .createPullRequest:
            true
        }
    }
}
