import Git
import Remediation
import RuleEngine
import Snapshots

/// A patch of a repository of this machine: planned, reported, and applied where that is wanted.
struct LocalFix {
    let report: FixReport
    /// What was found before the patch, as `check` would say it.
    let found: CheckReport
    /// The findings that the patch leaves and that count.
    let everythingLeft: [Finding]
    /// What is wrong with the waivers.
    let problems: [ConfigurationProblem]
    /// The patch as one unified diff; empty where nobody wants it.
    let diff: [UInt8]

    /// Plans the patch and, unless it is a dry run, writes it to the working tree.
    init(_ run: LocalRun, allowsUnsafe: Bool, isDryRun: Bool, wantsDiff: Bool) throws {
        let patch = try run.plan(allowsUnsafe: allowsUnsafe)
        // The diff is made before the files that it compares change.
        diff = wantsDiff ? try UnifiedDiff.text(of: patch.after) : []
        let (found, problems) = run.meter.measure(.report) {
            run.report(
                patch.before, of: run.target.snapshot,
                fixes: isDryRun ? patch.standaloneEdits : [:])
        }
        let left = run.everythingLeft(patch)
        report = run.meter.measure(.report) {
            FixReport(
                found: found, left: run.report(patch.remaining, of: patch.after).report,
                leftCount: left.count, patch: patch, isDryRun: isDryRun)
        }
        self.found = found
        self.problems = problems
        everythingLeft = left
        if !isDryRun, let workingTree = run.target.workingTree, !patch.changes.isEmpty {
            try WorkingTree(of: run.target.repository).apply(patch.changes, expecting: workingTree)
        }
    }
}
