import Basics
import Git
import Snapshots

/// What one run of the Action is to do, decided from the inputs, the event and the checked out commit.
struct ActionPlan: Sendable {
    /// The commit since which changes count; nil when everything does.
    private(set) var changedSince: ObjectID?
    /// The commit whose configuration holds; nil for that of the checked out files.
    private(set) var configuration: ObjectID?
    /// Whether a pull request is to be brought to where it ought to be.
    private(set) var proposes = false
    /// Whether the report is to be sent to code scanning.
    private(set) var uploadsSARIF = false
    /// What somebody who expected more must be told, a line each.
    private(set) var notices: [String] = []

    /// Decides.
    ///
    /// - Throws: a usage `Diagnostic` when the run would read a stranger's files with a workflow's secrets, or when
    ///   changes are asked for and cannot be told.
    init(
        _ inputs: ActionInputs, _ event: WorkflowEvent, _ runner: RunnerEnvironment,
        of repository: Repository
    ) throws {
        let head = try repository.resolve("HEAD")
        try Self.refuseForeignFiles(head, event, runner)
        let base = try Self.base(of: event, head: head, runner, in: repository)
        if event.isProposal { configuration = base }
        try limit(inputs.scope, event, base: base)
        decideWrites(inputs, event)
    }

    private static func refuseForeignFiles(
        _ head: ObjectID, _ event: WorkflowEvent, _ runner: RunnerEnvironment
    ) throws {
        guard event.isPrivileged, head.description != runner.commit, head != event.base else {
            return
        }
        throw Diagnostic(
            .usage, "check the workspace", on: event.name,
            because:
                "it holds \(head.short) and not \(runner.commit.prefix(7)), so a stranger's files would be read with this workflow's secrets",
            remedy: "run on pull_request, or leave out the ref of actions/checkout")
    }

    /// The commit that changes are counted from, if the checkout holds it.
    ///
    /// The merge commit that a pull request is checked out as has the base as its first parent, which may be newer
    /// than what the event tells.
    private static func base(
        of event: WorkflowEvent, head: ObjectID, _ runner: RunnerEnvironment,
        in repository: Repository
    ) throws -> ObjectID? {
        var candidates = event.base.map { [$0] } ?? []
        if event.name == "pull_request", head.description == runner.commit {
            let parents = try repository.commit(head).parents
            if parents.count == 2 { candidates.insert(parents[0], at: 0) }
        }
        return candidates.first { candidate in
            (try? repository.mergeBase(of: candidate, and: head)) != nil
        }
    }

    private mutating func limit(
        _ scope: ActionInputs.Scope, _ event: WorkflowEvent, base: ObjectID?
    ) throws {
        let isWanted = scope == .true || scope == .auto && event.isProposal
        guard isWanted || event.isProposal else { return }
        if let base {
            changedSince = isWanted ? base : nil
            return
        }
        let depth = event.name == "pull_request" ? "2" : "0"
        let remedy = "set fetch-depth: \(depth) on actions/checkout"
        if let missing = event.base, scope == .true {
            throw Diagnostic(
                .usage, "find what changed", on: missing.short,
                because: "the checkout does not hold this commit", remedy: remedy)
        }
        if event.isProposal {
            notices.append(
                "The checkout does not hold the base commit: everything is checked, by the configuration of the change itself; \(remedy)."
            )
        } else {
            notices.append(
                "There is nothing to compare with on \(event.name): everything is checked.")
        }
    }

    private mutating func decideWrites(_ inputs: ActionInputs, _ event: WorkflowEvent) {
        guard inputs.proposes || inputs.uploadsSARIF || inputs.checks == .true else { return }
        if event.isFromFork {
            notices.append(
                "The change comes from a fork: it is checked, and nothing is written to GitHub.")
            return
        }
        uploadsSARIF = inputs.uploadsSARIF
        proposes = inputs.proposes && event.mayPropose
        if inputs.proposes, !proposes {
            notices.append(
                "No pull request is opened on \(event.name): that is for pushes to the default branch, schedule and dispatches."
            )
        }
    }
}
