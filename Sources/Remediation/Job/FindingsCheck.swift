internal import Basics
internal import Forge
internal import Git
internal import RuleEngine
internal import Snapshots

/// The check `complybot` of a commit: what it brings that the base has not.
struct FindingsCheck {
    let environment: RemediationEnvironment
    let base: Remediator.Base
    /// What the findings of the base count as.
    let judgement: Judgement

    /// The least severity that fails the check, as with `check`.
    private static let threshold = Severity.low

    /// Judges what was found in a commit's files under the base's configuration; `parting` is where it left the base.
    func run(
        on snapshot: any Snapshot, _ detection: DetectionReport, at commit: ObjectID,
        since parting: ObjectID?
    ) throws -> (run: CheckRun, judgement: Judgement) {
        let judged = base.terms.judge(detection, in: snapshot)
        let report = CheckReport(
            toolVersion: environment.toolVersion,
            target: .init(
                path: base.job.name, revision: commit, tree: nil,
                repositoryURI: base.remote.description),
            ruleSet: base.terms.rules.ruleSet, detection: detection, judged: judged.findings,
            snapshot: snapshot)
        let gate = CheckGate(threshold: Self.threshold, base: try known(at: parting))
        return (report.checkRun(at: commit, gate: gate), judged)
    }

    /// The findings of the base, and of where the head parted from it: neither are the change's doing.
    private func known(at parting: ObjectID?) throws -> Set<Digest> {
        var known = Set(judgement.findings.filter(\.counts).map(\.finding.fingerprint))
        if let parting, parting != base.commit {
            let snapshot = try GitTreeSnapshot(commit: parting, in: base.repository)
            known.formUnion(
                base.terms.judge(
                    Remediator(environment).detect(snapshot, under: base), in: snapshot
                ).findings.filter(\.counts)
                    .map(\.finding.fingerprint))
        }
        return known
    }
}
