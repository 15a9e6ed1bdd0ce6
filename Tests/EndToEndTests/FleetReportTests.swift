import Basics
import Database
import Fleet
import Foundation
import LanguageModels
import TestSupport
import Testing

@testable import Remediation
@testable import complybot

@Suite("What status and report say of a home folder")
struct FleetReportTests {
    private func home() async throws -> TemporaryDirectory {
        let folder = try TemporaryDirectory()
        let store = try SweepStore(home: folder.path)
        let jobs = ["a", "b"].map {
            RepositoryJob(location: "/srv/\($0).git")
        }
        let (sweep, _) = try await store.begin(jobs, resuming: false)
        var summary = RemediationSummary(repository: "a", location: "/srv/a.git")
        summary.base = "0123456789abcdef0123456789abcdef01234567"
        summary.findings = [.init(severity: "high", count: 2)]
        summary.action = .created
        summary.number = 7
        try await store.finish(0, of: sweep, with: summary)
        summary = RemediationSummary(repository: "b", location: "/srv/b.git")
        summary.failure = "the remote does not answer"
        try await store.finish(1, of: sweep, with: summary)
        let books = try ModelBooks(
            .file("\(folder.path)/models.sqlite"), now: { 1_795_219_200_000 })
        var record = UsageRecord(
            time: 1_795_219_200_000, purpose: "describe", run: "job-3/a",
            model: ModelIdentity(provider: "openai", model: "gpt"),
            usage: ModelUsage(input: 120, output: 30), latency: 1500,
            cost: Money(microdollars: 2500))
        try await books.record(record)
        record.time += 86_400_000
        record.model = ModelIdentity(provider: "anthropic", model: "claude")
        record.failure = .rateLimited
        record.fallback = 1
        record.reason = "=slow, \"down\""
        try await books.record(record)
        return folder
    }

    private func run(_ words: [String], home: TemporaryDirectory) throws -> Program.Outcome {
        try Program.run(words, environment: ["COMPLYBOT_HOME": home.path])
    }

    @Test("status puts first who needs somebody")
    func status() async throws {
        let home = try await home()
        let text = try run(["status"], home: home)
        #expect(text.status == 0, "\(text.errors)")
        let parts = text.output.components(separatedBy: "As it ought to be")
        #expect(parts.count == 2 && parts[0].contains("does not answer"), "\(text.output)")
        #expect(parts[1].contains("#7 created"))
        #expect(
            text.output.contains(
                "2 repositories, 1 with findings, 1 with an open pull request, 1 failed."))
        let json = try run(["status", "--format", "json"], home: home).output
        #expect(json.contains("\"seen_by\": \"sweep\"") && json.contains("\"failed\": 1"))
        #expect(try run(["status", "--format", "markdown"], home: home).output.contains("| --- |"))
        #expect(try run(["status", "--format", "html"], home: home).output.hasPrefix("<!DOCTYPE"))
    }

    @Test("report exports every question to a model, and leaves out other days")
    func export() async throws {
        let home = try await home()
        let csv = try run(["report", "--format", "csv"], home: home)
        #expect(csv.status == 0, "\(csv.errors)")
        let lines = csv.output.components(separatedBy: "\r\n")
        #expect(lines.count == 4 && lines[0].hasPrefix("time,purpose,run,provider,model,"))
        #expect(
            lines[1]
                == "2026-11-21T00:00:00.000Z,describe,job-3/a,openai,gpt,120,30,0,0,no,1500,0.0025,,0,",
            "\(lines[1])")
        #expect(lines[2].hasSuffix(",rate-limited,1,\"'=slow, \"\"down\"\"\""), "\(lines[2])")
        let day = ["report", "--format", "csv", "--since", "2026-11-22"]
        #expect(try run(day, home: home).output.components(separatedBy: "\r\n").count == 3)
        let text = try run(["report"], home: home).output
        #expect(text.contains("openai/gpt") && text.contains("$0.0025"), "\(text)")
        let json = try run(["report", "--format", "json", "--until", "2026-11-21"], home: home)
        #expect(json.output.contains("\"cost_dollars\": \"0.0025\""))
        #expect(!json.output.contains("claude"))
    }

    @Test("a home in which nothing has run says so, and stays as it is")
    func empty() throws {
        let folder = try TemporaryDirectory()
        let text = try run(["status"], home: folder)
        #expect(text.status == 0 && text.output.split(separator: "\n").count == 1)
        #expect(
            text.output.hasPrefix("Nothing has run with the state in \(folder.path)")
                && text.output.contains("complybot serve or complybot sweep begins"))
        #expect(try run(["report"], home: folder).output.contains("No model was asked."))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
    }

    @Test("a day that is none is a mistake that names it")
    func mistake() throws {
        let folder = try TemporaryDirectory()
        let outcome = try run(["report", "--since", "yesterday"], home: folder)
        #expect(outcome.status == 2 && outcome.errors.contains("--since (yesterday)"))
    }

    @Test("metrics count questions, tokens, cost and what became of the words")
    func metrics() {
        let metrics = FleetMetrics(version: "1")
        var record = UsageRecord(
            time: 0, purpose: "describe", run: "", model: .init(provider: "azure", model: "m"),
            usage: ModelUsage(input: 100, output: 20, cachedInput: 40), latency: 300,
            cost: Money(microdollars: 1_500_000), fallback: 1)
        metrics.modelWatch.called(record)
        record.failure = .overBudget
        record.usage = nil
        record.cost = nil
        metrics.modelWatch.called(record)
        record.model.provider = "unheard-of"
        record.failure = .timeout
        metrics.modelWatch.called(record)
        metrics.modelWatch.described(
            .init(
                prose: .init(
                    summary: "", changes: [], policyCompliance: [], riskAssessment: "",
                    testing: ""),
                outcomes: .init(fates: [.summary: .repaired], struck: [.advisory: 2]),
                prompts: Digest(of: "")))
        let text = metrics.text()
        for line in [
            "complybot_model_requests_total{provider=\"azure\",result=\"success\"} 1",
            "complybot_model_requests_total{provider=\"azure\",result=\"refused\"} 1",
            "complybot_model_requests_total{provider=\"other\",result=\"failure\"} 1",
            "complybot_model_tokens_total{provider=\"azure\",direction=\"cached\"} 40",
            "complybot_model_cost_dollars_total{provider=\"azure\"} 1.5",
            "complybot_model_duration_seconds_count{provider=\"azure\"} 1",
            "complybot_model_fallbacks_total{provider=\"azure\"} 2",
            "complybot_description_parts_total{fate=\"repaired\"} 1",
            "complybot_description_struck_total{kind=\"advisory\"} 2",
        ] { #expect(text.contains(line), "\(line)") }
    }
}
