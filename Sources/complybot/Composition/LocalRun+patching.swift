import Basics
import Documents
import Remediation
import RuleEngine
import Snapshots

extension LocalRun {
    /// Plans the patches of the findings that the options ask for and nobody has accepted.
    func plan(allowsUnsafe: Bool = false) throws -> PatchResult {
        var findings: [JudgedFinding] = []
        if terms.mayWaive || selectsFindings {
            findings = judge(detect(), in: target.snapshot).findings
        }
        var options = terms.patchOptions(
            PatchOptions(allowsUnsafe: allowsUnsafe), waived: findings)
        if selectsFindings {
            let wanted = findings.filter {
                ($0.status == .new || $0.status == .waiverExpired)
                    && selection.includes($0.finding)
            }
            options.fingerprints = Set(wanted.map(\.finding.fingerprint))
        }
        progress.enter("planning patches for \(target.snapshot.entries.count) files")
        defer { progress.end() }
        return try PatchPlanner(compiled: rules, context: context, options: options)
            .plan(on: target.snapshot)
    }

    /// The findings that a patch leaves and that count, whatever their severity.
    func everythingLeft(_ patch: PatchResult) -> [Finding] {
        judge(patch.remaining, in: patch.after).findings.filter {
            $0.counts && selection.changes?.touches($0.finding) ?? true
        }.map(\.finding)
    }
}

extension PatchResult {
    /// The edits of each patch that stands on the files as they were found, by fingerprint of its finding.
    ///
    /// A patch of a later pass stands on what an earlier one left; where both touch a file its edits say nothing of
    /// the file as it was.
    var standaloneEdits: [Digest: [RepositoryPath: [TextEdit]]] {
        var edits: [Digest: [RepositoryPath: [TextEdit]]] = [:]
        var touched: Set<RepositoryPath> = []
        for pass in Set(applied.map(\.pass)).sorted() {
            let patches = applied.filter { $0.pass == pass }
            for patch in patches where patch.edits.keys.allSatisfy({ !touched.contains($0) }) {
                edits[patch.finding.fingerprint] = patch.edits
            }
            for patch in patches { touched.formUnion(patch.edits.keys) }
        }
        return edits
    }
}
