internal import Basics
package import Remediation
internal import Synchronization

/// What is measured and traced of one run, from its beginning to its end.
///
/// Its methods may be called from any thread; they cost no more than a lock.
package final class RunObservation: Sendable {
    private struct State {
        var root: Span
        var stage: Span?
        var tool: String?
        /// Whether a model calls the tools, each of which is told by itself.
        var isDriven = false
        var isOver = false
    }

    private let metrics: FleetMetrics
    private let exporter: TraceExporter?
    private let kind: String
    private let now: @Sendable () -> Int64
    private let state: Mutex<State>
    /// The id of its trace, 32 hex digits.
    package let trace: String

    /// Begins: counts the run, and starts its first span.
    ///
    /// `now` gives nanoseconds since 1970.
    package init(
        of unit: UnitKey, run: Int64, job: Int64, attempt: Int, metrics: FleetMetrics,
        exporter: TraceExporter? = nil,
        now: @escaping @Sendable () -> Int64 = { UTCTime.now * 1_000_000 }
    ) {
        (self.metrics, self.exporter, self.now) = (metrics, exporter, now)
        kind = unit.kind.rawValue
        let root = Span(
            "run", start: now(),
            attributes: [
                "complybot.run": .int(Int(run)), "complybot.job": .int(Int(job)),
                "complybot.attempt": .int(attempt), "complybot.kind": .string(kind),
                "complybot.repository": .string(unit.repository),
            ])
        trace = Hexadecimal.encode(root.traceID)
        state = Mutex(State(root: root))
        metrics.workflowsStarted.increment(kind)
        metrics.workflowsActive.add(kind)
    }

    /// The run enters a stage, and leaves the one before.
    package func enter(_ stage: Stage) {
        let time = now()
        let left: (Span?, String?) = state.withLock { state in
            guard !state.isOver else { return (nil, nil) }
            let left = (state.stage, state.tool)
            state.tool = state.isDriven ? nil : stage.tool
            state.stage = Span(
                stage.metricName, traceID: state.root.traceID, parent: state.root.id, start: time)
            return left
        }
        if let stage = left.0 { finish(stage, tool: left.1, at: time) }
    }

    /// A model calls the tools from now on, or no longer: stages then count as no calls of theirs.
    package func setDriven(_ isDriven: Bool) { state.withLock { $0.isDriven = isDriven } }

    /// A model has called a tool; `failure` is what became of it, nil when it did its work.
    package func call(_ tool: String, failure: String?, took: Duration) {
        let time = now()
        metrics.countCall(of: tool, isFailure: failure != nil, took: took)
        let parent: Span? = state.withLock { $0.isOver ? nil : $0.stage ?? $0.root }
        guard let exporter, let parent else { return }
        let nanoseconds = Int64(took.milliseconds) * 1_000_000
        var span = Span(
            "tool", traceID: parent.traceID, parent: parent.id, start: time - nanoseconds,
            attributes: ["complybot.tool": .string(tool)])
        span.end = time
        span.failure = failure
        exporter.export(span)
    }

    /// The run is over; `outcome` is nil when it ended as it ought to.
    ///
    /// Only the first call counts.
    package func end(_ outcome: RunOutcome? = nil, because reason: String? = nil) {
        let time = now()
        let spans: (root: Span, stage: Span?, tool: String?)? = state.withLock { state in
            guard !state.isOver else { return nil }
            state.isOver = true
            return (state.root, state.stage, state.tool)
        }
        guard let spans else { return }
        var (root, stage) = (spans.root, spans.stage)
        if let outcome { root.failure = reason ?? outcome.rawValue }
        root.attributes["complybot.outcome"] = .string(outcome?.rawValue ?? "done")
        if stage != nil { stage?.failure = root.failure }
        if let stage { finish(stage, tool: spans.tool, at: time) }
        root.end = time
        exporter?.export(root)
        metrics.workflowsActive.add(kind, amount: -1)
        metrics.workflowDuration.observe(.nanoseconds(time - root.start), kind)
        if let outcome {
            metrics.workflowsFailed.increment(kind, outcome.rawValue)
        } else {
            metrics.workflowsCompleted.increment(kind)
        }
    }

    private func finish(_ stage: Span, tool: String?, at time: Int64) {
        var stage = stage
        stage.end = time
        metrics.stageDuration.observe(.nanoseconds(time - stage.start), stage.name)
        exporter?.export(stage)
        guard let tool else { return }
        metrics.countCall(
            of: tool, isFailure: stage.failure != nil, took: .nanoseconds(time - stage.start))
    }
}
