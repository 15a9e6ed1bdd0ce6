internal import Basics
internal import Git
internal import Remediation
internal import RuleEngine
internal import Snapshots

/// The tools that plan, test and commit; nothing outside of this machine changes.
extension JobSession {
    /// `create_branch`: names the one branch that the job writes to, and says what is there.
    func createBranch(_ arguments: JSONValue) throws -> JSONValue {
        let base = try fetched(for: .createBranch)
        try binding.check(
            branch: arguments["branch"]?.text, own: base.ownBranch, base: base.branch,
            for: StandardTool.createBranch.rawValue)
        let found = try remediator.ownBranch(of: base)
        note(.branched)
        return .members([
            "branch": .string(base.ownBranch), "base_branch": .string(base.branch),
            "base_commit": .string(base.commit.description),
            "exists": .bool(found != nil), "head": .optional(found?.head.description),
            "commits_by_others": .array((found?.strangers ?? []).map { .string($0) }),
        ])
    }

    /// `apply_compliance_patches`: plans and proves the rules' patches, and has it decided what is to be proposed.
    func applyPatches(
        _ report: @Sendable (ToolProgress) -> Void
    ) async throws -> JSONValue {
        let base = try fetched(for: .applyCompliancePatches)
        report(ToolProgress(step: 1, total: 2, message: "planning and proving patches"))
        let examination = try remediator.examine(base)
        detection = examination.patch.before
        let scan = await outsideScan(of: base, beside: examination.judgement.findings)
        guard examination.mayPropose else {
            summary = examination.summary
            if let scan { summary?.note(scan) }
            note(.plannedNothing)
            note(.delivered)
            return planned(examination, proposing: false, because: examination.summary.note)
        }
        report(ToolProgress(step: 2, total: 2, message: "looking at the pull requests there are"))
        let change = ProposedChange(examination.patch, reported: scan?.findings ?? [])
        let unit = UnitRun(environment, base: base, change: change)
        let decided = try await unit.decide(examination.judgement)
        var summary = examination.summary
        if let scan { summary.note(scan) }
        switch try await unit.obstacle(to: decided) {
        case .refused(let refusal):
            summary.leave(refusal)
            self.summary = summary
            note(.plannedNothing)
            note(.delivered)
            return planned(examination, proposing: false, because: summary.note)
        case .moved(let address):
            throw ToolError(
                .failed, in: StandardTool.applyCompliancePatches.rawValue,
                because: "the repository has moved to \(address)",
                remedy: "start a job for the new address")
        case nil: break
        }
        summary.describe(decided)
        self.summary = summary
        work = Work(examination: examination, decided: decided, change: change)
        let isProposing = decided.decision.proposal != nil
        note(isProposing ? .planned : .plannedNothing)
        return planned(examination, proposing: isProposing, because: summary.note)
    }

    private func planned(
        _ examination: Examination, proposing: Bool, because note: String
    ) -> JSONValue {
        let patch = examination.patch
        let diff = (try? UnifiedDiff.text(of: patch.after)) ?? []
        return .members([
            "proposes": .bool(proposing), "note": .string(note),
            "plan": .string(patch.planDigest.description),
            "applied": .array(
                patch.applied.map { applied in
                    .members([
                        "rule": .string(applied.finding.ruleID),
                        "path": .optional(applied.finding.path?.description),
                        "fingerprint": .string(applied.finding.fingerprint.description),
                        "safety": .string(applied.safety.rawValue),
                        "added": .int(applied.addedLines), "removed": .int(applied.removedLines),
                    ])
                }),
            "declined": .array(
                patch.declined.map { declined in
                    .members([
                        "rule": .string(declined.finding.ruleID),
                        "path": .optional(declined.finding.path?.description),
                        "reason": .string(declined.reason),
                    ])
                }),
            "files": .array(patch.changes.keys.sorted().map { .string($0.description) }),
            "checks": .int(patch.proof.checks.count),
            "diff": .string(String(decoding: diff, as: UTF8.self)),
        ])
    }

    /// `get_required_approvals`: who must agree to the change, by the matrix and whoever else is asked.
    func requiredApprovals() async throws -> JSONValue {
        let base = try fetched(for: .getRequiredApprovals)
        var work = try planned(for: .getRequiredApprovals)
        let (answer, failure) = await stage(of: work, on: base).approvals()
        work.approvals = answer
        work.prepared = nil
        self.work = work
        summary?.note(answer)
        if let failure { summary?.errors.append(failure) }
        note(.approvalsAnswered)
        return .members([
            "required": .array(answer.required.map { .string($0) }),
            "informed": .array(answer.informed.map { .string($0) }),
            "risk": .string(answer.riskLevel.rawValue),
            "rationale": .array(answer.rationale.map { .string($0) }),
            "unanswered": .optional(failure),
        ])
    }

    /// `run_tests`: the repository's own tests without and with the change.
    func runTests(_ report: @Sendable (ToolProgress) -> Void) async throws -> JSONValue {
        let base = try fetched(for: .runTests)
        let work = try planned(for: .runTests)
        report(ToolProgress(step: 1, message: "running the tests without and with the change"))
        let stage = stage(of: work, on: base)
        let tests = try await stage.test()
        note(tests, heldBack: stage.holds(tests))
        return TestAnswer(tests, isHeld: stage.holds(tests)).json
    }

    /// Notes a verdict on the change that is worked on.
    func note(_ tests: TestStage.Verdicts, heldBack isHeld: Bool) {
        work?.tests = tests
        work?.prepared = nil
        if let decided = work?.decided { summary?.describe(decided) }
        summary?.note(tests)
        if isHeld { summary?.hold(tests) }
        note(isHeld ? .testsHeld : .testsFit)
    }

    /// `commit_changes`: writes the one commit on the job's branch, on this machine.
    func commitChanges(_ arguments: JSONValue) throws -> JSONValue {
        let base = try fetched(for: .commitChanges)
        var work = try planned(for: .commitChanges)
        try binding.check(
            branch: arguments["branch"]?.text, own: base.ownBranch, base: base.branch,
            for: StandardTool.commitChanges.rawValue)
        let commit = try stage(of: work, on: base).commit()
        work.commit = commit
        work.prepared = nil
        self.work = work
        note(.committed)
        return .members([
            "commit": .string(commit.description), "branch": .string(base.ownBranch),
            "base_commit": .string(base.commit.description),
            "files": .array(work.change.changes.keys.sorted().map { .string($0.description) }),
            "edited_by_model": .array(work.change.edits.map { .string($0.path.description) }),
        ])
    }
}
