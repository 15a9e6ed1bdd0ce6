internal import Basics
internal import Forge
internal import Git
internal import Remediation
internal import Snapshots

/// The tools that write to the forge.
extension JobSession {
    /// `push_branch`: brings the commit to the job's branch, which must be where it was seen.
    func pushBranch(_ arguments: JSONValue) async throws -> JSONValue {
        let base = try fetched(for: .pushBranch)
        let work = try planned(for: .pushBranch)
        try binding.check(
            branch: arguments["branch"]?.text, own: base.ownBranch, base: base.branch,
            for: StandardTool.pushBranch.rawValue)
        guard let commit = work.commit else {
            throw ToolError(
                .outOfOrder, in: StandardTool.pushBranch.rawValue,
                because: "nothing is committed yet", remedy: "call commit_changes first")
        }
        let unit = UnitRun(environment, base: base, change: work.change)
        let writes = try await unit.push(commit, for: work.decided)
        self.work?.pushWrites = writes
        note(.pushed)
        return .members([
            "branch": .string(base.ownBranch), "commit": .string(commit.description),
            "changed": .bool(writes > 0),
        ])
    }

    /// `create_pull_request`: opens the one pull request, renews it, or does what else was decided about it.
    func createPullRequest(
        _ arguments: JSONValue, _ report: @escaping @Sendable (ToolProgress) -> Void
    ) async throws -> JSONValue {
        let tool = StandardTool.createPullRequest
        let base = try fetched(for: tool)
        let work = try planned(for: tool)
        try binding.check(
            branch: arguments["branch"]?.text, own: base.ownBranch, base: base.branch,
            for: tool.rawValue)
        if let named = arguments["base"]?.text, !named.utf8.elementsEqual(base.branch.utf8) {
            throw ToolError(
                .outsideJob, in: tool.rawValue,
                because: "the pull request goes to \(base.branch) of this repository alone",
                remedy: "leave base out")
        }
        let unit = UnitRun(environment, base: base, change: work.change)
        var summary = self.summary ?? work.examination.summary
        var title: String?
        report(ToolProgress(step: 1, total: 2, message: "describing and proposing the change"))
        try await unit.perform(work.decided, into: &summary, entering: { _ in }) { _, _ in
            let prepared = try await self.prepared(on: base)
            title = prepared.title
            return prepared
        }
        report(ToolProgress(step: 2, total: 2, message: "reporting checks"))
        try await unit.reportChecks(
            after: work.decided, work.examination.judgement, into: &summary)
        summary.writes += work.pushWrites
        self.summary = summary
        note(.delivered)
        return .members([
            "action": .string(summary.action.rawValue),
            "number": summary.number.map { .int($0) } ?? .null, "url": .optional(summary.url),
            "title": .optional(title), "note": .string(summary.note),
            "head": .optional(summary.head),
        ])
    }

    /// What is to be proposed, made once for a commit: whoever looked at it sees the same proposed.
    func prepared(on base: Remediator.Base) async throws -> ProposalStage.Prepared {
        let work = try planned(for: .createPullRequest)
        if let prepared = work.prepared { return prepared }
        guard let tests = work.tests, let approvals = work.approvals, let commit = work.commit
        else {
            throw ToolError(
                .outOfOrder, in: StandardTool.createPullRequest.rawValue,
                because: "tests, approvals and commit are not there yet")
        }
        let prepared = try await stage(of: work, on: base).prepare(
            commit: commit, tests: tests, approvals: approvals,
            findings: work.decided.plan?.findings ?? [], beside: work.decided.existing?.body ?? "")
        // What changed meanwhile is not what was described.
        if self.work?.commit == commit { self.work?.prepared = prepared }
        return prepared
    }
}
