import Basics
import Git
import Remediation
import RuleEngine
import Snapshots

extension ActionRun {
    /// The check of a configuration that a change brings; nil when it brings none.
    ///
    /// `run` is of the same files under the base's configuration.
    func configurationCheck(
        _ run: LocalRun, _ words: [String], _ plan: ActionPlan
    ) throws -> ConfigurationCheck? {
        guard let commit = plan.configuration else { return nil }
        let files = run.target.snapshot
        let changes =
            try run.selection.changes?.paths
            ?? ChangedPaths.between(
                GitTreeSnapshot(commit: commit, in: run.target.repository), files)
        guard let edited = RepositoryConfiguration.paths.first(where: changes.contains) else {
            return nil
        }
        let changed = try LocalRun(
            try ParsedArguments(words, for: CheckCommand.specification), terminal, failOn: .low,
            format: .text)
        let before = run.terms.judge(run.detect(), in: files)
        let after = changed.terms.judge(changed.detect(), in: files)
        return ConfigurationCheck(
            file: changed.terms.configuration.file ?? edited.description,
            problems: changed.terms.problems + after.problems,
            effects: ConfigurationPreview(
                before: (run.terms.settings, before), after: (changed.terms.settings, after),
                rules: run.engine.compiled.ruleSet.packs.flatMap { $0.rules.map(\.id) }
            ).effects)
    }
}
