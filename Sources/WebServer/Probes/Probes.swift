internal import Basics

/// One thing that must be so for the service to be ready.
package struct ReadinessCheck: Sendable {
    /// Its name, such as `store`.
    package var name: String
    /// Why it is not so; nil when it is.
    package var problem: @Sendable () async -> String?

    /// A check from its parts.
    package init(_ name: String, problem: @escaping @Sendable () async -> String?) {
        self.name = name
        self.problem = problem
    }
}

/// What machines ask of the service: whether it lives, whether it is ready, and its metrics.
package struct Probes: Sendable {
    private let checks: [ReadinessCheck]
    private let metrics: @Sendable () async -> String

    /// The probes; `metrics` gives the text of Prometheus.
    package init(
        checks: [ReadinessCheck], metrics: @escaping @Sendable () async -> String
    ) {
        self.checks = checks
        self.metrics = metrics
    }

    /// `/healthz`, `/readyz` and `/metrics`.
    package var routes: [Route] {
        [
            Route("GET", "/healthz", need: .nothing) { _, _ in
                .json(200, .members(["status": "ok", "service": "complybot"]))
            },
            Route("GET", "/readyz", need: .nothing) { _, _ in await ready() },
            Route("GET", "/metrics", need: .nothing) { _, _ in
                .text(200, await metrics(), as: "text/plain; version=0.0.4; charset=utf-8")
            },
        ]
    }

    private func ready() async -> WebResponse {
        var results: [JSONValue.Member] = []
        var isReady = true
        for check in checks {
            let problem = await check.problem()
            isReady = isReady && problem == nil
            results.append(.init(check.name, .string(problem ?? "ok")))
        }
        return .json(
            isReady ? 200 : 503,
            .members([
                "status": isReady ? "ready" : "not ready", "checks": .object(results),
            ]))
    }
}
