package import Snapshots

/// Detection of drift: rules and a snapshot in, a report out.
package enum Detection {
    /// What all rules of a set say about a snapshot; from the context's cache where it was found out before.
    package static func run(
        _ ruleSet: CompiledRuleSet, snapshot: any Snapshot, context: EvaluationContext
    ) -> DetectionReport {
        guard let cache = context.cache,
            let key = context.meter.measure(
                .walk, { cache.key(of: ruleSet, on: snapshot, in: context) })
        else { return Evaluation(ruleSet: ruleSet, snapshot: snapshot, context: context).report() }
        if let known = cache.report(for: key, meter: context.meter) { return known }
        let watched = WatchedSnapshot(snapshot)
        let report = Evaluation(ruleSet: ruleSet, snapshot: watched, context: context).report()
        if !watched.hasFailed { cache.keep(report, for: key) }
        return report
    }
}
