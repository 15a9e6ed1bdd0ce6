package import RuleEngine

/// What is known of a repository once it was looked at and its patches are planned: all but the forge's side.
package struct Examination: Sendable {
    package let patch: PatchResult
    /// What the findings count as.
    package let judgement: Judgement
    /// What became of the repository so far.
    package let summary: RemediationSummary
    /// Whether anything may be proposed: the configuration is right, and this is no dry run.
    package let mayPropose: Bool
}

extension Remediator {
    /// Finds and plans; nothing outside changes.
    package func examine(_ base: Base) throws -> Examination {
        let patch = try plan(base)
        let judgement = base.terms.judge(patch.before, in: base.snapshot)
        var summary = RemediationSummary(of: patch, judgement: judgement, base: base)
        var mayPropose = true
        if !base.terms.configuration.isValid {
            // A slip of the pen closes no pull request: everything stays as it is until the file is right.
            summary.note =
                "not patched: \(base.terms.configuration.file ?? "the configuration") is wrong"
            summary.isUsageFailure = true
            mayPropose = false
        } else if environment.isDryRun {
            summary.note = patch.changes.isEmpty ? "nothing to patch" : "dry run"
            mayPropose = false
        }
        return Examination(
            patch: patch, judgement: judgement, summary: summary, mayPropose: mayPropose)
    }
}
