import Basics
import Foundation
import Remediation
import Testing

@testable import Fleet

@Suite("Metrics that mean something")
struct MetricsCoverageTests {
    /// The folders of the program's own code.
    private static let sources = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Sources")

    private func lines(below folder: URL) throws -> [String] {
        var lines: [String] = []
        for case let file as URL in FileManager.default.enumerator(
            at: folder, includingPropertiesForKeys: nil) ?? .init()
        where file.pathExtension == "swift" {
            lines += try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
                .map(String.init)
        }
        return lines
    }

    @Test("every metric that is declared is set by something")
    func everyMetricIsSet() throws {
        let children = Mirror(reflecting: FleetMetrics(version: "1")).children
        let names = children.compactMap { child in
            child.value is Counter || child.value is Gauge || child.value is Histogram
                ? child.label : nil
        }
        #expect(names.count > 15)
        let lines = try lines(below: Self.sources)
        for name in names {
            let ways = [".increment(", ".set(", ".add(", ".observe("].map { "\(name)\($0)" }
            #expect(
                lines.contains { line in ways.contains { line.contains($0) } },
                "nothing sets \(name)")
        }
    }

    @Test("a run's stages count as the tools that they are")
    func tools() {
        let metrics = FleetMetrics(version: "1")
        let run = RunObservation(
            of: UnitKey(repository: "forge.test:1"), run: 1, job: 1, attempt: 1, metrics: metrics)
        run.enter(.fetch)
        run.enter(.reconcile)
        run.enter(.push)
        run.end(.failed)
        let text = metrics.text()
        for line in [
            #"complybot_tool_calls_total{tool="clone_repository",result="success"} 1"#,
            #"complybot_tool_calls_total{tool="push_branch",result="failure"} 1"#,
            #"complybot_tool_duration_seconds_count{tool="push_branch"} 1"#,
        ] { #expect(text.contains(line + "\n"), "\(line)") }
    }
}
