import Basics
import Git
import Remediation
import RuleEngine
import Snapshots

extension LocalRun {
    /// The findings that count of the commit at which a change began; nil when the run is about no change.
    ///
    /// What the change did not bring is not its fault, even in a file that it touches.
    func findingsBeforeChange() throws -> [Finding]? {
        guard let commit = selection.changes?.mergeBase else { return nil }
        progress.enter("checking the base")
        defer { progress.end() }
        let snapshot = try GitTreeSnapshot(commit: commit, in: target.repository)
        let detection = Detection.run(rules, snapshot: snapshot, context: context)
        return terms.judge(detection, in: snapshot).findings.filter(\.counts).map(\.finding)
    }
}
