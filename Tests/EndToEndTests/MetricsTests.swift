import Foundation
import StandInForge
import TestSupport
import Testing

@Suite("What the service tells of itself")
struct MetricsTests {
    private static let secret = "the secret of the service"
    private let fleet: GitHubFleet

    init() throws {
        fleet = try GitHubFleet(as: .app)
        try fleet.add("shop")
    }

    private func text(_ address: String) throws -> String {
        try Program.tool(["curl", "--silent", "--fail", address], in: fleet.folder.path)
    }

    @Test("a push to the service is seen in every metric that it concerns, by Prometheus itself")
    func scraped() throws {
        let service = try ServiceProcess(
            arguments: ["--rule", "actions-least-privilege"], in: fleet.folder.path,
            environment: fleet.environment.merging(["COMPLYBOT_WEBHOOK_SECRET": Self.secret]) {
                $1
            })
        try fleet.forge.setWebhook(service.webhooks, secret: Self.secret, of: fleet.app)
        try fleet.forge.push(["a": "1"], to: "main", of: "acme/shop")
        try service.waitForRun()
        let metrics = try text("\(service.address)/metrics")
        for series in [
            #"deliveries_total{result="accepted"} "#,
            #"delivery_verdicts_total{verdict="routed"} "#,
            #"workflows_completed_total{kind="remediate"} 1"#,
            #"tool_calls_total{tool="push_branch",result="success"} 1"#,
            #"forge_budget_remaining{resource="content-minute"} "#,
            #"cache_lookups_total{cache="forge",result="miss"} "#, "journal_events ",
            "journal_unsealed_events ", #"queue_jobs{state="done"} "#,
            #"stage_duration_seconds_count{stage="fetch"} 1"#,
        ] { #expect(metrics.contains("\ncomplybot_\(series)"), "\(series)") }
        try scrape(service)
        #expect(service.terminate() == 0)
    }

    /// Lets Debian's Prometheus scrape the service, and asks it what it has seen.
    private func scrape(_ service: ServiceProcess) throws {
        guard let program = Prometheus.program else {
            print("not scraped: Debian's package prometheus is not installed")
            return
        }
        let metrics = "\(service.address)/metrics"
        let folder = fleet.folder.path
        let hasScraped = DispatchSemaphore(value: 0)
        let relay = try ScriptedHTTPServer { _, number in
            // Who comes again has kept what it got before.
            if number > 0 { hasScraped.signal() }
            let text = try? Program.tool(["curl", "--silent", "--fail", metrics], in: folder)
            return .text(
                text == nil ? 503 : 200, text ?? "", headers: [("Content-Type", "text/plain")])
        }
        let prometheus = try Prometheus(program, scraping: relay.address, in: folder)
        defer { prometheus.stop() }
        let query = "\(prometheus.address)/api/v1/query?query="
        var answer = ""
        // A busy machine may answer a scrape too late for Prometheus.
        for _ in 0..<30 where !answer.contains("\"1\"") {
            try #require(hasScraped.wait(timeout: .now() + 60) == .success, "no scrape came")
            answer = try Program.tool(
                [
                    "curl", "--silent", "--retry", "5", "--retry-connrefused",
                    "\(query)complybot_workflows_completed_total",
                ], in: folder)
        }
        #expect(answer.contains("\"kind\":\"remediate\"") && answer.contains("\"1\""), "\(answer)")
        let up = try text("\(query)up")
        #expect(up.contains(",\"1\"]"), "\(up)")
    }
}

/// Debian's Prometheus on a port of loopback.
final class Prometheus: Sendable {
    static let program = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin").split(
        separator: ":"
    ).map { "\($0)/prometheus" }.first { FileManager.default.isExecutableFile(atPath: $0) }

    private let process = Process()
    let address: String

    init(_ program: String, scraping service: String, in folder: String) throws {
        let target = service.replacing("http://", with: "")
        let file = "\(folder)/prometheus.yml"
        try """
        global: {scrape_interval: 2s, scrape_timeout: 2s}
        scrape_configs:
          - job_name: complybot
            static_configs: [{targets: ["\(target)"]}]

        """.write(toFile: file, atomically: true, encoding: .utf8)
        let port = try Self.freePort()
        address = "http://127.0.0.1:\(port)"
        process.executableURL = URL(filePath: program)
        process.arguments = [
            "--config.file=\(file)", "--storage.tsdb.path=\(folder)/prometheus",
            "--web.listen-address=127.0.0.1:\(port)", "--log.level=error",
        ]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
    }

    deinit { stop() }

    func stop() {
        guard process.isRunning else { return }
        process.terminate()
        process.waitUntilExit()
    }

    /// A port that nobody listened on a moment ago.
    private static func freePort() throws -> Int {
        let text = try Program.tool(
            [
                "python3", "-c",
                "import socket\ns = socket.socket()\ns.bind(('127.0.0.1', 0))\nprint(s.getsockname()[1])",
            ], in: "/")
        return Int(text.filter(\.isNumber)) ?? 0
    }
}
