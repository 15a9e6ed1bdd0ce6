import Basics
import Foundation
import Remediation
import Synchronization
import TestSupport
import Testing

@testable import Fleet

@Suite struct FleetMetricsTests {
    @Test("the catalogue passes promtool's check")
    func promtool() throws {
        guard FileManager.default.isExecutableFile(atPath: "/usr/bin/promtool") else { return }
        let folder = try TemporaryDirectory()
        let output = try Command.run(
            ["promtool", "check", "metrics"], in: folder.path,
            input: Array(FleetMetrics(version: "1.2.3").text().utf8))
        #expect(output.status == 0, "\(output.errors)")
        #expect(output.errors.isEmpty && output.text.isEmpty)
    }

    @Test("every name begins with complybot, and the process tells of itself")
    func names() throws {
        let text = FleetMetrics(version: "1.2.3").text()
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            #expect(line.hasPrefix("complybot_"))
        }
        #expect(text.contains("complybot_build_info{version=\"1.2.3\"} 1\n"))
        for name in ["resident_memory_bytes", "open_fds", "start_time_seconds"] {
            let line = try #require(
                text.split(separator: "\n").first { $0.hasPrefix("complybot_process_\(name) ") })
            #expect(try #require(Double(line.split(separator: " ")[1])) > 0)
        }
    }

    @Test("a run and its stages are counted, timed and traced")
    func run() async throws {
        let metrics = FleetMetrics(version: "1")
        let server = try ScriptedHTTPServer([.text(200, "{}")])
        let configuration = try #require(
            try TraceConfiguration.fromEnvironment(
                [
                    "OTEL_EXPORTER_OTLP_ENDPOINT": server.address,
                    "OTEL_EXPORTER_OTLP_HEADERS": "x-token=a%20b",
                ], version: "1"))
        let exporter = TraceExporter(configuration, metrics: metrics)
        let clock = ManualNanoseconds()
        let run = RunObservation(
            of: UnitKey(repository: "forge.test:1", kind: .remediate), run: 4, job: 2, attempt: 1,
            metrics: metrics, exporter: exporter, now: { clock.next() })
        #expect(metrics.text().contains("complybot_workflows_active{kind=\"remediate\"} 1\n"))
        run.enter(.fetch)
        run.enter(.pullRequest)
        run.end(.failed, because: "no \"access\"")
        run.end()
        let text = metrics.text()
        #expect(text.contains("complybot_workflows_active{kind=\"remediate\"} 0\n"))
        #expect(
            text.contains(
                "complybot_workflows_failed_total{kind=\"remediate\",outcome=\"failed\"} 1\n"))
        #expect(
            text.contains("complybot_stage_duration_seconds_sum{stage=\"pull-request\"} 1\n"))
        await exporter.flush()
        let request = try #require(server.received.first)
        #expect(request.target == "/v1/traces" && request.header("x-token") == "a b")
        #expect(request.header("Content-Type") == "application/json")
        try check(request.body, trace: run.trace)
        #expect(metrics.text().contains("complybot_trace_spans_total{result=\"sent\"} 3\n"))
    }

    @Test(
        "while a model drives, its calls are counted and not the stages, those of no tool of ours as one"
    )
    func driven() {
        let metrics = FleetMetrics(version: "1")
        let clock = ManualNanoseconds()
        let run = RunObservation(
            of: UnitKey(repository: "forge.test:1", kind: .remediate), run: 4, job: 2, attempt: 1,
            metrics: metrics, now: { clock.next() })
        run.enter(.check)
        run.setDriven(true)
        run.enter(.fetch)
        run.call("clone_repository", failure: nil, took: .milliseconds(20))
        run.enter(.test)
        run.call("run_tests", failure: "timed_out", took: .seconds(2))
        run.call("sudo {a=\"b\"}", failure: "unknown_tool", took: .zero)
        run.setDriven(false)
        run.enter(.push)
        run.end()
        let lines = metrics.text().split(separator: "\n").filter {
            $0.hasPrefix("complybot_tool_calls_total{")
        }
        let calls = [
            ("clone_repository", "success"), ("detect_compliance_drift", "success"),
            ("outside", "failure"), ("push_branch", "success"), ("run_tests", "failure"),
        ]
        #expect(
            lines.filter { !$0.hasSuffix(" 0") }.sorted()
                == calls.map { #"complybot_tool_calls_total{tool="\#($0.0)",result="\#($0.1)"} 1"# }
        )
        #expect(
            metrics.text().contains(
                "complybot_tool_duration_seconds_sum{tool=\"run_tests\"} 2\n"))
        #expect(
            metrics.text().contains("complybot_stage_duration_seconds_count{stage=\"test\"} 1\n"))
    }

    /// Checks the document as a collector would.
    private func check(_ body: [UInt8], trace: String) throws {
        struct Document: Decodable {
            struct Resource: Decodable { var attributes: [Attribute] }
            struct Attribute: Decodable {
                struct Value: Decodable { var stringValue, intValue: String? }
                var key: String
                var value: Value
            }
            struct Status: Decodable {
                var code: Int
                var message: String?
            }
            struct Span: Decodable {
                var traceId, spanId, name, startTimeUnixNano, endTimeUnixNano: String
                var parentSpanId: String?
                var kind: Int
                var attributes: [Attribute]
                var status: Status
            }
            struct ScopeSpans: Decodable { var spans: [Span] }
            struct ResourceSpans: Decodable {
                var resource: Resource
                var scopeSpans: [ScopeSpans]
            }
            var resourceSpans: [ResourceSpans]
        }
        let document = try JSONDecoder().decode(Document.self, from: Data(body))
        let resource = try #require(document.resourceSpans.first)
        #expect(
            resource.resource.attributes.first { $0.key == "service.name" }?.value.stringValue
                == "complybot")
        let spans = resource.scopeSpans[0].spans
        #expect(spans.map(\.name) == ["fetch", "pull-request", "run"])
        let root = try #require(spans.last)
        #expect(root.traceId == trace && trace.count == 32 && root.spanId.count == 16)
        #expect(root.parentSpanId == nil && root.status.code == 2)
        #expect(root.status.message == "no \"access\"" && root.kind == 1)
        #expect(spans[0].parentSpanId == root.spanId && spans[0].status.code == 1)
        #expect(
            spans[0].startTimeUnixNano == "2000000000" && spans[0].endTimeUnixNano == "3000000000")
        #expect(root.attributes.first { $0.key == "complybot.run" }?.value.intValue == "4")
    }

    @Test("spans are dropped and counted, never waited for, when the queue is full")
    func drops() throws {
        let metrics = FleetMetrics(version: "1")
        let configuration = try #require(
            try TraceConfiguration.fromEnvironment(
                ["OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:1"], version: "1"))
        let exporter = TraceExporter(configuration, metrics: metrics)
        for _ in 0..<(TraceExporter.queueLimit + 5) { exporter.export(Span("x", start: 1)) }
        #expect(metrics.text().contains("complybot_trace_spans_total{result=\"dropped\"} 5\n"))
    }

    @Test("a collector that asks to come again is asked again, one that refuses is not")
    func retries() async throws {
        let metrics = FleetMetrics(version: "1")
        let server = try ScriptedHTTPServer([
            .text(503, ""), .text(200, "{}"), .text(400, ""), .text(200, "{}"),
        ])
        let configuration = try #require(
            try TraceConfiguration.fromEnvironment(
                ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "\(server.address)/x"], version: "1"))
        let exporter = TraceExporter(configuration, metrics: metrics, pause: { _ in })
        exporter.export(Span("x", start: 1))
        await exporter.flush()
        exporter.export(Span("y", start: 1))
        await exporter.flush()
        #expect(server.received.map(\.target) == ["/x", "/x", "/x"])
        let text = metrics.text()
        #expect(text.contains("complybot_trace_spans_total{result=\"sent\"} 1\n"))
        #expect(text.contains("complybot_trace_spans_total{result=\"rejected\"} 1\n"))
    }
}

/// A clock that goes forward by a second with each look.
final class ManualNanoseconds: Sendable {
    private let time = Mutex<Int64>(0)

    func next() -> Int64 {
        time.withLock { time in
            time += 1_000_000_000
            return time
        }
    }
}
