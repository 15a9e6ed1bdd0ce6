import Basics
import Database
import Fleet
import FoundationEssentials
import LanguageModels
import Remediation
import WebServer

/// The fleet as the home folder has it: what the service and the sweeps saw last, and what models were asked.
///
/// Reading makes no file and writes into none but what SQLite itself keeps beside them.
struct FleetView {
    /// A repository as it was seen last.
    struct Entry {
        /// Who saw it.
        enum Source: String { case service, sweep }

        var summary: RemediationSummary
        var source: Source
        /// When, in milliseconds since 1970; nil for a sweep, which does not note it.
        var seenAt: Int64?
        /// The service's unit; nil where a sweep alone has seen it.
        var unit: UnitRecord?
    }

    /// The repositories, by their names.
    var entries: [Entry] = []
    /// The queue; nil when no service has run here.
    var queue: FleetCounts?
    /// How far the newest sweep has come; nil when none has run here.
    var sweep: [SweepStatus: Int]?

    /// What a home folder has.
    init(home: String, now: Int64) async throws {
        var byLocation: [String: Entry] = [:]
        if Self.exists(SweepStore.path(in: home)) {
            let store = try SweepStore(home: home)
            sweep = try await store.newestSweep()
            for summary in try await store.lastSeen() {
                byLocation[summary.location] = Entry(
                    summary: summary, source: .sweep, seenAt: nil)
            }
        }
        if Self.exists(FleetStore.path(in: home)) {
            let reader = try FleetReader(home: home)
            queue = try await reader.counts(now: now)
            for unit in try await Self.units(reader) {
                guard unit.key.kind == .remediate, let run = unit.lastRun,
                    let summary = run.summary
                else { continue }
                byLocation[summary.location] = Entry(
                    summary: summary, source: .service, seenAt: run.endedAt, unit: unit)
            }
        }
        entries = byLocation.values.sorted {
            ($0.summary.repository, $0.summary.location)
                < ($1.summary.repository, $1.summary.location)
        }
    }

    /// Every question to a model in a span of milliseconds since 1970, the oldest first.
    static func calls(home: String, in span: Range<Int64>) async throws -> [UsageRecord] {
        let path = "\(home)/\(Composition.modelBooks)"
        guard exists(path) else { return [] }
        return try await ModelBooks(.file(path), now: { UTCTime.now })
            .records(in: span, limit: 1_000_000)
    }

    /// The same for the API.
    static func usage(home: String, in span: Range<Int64>) async throws -> [UsageEntry] {
        try await calls(home: home, in: span).map { call in
            UsageEntry(
                time: call.time, purpose: call.purpose, run: call.run,
                provider: call.model.provider, model: call.model.model,
                input: call.usage?.input, output: call.usage?.output,
                cached: call.usage?.cachedInput, latency: call.latency,
                cost: call.cost?.microdollars, failure: call.failure?.rawValue)
        }
    }

    private static func units(_ reader: FleetReader) async throws -> [UnitRecord] {
        var units: [UnitRecord] = []
        while true {
            let more = try await reader.units(after: units.last?.id ?? 0)
            if more.isEmpty { return units }
            units += more
        }
    }

    private static func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: path)
    }
}

extension FleetView.Entry {
    /// The entry as one object.
    var json: JSONValue {
        guard case .object(let members) = summary.json else { return .null }
        return .object(
            members + [
                .init("seen_by", .string(source.rawValue)),
                .init("seen_at", .optional(seenAt.map { UTCTime.text(milliseconds: $0) })),
            ])
    }

    /// Whether somebody has to look at it: it failed, or has findings and no pull request.
    var needsAttention: Bool {
        summary.failure != nil || !(summary.problems ?? []).isEmpty
            || !summary.findings.isEmpty && !hasPullRequest
    }

    /// Whether a pull request of ours is open.
    var hasPullRequest: Bool {
        guard summary.number != nil else { return false }
        return switch summary.action {
        case .created, .updated, .unchanged, .held: true
        case .none, .closed, .left: false
        }
    }

    /// The findings in words.
    var findings: String {
        guard summary.base != nil else { return "" }
        let words = summary.findings.map { "\($0.count) \($0.severity)" }
        return words.isEmpty ? "none" : words.joined(separator: ", ")
    }

    /// The pull request in words.
    var pullRequest: String {
        guard let number = summary.number else { return "" }
        return "#\(number) \(summary.action.rawValue)"
    }

    /// Why it is as it is.
    var state: String {
        summary.failure ?? summary.problems?.first ?? summary.note
    }
}
