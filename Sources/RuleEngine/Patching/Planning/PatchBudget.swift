internal import Snapshots

/// How much of a run's limits is spent.
struct PatchBudget {
    let limits: PatchRecipe.Limits
    private var paths: Set<RepositoryPath> = []
    private var effect = LineEffect()

    /// Limits of which nothing is spent.
    init(limits: PatchRecipe.Limits) { self.limits = limits }

    /// Takes what a group needs; or says why there is not enough, and takes nothing.
    mutating func spend(on group: EditGroup) -> String? {
        let paths = paths.union(group.edits.map(\.path))
        let effect = effect + group.effect
        let counts = [
            ("files", paths.count, limits.files), ("added lines", effect.added, limits.addedLines),
            ("removed lines", effect.removed, limits.removedLines),
        ]
        for (what, count, limit) in counts where count > limit {
            return "the run would have \(count) \(what), more than its limit \(limit)"
        }
        self.paths = paths
        self.effect = effect
        return nil
    }
}
