package import Basics
internal import HTTPClient
internal import Synchronization

/// Tells spans to a collector over OTLP/HTTP, as JSON, in batches.
///
/// Work never waits for it: a span that finds the queue full, or that the collector does not take, is dropped and
/// counted.
package final class TraceExporter: Sendable {
    /// How many spans wait at most, and how many go in one request.
    package static let queueLimit = 2048
    package static let batchLimit = 512
    /// How long spans wait for others to go with.
    package static let interval = Duration.seconds(5)
    /// What of an answer that asks to come again later is tried, and the longest wait for it.
    private static let attempts = 3
    private static let longestPause = Duration.seconds(5)

    private let configuration: TraceConfiguration
    private let client: HTTPClient
    private let spans: Counter
    private let queue = Mutex<[Span]>([])
    private let pause: @Sendable (Duration) async throws -> Void
    private let bell = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))

    /// An exporter; `pause` waits, and is given in tests alone.
    package init(
        _ configuration: TraceConfiguration, metrics: FleetMetrics,
        network: NetworkSettings = NetworkSettings(),
        pause: @escaping @Sendable (Duration) async throws -> Void = {
            try await Task.sleep(for: $0)
        }
    ) {
        (self.configuration, self.pause) = (configuration, pause)
        client = HTTPClient(configuration: .init(allowsPlainHTTP: true, network: network))
        spans = metrics.spans
    }

    /// Takes a span that is over; never waits.
    package func export(_ span: Span) {
        let count = queue.withLock { queue in
            guard queue.count < Self.queueLimit else { return -1 }
            queue.append(span)
            return queue.count
        }
        if count < 0 { spans.increment("dropped") }
        if count >= Self.batchLimit { bell.continuation.yield() }
    }

    /// Sends batches until the task is cancelled, and then what is left.
    package func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { [bell, pause] in
                // The clock rings like a full batch does.
                while (try? await pause(Self.interval)) != nil, !Task.isCancelled {
                    bell.continuation.yield()
                }
                bell.continuation.finish()
            }
            for await _ in bell.stream { await flush() }
            group.cancelAll()
        }
        // A cancelled task cannot send any more.
        await Task.detached { await self.flush() }.value
    }

    /// Sends everything that waits now.
    package func flush() async {
        while true {
            let batch = queue.withLock { queue in
                let batch = Array(queue.prefix(Self.batchLimit))
                queue.removeFirst(batch.count)
                return batch
            }
            if batch.isEmpty { return }
            await send(batch)
        }
    }

    private func send(_ batch: [Span]) async {
        var request = HTTPRequest(
            .post, configuration.url,
            headers: [HTTPHeader("Content-Type", "application/json")] + configuration.headers,
            body: Array(body(of: batch).text(indented: false).utf8), maxResponseBytes: 64 << 10)
        request.deadlines.total = configuration.timeout
        var wait = Duration.milliseconds(500)
        for attempt in 1...Self.attempts {
            let response = try? await client.send(request)
            if let response, (200..<300).contains(response.status) {
                spans.increment("sent", by: Double(batch.count))
                return
            }
            // The statuses of which OTLP says that the same request may come again.
            let mayRepeat = response.map { [429, 502, 503, 504].contains($0.status) } ?? true
            guard mayRepeat, attempt < Self.attempts else {
                spans.increment(response == nil ? "dropped" : "rejected", by: Double(batch.count))
                return
            }
            let asked = response?.headers.first(named: "Retry-After").flatMap { Int($0) }
            let longest = min(asked.map { .seconds($0) } ?? wait, Self.longestPause)
            guard (try? await pause(longest)) != nil else {
                spans.increment("dropped", by: Double(batch.count))
                return
            }
            wait *= 2
        }
    }

    /// One request's document.
    func body(of batch: [Span]) -> JSONValue {
        .members([
            "resourceSpans": .array([
                .members([
                    "resource": .members([
                        "attributes": Span.attributes(configuration.resource)
                    ]),
                    "scopeSpans": .array([
                        .members([
                            "scope": .members(["name": "complybot"]),
                            "spans": .array(batch.map(\.json)),
                        ])
                    ]),
                ])
            ])
        ])
    }
}
