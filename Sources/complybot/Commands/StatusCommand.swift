import Basics
import Fleet
import Remediation

/// `complybot status`: the fleet as last seen, and what is under way.
enum StatusCommand {
    /// How a report on the fleet is written.
    enum Format: String, CaseIterable { case text, json, markdown, html }

    static let specification = CommandSpecification(
        words: ["status"], summary: "the fleet as last seen, and what is under way",
        discussion: """
            Reads what the service and the sweeps of this home folder left; asks no forge and writes nothing.
            Repositories that failed, or have findings and no pull request, come first.
            """,
        options: [
            .init(
                name: "format", value: "text|json|markdown|html",
                summary: "how it is written (default text)"),
            .init(
                name: "output", short: "o", value: "FILE",
                summary: "where it is written (default standard output)"),
        ]
    ) { arguments, terminal in
        let format = try arguments.choice("format", default: Format.text)
        let home = try Installation(environment: terminal.environment).home()
        let clock = RunClock.configured(by: terminal.environment)
        let view = try await FleetView(home: home, now: Int64(clock.now()) * 1000)
        let text =
            switch format {
            case .json: view.status.text() + "\n"
            case .markdown: view.statusTables(home).markdown
            case .html: view.statusTables(home).html
            case .text: view.statusTables(home).shown(arguments, terminal)
            }
        try Output.write(text, to: arguments.value("output"), terminal: terminal)
        return .done
    }
}

extension TableReport {
    /// The report for a terminal, or for a file that was asked for.
    func shown(_ arguments: ParsedArguments, _ terminal: Terminal) -> String {
        arguments.value("output") == nil
            ? text(coloured: terminal.outputIsTerminal, columns: terminal.outputSize?.columns)
            : text(coloured: false)
    }
}

extension FleetView {
    /// Repositories in numbers.
    var counts: [(name: String, count: Int)] {
        [
            ("repositories", entries.count),
            ("with findings", entries.count { !$0.summary.findings.isEmpty }),
            ("with an open pull request", entries.count(where: \.hasPullRequest)),
            ("failed", entries.count { $0.summary.failure != nil }),
        ]
    }

    /// The repositories in numbers, as a sentence.
    var countsLine: String {
        guard !entries.isEmpty else { return "No repository was looked at here yet." }
        return counts.map { "\($0.count) \($0.name)" }.joined(separator: ", ") + "."
    }

    fileprivate var status: JSONValue {
        .members([
            "schema_version": .int(1),
            "counts": .object(
                counts.map { .init($0.name.replacing(" ", with: "_"), .int($0.count)) }),
            "queue": queue.map { queue in
                .object(
                    JobState.allCases.map { .init($0.rawValue, .int(queue.jobs[$0] ?? 0)) })
            } ?? .null,
            "newest_sweep": sweep.map { sweep in
                .object(SweepStatus.allCases.map { .init($0.rawValue, .int(sweep[$0] ?? 0)) })
            } ?? .null,
            "repositories": .array(entries.map(\.json)),
        ])
    }

    fileprivate func statusTables(_ home: String) -> TableReport {
        let title = "The fleet as last seen"
        let lines = [
            queue == nil && sweep == nil
                ? "Nothing has run with the state in \(home) yet: complybot serve or complybot sweep begins; COMPLYBOT_HOME names another folder."
                : countsLine,
            queueLine, sweepLine,
        ].compactMap(\.self)
        guard !entries.isEmpty else { return TableReport(title, lines: lines, sections: []) }
        let attention = entries.filter(\.needsAttention)
        let others = entries.filter { !$0.needsAttention }
        let heading = ["Repository", "Findings", "Pull request", "Seen", "State"]
        return TableReport(
            title, lines: lines,
            sections: [
                .init(
                    "Needs somebody", heading, attention.map(Self.row),
                    otherwise: "No repository does."),
                .init(
                    "As it ought to be or under way", heading, others.map(Self.row),
                    otherwise: "No repository is."),
            ])
    }

    private static func row(_ entry: Entry) -> [String] {
        [
            entry.summary.repository, entry.findings, entry.pullRequest,
            entry.seenAt.map { String(UTCTime.text(milliseconds: $0).prefix(16)) + "Z" }
                ?? "by a sweep", entry.state,
        ]
    }

    private var queueLine: String? {
        guard let queue else { return nil }
        let jobs = JobState.allCases.compactMap { state in
            queue.jobs[state].flatMap { $0 == 0 ? nil : "\($0) \(state.rawValue)" }
        }
        return "Jobs of the service: " + (jobs.isEmpty ? "none" : jobs.joined(separator: ", "))
            + "."
    }

    private var sweepLine: String? {
        guard let sweep else { return nil }
        let open = SweepStatus.allCases.filter { $0 != .completed && $0 != .failed }
            .reduce(0) { $0 + (sweep[$1] ?? 0) }
        let counts = SweepStatus.allCases.compactMap { status in
            sweep[status].map { "\($0) \(status.rawValue.replacing("_", with: " "))" }
        }
        return "Newest sweep: \(counts.joined(separator: ", "))"
            + (open == 0 ? "." : "; sweep --resume goes on with it.")
    }
}
