internal import Basics
package import RuleEngine

extension Baseline {
    /// What was done to a baseline's file.
    package struct Update: Sendable {
        package let baseline: Baseline
        package let added: [Entry]
        package let removed: [Entry]
        /// Findings that count and were not let in.
        package let refused: Int
    }

    /// The baseline after a run: without what is gone and, where it may grow, with what is new.
    ///
    /// Only findings about which nobody decided get in; waived ones have somebody who answers for them.
    package func updated(
        with findings: [JudgedFinding], in detection: DetectionReport, by ruleSet: RuleSet,
        toolVersion: String, mayGrow: Bool
    ) -> Update {
        let removed = stale(in: detection, by: ruleSet)
        let gone = Set(removed.map(\.fingerprint))
        let new = findings.filter { $0.status == .new && !contains($0.finding) }.map {
            Entry($0.finding)
        }
        let added = mayGrow ? new : []
        let current = Dictionary(
            detection.findings.map { ($0.fingerprint, Entry($0)) }, uniquingKeysWith: { a, _ in a })
        let kept = entries.filter { !gone.contains($0.fingerprint) }
        return Update(
            baseline: Baseline(
                owner: owner, expires: expires, toolVersion: toolVersion,
                ruleSetDigest: ruleSet.digest.description,
                entries: kept.map { current[$0.fingerprint] ?? $0 } + added),
            added: added, removed: removed, refused: new.count - added.count)
    }
}
