package import Snapshots

/// Detection of drift: rules and a snapshot in, a report out.
package enum Detection {
    /// What all rules of a set say about a snapshot.
    package static func run(
        _ ruleSet: CompiledRuleSet, snapshot: any Snapshot, context: EvaluationContext
    ) -> DetectionReport {
        Evaluation(ruleSet: ruleSet, snapshot: snapshot, context: context).report()
    }
}
