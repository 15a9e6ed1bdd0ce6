import Basics
import Fleet
import LanguageModels
import Remediation

/// `complybot report`: every repository as last seen, and what language models were asked and cost.
enum ReportCommand {
    /// How the report is written.
    enum Format: String, CaseIterable { case text, json, csv, markdown, html }

    static let specification = CommandSpecification(
        words: ["report"], summary: "every repository as last seen, and every question to a model",
        discussion: """
            Reads what the service, the sweeps and the books of the models left in this home folder. csv has one row for
            each question to a model: when, for what, of whom, tokens, time, cost, and why it was another's or had no
            answer. json has the same beside the repositories. Days are of UTC.
            """,
        options: [
            .init(
                name: "format", value: "text|json|csv|markdown|html",
                summary: "how it is written (default text)"),
            .init(
                name: "since", value: "YYYY-MM-DD",
                summary: "leave out questions to models of earlier days"),
            .init(
                name: "until", value: "YYYY-MM-DD",
                summary: "leave out questions to models of later days"),
            .init(
                name: "output", short: "o", value: "FILE",
                summary: "where it is written (default standard output)"),
        ]
    ) { arguments, terminal in
        let format = try arguments.choice("format", default: Format.text)
        let span = try span(arguments)
        let home = try Installation(environment: terminal.environment).home()
        let clock = RunClock.configured(by: terminal.environment)
        let calls = try await FleetView.calls(home: home, in: span)
        if format == .csv {
            let text = CommaSeparated.text(UsageRecord.columns, calls.map(\.cells))
            try Output.write(text, to: arguments.value("output"), terminal: terminal)
            return .done
        }
        let view = try await FleetView(home: home, now: Int64(clock.now()) * 1000)
        let tables = tables(view, ModelTotals.of(calls))
        let text =
            switch format {
            case .json: json(view, calls).text() + "\n"
            case .markdown: tables.markdown
            case .html: tables.html
            case .text, .csv: tables.shown(arguments, terminal)
            }
        try Output.write(text, to: arguments.value("output"), terminal: terminal)
        return .done
    }

    /// The milliseconds from the start of one day to the end of another.
    private static func span(_ arguments: ParsedArguments) throws -> Range<Int64> {
        let since = try day("since", arguments).map { Int64($0.number) * 86_400_000 } ?? 0
        let until = try day("until", arguments).map { Int64($0.number + 1) * 86_400_000 } ?? .max
        guard since < until else {
            throw Diagnostic(.usage, "read --until", because: "it is before --since")
        }
        return since..<until
    }

    private static func day(_ option: String, _ arguments: ParsedArguments) throws -> Day? {
        guard let text = arguments.value(option) else { return nil }
        guard let day = Day(text) else {
            throw Diagnostic(
                .usage, "read --\(option)", on: text, because: "it is no day",
                remedy: "write it as 2026-11-21")
        }
        return day
    }

    private static func json(_ view: FleetView, _ calls: [UsageRecord]) -> JSONValue {
        .members([
            "schema_version": .int(1), "repositories": .array(view.entries.map(\.json)),
            "model_totals": .array(ModelTotals.of(calls).map(\.json)),
            "model_calls": .array(calls.map(\.json)),
        ])
    }

    private static func tables(_ view: FleetView, _ totals: [ModelTotals]) -> TableReport {
        TableReport(
            "The fleet", lines: [view.countsLine],
            sections: [
                .init(
                    "Repositories",
                    [
                        "Repository", "Findings", "Patched", "Tests", "Risk", "Pull request",
                        "State",
                    ],
                    view.entries.map(row), otherwise: "None was looked at here yet."),
                .init(
                    "Language models", ModelTotals.heading, totals.map(\.row),
                    otherwise: "No model was asked."),
            ])
    }

    private static func row(_ entry: FleetView.Entry) -> [String] {
        let summary = entry.summary
        return [
            summary.repository, entry.findings,
            summary.patched.isEmpty
                ? "" : summary.patched.count.of("rule"),
            summary.tests, summary.riskLevel ?? "", entry.pullRequest, entry.state,
        ]
    }
}
