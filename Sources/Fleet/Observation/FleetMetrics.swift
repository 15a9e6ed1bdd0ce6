package import Basics
package import Remediation

/// Every metric of the service; the names begin with `complybot_`.
///
/// No value of a label comes from outside: repositories, addresses and people are never in one.
package struct FleetMetrics: Sendable {
    /// What the metrics are in.
    package let registry: MetricRegistry

    /// Runs of repositories by the kind of the unit: begun, ended as wished, failed, and under way.
    package let workflowsStarted: Counter
    package let workflowsCompleted: Counter
    package let workflowsFailed: Counter
    package let workflowsActive: Gauge
    package let workflowDuration: Histogram
    /// How long the stages of runs took, by `Stage`.
    package let stageDuration: Histogram
    /// Calls of tools, by name and result; and how long they took.
    package let toolCalls: Counter
    package let toolDuration: Histogram
    /// Jobs by state; how long the oldest that is ready has waited.
    package let jobs: Gauge
    package let oldestReadyJobAge: Gauge
    /// Webhook deliveries by result, and by what they asked for.
    package let deliveries: Counter
    package let deliveryVerdicts: Counter
    /// What is left of the forge's budget, by kind.
    package let rateBudget: Gauge
    /// Tokens, cost, questions and time of models, and questions that another was asked before in vain, by provider.
    package let modelTokens: Counter
    package let modelCost: Counter
    package let modelRequests: Counter
    package let modelFallbacks: Counter
    package let modelDuration: Histogram
    /// Parts of descriptions by what became of them, and sentences that were struck by what was wrong with them.
    package let descriptionParts: Counter
    package let descriptionStruck: Counter
    /// Lookups in caches, by cache and result.
    package let cacheLookups: Counter
    /// The journal's end, what is not signed yet, and what could not be anchored.
    package let journalEvents: Gauge
    package let journalUnsealed: Gauge
    package let journalAnchorFailures: Counter
    /// Spans of traces that were told, and that were dropped.
    package let spans: Counter
    private let process: ProcessMetrics

    /// The tools, whether an agent calls them or a run goes through them as its stages.
    package static let tools = [
        "rag_search", "clone_repository", "detect_compliance_drift", "security_scan",
        "create_branch", "apply_compliance_patches", "get_required_approvals", "run_tests",
        "read_file", "fix_code", "commit_changes", "push_branch", "create_pull_request",
    ]
    /// What stands for every tool besides: those of services outside, and names that a model made up.
    package static let otherTool = "outside"
    /// Who answers for a language model.
    package static let providers = [
        "openai", "openai-responses", "azure", "azure-responses", "anthropic", "compatible",
        "replay", "offline", "other",
    ]

    /// The metrics of a program of this version, in a registry.
    package init(version: String, in registry: MetricRegistry = MetricRegistry()) {
        self.registry = registry
        let kind = MetricLabel("kind", UnitKey.Kind.self)
        workflowsStarted = registry.counter(
            "complybot_workflows_started_total", "Runs of repositories that began.", kind)
        workflowsCompleted = registry.counter(
            "complybot_workflows_completed_total", "Runs that ended as they ought to.", kind)
        workflowsFailed = registry.counter(
            "complybot_workflows_failed_total", "Runs that failed, were given back or wait.", kind,
            MetricLabel("outcome", RunOutcome.self))
        workflowsActive = registry.gauge(
            "complybot_workflows_active", "Runs under way.", kind)
        workflowDuration = registry.histogram(
            "complybot_workflow_duration_seconds", "How long runs took.",
            bounds: Histogram.longTimes, kind)
        stageDuration = registry.histogram(
            "complybot_stage_duration_seconds", "How long the stages of runs took.",
            bounds: Histogram.longTimes,
            MetricLabel("stage", Stage.allCases.map(\.metricName)))
        let tool = MetricLabel("tool", Self.tools + [Self.otherTool])
        toolCalls = registry.counter(
            "complybot_tool_calls_total", "Calls of tools.", tool,
            MetricLabel("result", ["success", "failure"]))
        toolDuration = registry.histogram(
            "complybot_tool_duration_seconds", "How long calls of tools took.",
            bounds: Histogram.shortTimes, tool)
        jobs = registry.gauge(
            "complybot_queue_jobs", "Jobs by state.", MetricLabel("state", JobState.self))
        oldestReadyJobAge = registry.gauge(
            "complybot_queue_oldest_ready_age_seconds",
            "How long the job that has waited longest could have been worked on.")
        deliveries = registry.counter(
            "complybot_deliveries_total", "Webhook deliveries by result.",
            MetricLabel("result", WebhookAnswer.self))
        deliveryVerdicts = registry.counter(
            "complybot_delivery_verdicts_total", "Webhook deliveries by what follows from them.",
            MetricLabel("verdict", RoutedDelivery.Verdict.self))
        rateBudget = registry.gauge(
            "complybot_forge_budget_remaining", "What the forge still grants, by kind of call.",
            MetricLabel(
                "resource", ["core", "graphql", "search", "content-minute", "content-hour"])
        )
        let provider = MetricLabel("provider", Self.providers)
        modelRequests = registry.counter(
            "complybot_model_requests_total", "Questions to language models.", provider,
            MetricLabel("result", ["success", "failure", "refused"]))
        modelTokens = registry.counter(
            "complybot_model_tokens_total", "Tokens of language models.", provider,
            MetricLabel("direction", ["input", "output", "cached"]))
        modelCost = registry.counter(
            "complybot_model_cost_dollars_total", "What language models cost, in US dollars.",
            provider)
        modelFallbacks = registry.counter(
            "complybot_model_fallbacks_total",
            "Questions that went to a language model after another gave no answer.", provider)
        modelDuration = registry.histogram(
            "complybot_model_duration_seconds", "How long language models took to answer.",
            bounds: Histogram.shortTimes, provider)
        descriptionParts = registry.counter(
            "complybot_description_parts_total",
            "Parts of descriptions by what became of a model's words.",
            MetricLabel("fate", DescriptionOutcomes.Fate.self))
        descriptionStruck = registry.counter(
            "complybot_description_struck_total",
            "Sentences of models that were struck, by what was wrong with them.",
            MetricLabel("kind", DescriptionReview.Violation.Kind.self))
        cacheLookups = registry.counter(
            "complybot_cache_lookups_total", "Lookups in what is kept, by what came of them.",
            MetricLabel("cache", ["forge", "settled"]),
            MetricLabel("result", ["hit", "miss"]))
        journalEvents = registry.gauge(
            "complybot_journal_events", "The number of the journal's last event.")
        journalUnsealed = registry.gauge(
            "complybot_journal_unsealed_events", "Events that no signed checkpoint covers yet.")
        journalAnchorFailures = registry.counter(
            "complybot_journal_anchor_failures_total",
            "Checkpoints that could not be told outside the store.",
            MetricLabel("anchor", ["file", "git"]))
        spans = registry.counter(
            "complybot_trace_spans_total", "Spans of traces by what became of them.",
            MetricLabel("result", ["sent", "dropped", "rejected"]))
        process = ProcessMetrics(version: version, in: registry)
    }

    /// Every metric as Prometheus reads it; those of the process are read now.
    package func text() -> String {
        process.refresh()
        return registry.text
    }

    /// Counts a call of a tool.
    func countCall(of tool: String, isFailure: Bool, took: Duration) {
        let tool = Self.tools.contains(tool) ? tool : Self.otherTool
        toolCalls.increment(tool, isFailure ? "failure" : "success")
        toolDuration.observe(took, tool)
    }

    /// Takes over how far the journal has come.
    package func update(journalEvents events: Int64, unsealed: Int64) {
        journalEvents.set(to: Double(events))
        journalUnsealed.set(to: Double(unsealed))
    }

    /// Takes over what is left of the forge's budget, by kind of call; another kind is passed over.
    package func update(budget left: [String: Int]) {
        for (resource, count) in left { rateBudget.set(resource, to: Double(count)) }
    }

    /// Takes over what the store says of the queue at `now`, in milliseconds since 1970.
    package func update(from counts: FleetCounts, now: Int64) {
        for (state, count) in counts.jobs { jobs.set(state.rawValue, to: Double(count)) }
        let age = counts.oldestReadyAt.map { Double(max(0, now - $0)) / 1000 } ?? 0
        oldestReadyJobAge.set(to: age)
    }
}

/// How a run ended that did not end as it ought to.
package enum RunOutcome: String, Hashable, Sendable, CaseIterable {
    case failed, retrying, waiting, released, dead, crashed, cancelled
}

extension Stage {
    /// The stage's name as a label's value.
    package var metricName: String { self == .pullRequest ? "pull-request" : rawValue }

    /// The tool that does what the stage does; nil for one that is no tool's.
    var tool: String? {
        switch self {
        case .fetch: "clone_repository"
        case .check: "detect_compliance_drift"
        case .patch: "apply_compliance_patches"
        case .test: "run_tests"
        case .approve: "get_required_approvals"
        case .push: "push_branch"
        case .pullRequest: "create_pull_request"
        case .reconcile, .describe: nil
        }
    }
}
