import AgentTools
import Basics
import Remediation
import RuleEngine

/// `complybot agent`: one repository, driven by a model.
enum AgentCommand {
    /// How a run is shown.
    private enum Format: String, CaseIterable {
        case text, jsonl
    }

    static let specification = CommandSpecification(
        words: ["agent"],
        summary: "have a model drive one repository by the thirteen tools",
        discussion: """
            The model chooses and orders the tools; every patch is still a rule's, proved, and the end is the one of remediate.
            A model that gives up, stalls or uses up its budget leaves the rest to the deterministic path.
            With --format jsonl each event is a line of JSON, the last one the result. See docs/agent.md.
            """,
        arguments: RemediateCommand.specification.arguments,
        options: AgentSetup.options + RemediateCommand.jobOptions + [
            .init(name: "resume", summary: "go on with a run that was cut off"),
            .init(
                name: "format", value: "text|jsonl",
                summary: "how the run is shown (default text)"),
            .init(name: "output", value: "FILE", summary: "write the result to a file"),
        ] + Engine.options,
        run: run)

    private static func run(_ arguments: ParsedArguments, _ terminal: Terminal) async throws
        -> ExitStatus
    {
        let format = try arguments.choice("format", default: Format.text)
        let job = try RemediateCommand.job(arguments)
        let progress = AgentProgress()
        let tell: @Sendable (RepositoryJob, AgentEvent) -> Void = { _, event in
            switch format {
            case .text: progress.lines(for: event).map { terminal.note("\($0)\n") }
            // A reader that went away, or a full disk, is told when the result is written.
            case .jsonl: try? terminal.write(event.json.text(indented: false) + "\n")
            }
        }
        let report = try await SweepCommand.sweep(
            concurrency: 1, driving: .all(tell: tell), arguments, terminal
        ) { _ in [job] }
        if format == .jsonl {
            for summary in report.summaries {
                let line = summary.json.setting("type", to: "result").text(indented: false)
                try Output.write(
                    line + "\n", to: arguments.value("output"), terminal: terminal)
            }
        }
        if format == .text, let transcript = report.summaries.first?.agent?.transcript {
            terminal.note(
                "complybot: the transcript is in \(transcript.path), signed up to \(transcript.anchor)\n"
            )
        }
        return try RemediateCommand.conclude(report, terminal) {
            guard format == .text else { return }
            try SweepCommand.write(report, as: .text, arguments, terminal)
        }
    }
}
