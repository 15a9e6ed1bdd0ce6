internal import Basics
internal import Documents
package import Snapshots

/// Plans patches: pure, offline, and the same for the same input.
package struct PatchPlanner {
    let compiled: CompiledRuleSet
    let context: EvaluationContext
    let options: PatchOptions

    /// How many attempts leave out single patches; after them whole rules go, so that the end comes soon.
    private static let patientAttempts = 12

    /// A planner for one repository.
    package init(
        compiled: CompiledRuleSet, context: EvaluationContext, options: PatchOptions = .init()
    ) {
        self.compiled = compiled
        self.context = context
        self.options = options
    }

    /// What would be changed in a snapshot, with the proof.
    ///
    /// Detects, plans one edit group for each finding, applies those that do not collide, checks every gate, and goes on
    /// with what it then finds, in at most four passes; a group that fails a gate is left out and all is planned anew.
    /// - Throws: `PatchError` when the plan is not the same twice.
    package func plan(on snapshot: any Snapshot) throws(PatchError) -> PatchResult {
        try context.meter.measure(.planAndGates) { () throws(PatchError) in
            try planned(on: snapshot)
        }
    }

    private func planned(on snapshot: any Snapshot) throws(PatchError) -> PatchResult {
        let base = Evaluation(ruleSet: compiled, snapshot: snapshot, context: context)
        var exclusions = Exclusions()
        var replans = 0
        while true {
            var attempt = PlanAttempt(
                compiled: compiled, context: context, options: options, base: base,
                exclusions: exclusions)
            let failures = attempt.run()
            if failures.isEmpty { return try result(of: attempt, replans: replans) }
            replans += 1
            exclude(
                failures, of: attempt, in: &exclusions, isPatient: replans < Self.patientAttempts)
        }
    }

    /// Leaves out what failed; something new each time, so that the attempts come to an end.
    private func exclude(
        _ failures: [PlanAttempt.Exclusion], of attempt: PlanAttempt,
        in exclusions: inout Exclusions,
        isPatient: Bool
    ) {
        var isNew = false
        for (target, cause) in failures {
            var target = target
            if !isPatient, case .group(let key) = target,
                let application = attempt.applied.first(where: { $0.group.key == key })
            {
                target = .rule(.init(of: application.group.finding))
            }
            if exclusions.add(target, cause) { isNew = true }
        }
        guard !isNew else { return }
        for application in attempt.applied {
            _ = exclusions.add(
                .rule(.init(of: application.group.finding)),
                .init(reason: "its patches could not be planned together with others", winner: nil))
        }
    }

    private func result(of attempt: PlanAttempt, replans: Int) throws(PatchError) -> PatchResult {
        let rules = compiled.ruleSet.digest
        let digest = PlanAttempt.planDigest(of: attempt.applied, rules: rules)
        guard digest == PlanAttempt.planDigest(of: attempt.applied.reversed(), rules: rules) else {
            throw .notDeterministic
        }
        let before = attempt.base.report()
        let known = Dictionary(
            before.findings.map { ($0.fingerprint, $0) }, uniquingKeysWith: { first, _ in first })
        return PatchResult(
            changes: attempt.changes,
            after: OverlaySnapshot(base: attempt.base.snapshot, changes: attempt.changes),
            applied: attempt.applied.map { applied($0, known: known) },
            declined: declined(by: attempt), before: before, remaining: attempt.evaluation.report(),
            proof: proof(of: attempt, digest: digest, replans: replans), planDigest: digest)
    }

    private func applied(
        _ application: PlanAttempt.Application, known: [Digest: Finding]
    ) -> AppliedPatch {
        let group = application.group
        let edits = Dictionary(grouping: group.edits, by: \.path).mapValues { edits in
            edits.filter { !$0.isOfMode && !$0.isRemoval }
                .map { TextEdit(range: $0.range, replacement: $0.replacement) }
        }
        return AppliedPatch(
            finding: known[group.finding.fingerprint] ?? group.finding, safety: group.safety,
            edits: edits, policies: group.source.rule.policies, pass: application.pass,
            addedLines: group.effect.added, removedLines: group.effect.removed)
    }

    /// What stays of the findings that have a patch and were asked for, each with its reason.
    private func declined(by attempt: PlanAttempt) -> [DeclinedPatch] {
        attempt.evaluation.cases().compactMap { item in
            let finding = item.finding
            guard item.rule.patch != nil, options.includes(finding) else { return nil }
            let key = EditGroup.Key(ruleID: finding.ruleID, fingerprint: finding.fingerprint)
            if let cause = attempt.exclusions.cause(for: finding) {
                return DeclinedPatch(
                    finding: finding, reason: attempt.evaluation.masked(cause.reason),
                    winner: cause.winner)
            }
            guard let reason = attempt.refusals[key] else { return nil }
            return DeclinedPatch(
                finding: finding, reason: attempt.evaluation.masked(reason),
                winner: attempt.winners[key])
        }
    }
}
