internal import Basics
internal import Documents
internal import Snapshots

extension PatchPlanner {
    /// What was checked of a plan that stands.
    func proof(of attempt: PlanAttempt, digest: Digest, replans: Int) -> Proof {
        var checks = Set(attempt.checks)
        for application in attempt.applied { checks.formUnion(self.checks(of: application)) }
        if !attempt.applied.isEmpty {
            checks.insert(
                Proof.Check(
                    gate: .determinism, subject: "plan",
                    statement:
                        "rules \(compiled.ruleSet.digest), knowledge \(context.knowledge.digest), plan \(digest)"
                ))
            checks.insert(
                Proof.Check(
                    gate: .order, subject: "plan",
                    statement:
                        "patches were taken in a total order, whatever order they were found in"))
        }
        return Proof(
            checks: checks.sorted(), base: content(of: attempt.changes.keys, in: attempt.base),
            after: content(of: attempt.changes.keys, in: attempt.evaluation),
            passes: attempt.passes, replans: replans)
    }

    /// What held of one patch before it could be applied at all.
    private func checks(of application: PlanAttempt.Application) -> [Proof.Check] {
        let group = application.group
        let limits = group.source.rule.patch?.limits ?? .init()
        let paths = group.paths.map(\.description).joined(separator: ", ")
        let subject = "\(group.finding.ruleID) \(group.finding.fingerprint.hex.prefix(12))"
        let effect = group.effect
        let held: [(Gate, String)] = [
            (
                .minimality,
                "\(group.paths.count) of \(limits.files) files, +\(effect.added) of \(limits.addedLines), −\(effect.removed) of \(limits.removedLines) lines"
            ),
            (.paths, "\(paths): plain names, through no link, beside no twin"),
            (.scope, "\(paths): among what the rule may touch"),
            (.conflicts, "stood in no other patch's place in pass \(application.pass)"),
            (.atomicity, "\(group.edits.count) edits, all of them"),
        ]
        return held.map { Proof.Check(gate: $0.0, subject: subject, statement: $0.1) }
    }

    /// Over path, mode and content of some paths; a path that is not there counts as such.
    private func content(
        of paths: some Sequence<RepositoryPath>, in evaluation: Evaluation
    ) -> Digest {
        .framed(
            paths.sorted().flatMap { path -> [[UInt8]] in
                let mode = evaluation.snapshot.entry(at: path)?.mode.rawValue
                return [
                    path.bytes, Array((mode.map { String($0, radix: 8) } ?? "").utf8),
                    evaluation.text(of: path)?.bytes ?? [],
                ]
            })
    }
}
