import Basics
import Documents
import Remediation
import RuleEngine
import Snapshots

/// `complybot check`: what drifts.
enum CheckCommand {
    /// The formats of its report.
    enum Format: String, CaseIterable { case text, json, sarif, markdown, github }

    static let specification = CommandSpecification(
        words: ["check"],
        summary: "detect drift in a working tree, a bare repository or a commit",
        discussion: """
            Looks at the working tree as it is: changed and untracked files count, ignored ones do not.
            Findings that a waiver covers or a baseline knows are shown and do not count.
            """,
        arguments: [LocalRun.argument],
        options: [
            .init(
                name: "rev", value: "REV", summary: "look at a commit instead of the working tree")
        ] + LocalRun.reportOptions(Format.self, failOn: .low) + BaselineWriting.options
            + Engine.options,
        run: run)

    private static func run(
        _ arguments: ParsedArguments, _ terminal: Terminal
    ) async throws -> ExitStatus {
        let format: Format = try arguments.choice("format", default: .text)
        let today = try Engine.day(arguments)
        let writing = try BaselineWriting(arguments, today: today)
        let run = try LocalRun(arguments, terminal, failOn: .low, format: .text)
        // Only SARIF says what each patch would be, and planning costs more than detecting.
        let patch = format == .sarif ? try run.plan() : nil
        let detection = patch?.before ?? run.detect()
        let baseline = try writing?.run(run, detection, today: today, terminal)
        let (report, problems) = run.meter.measure(.report) {
            run.report(
                detection, of: run.target.snapshot, baseline: baseline,
                fixes: patch?.standaloneEdits ?? [:])
        }
        try run.meter.measure(.report) { try write(report, of: run, as: format) }
        run.tellStatistics(of: report)
        if run.tell(problems) { return .usage }
        return run.threshold.isReached(by: report.findings) ? .findings : .done
    }

    private static func write(
        _ report: CheckReport, of run: LocalRun, as format: Format
    ) throws {
        switch format {
        case .text: try run.write(report.text(coloured: run.isColoured, columns: run.columns))
        case .json: try run.write(report.json.text() + "\n")
        case .sarif: try run.write(report.sarif.text() + "\n")
        case .markdown: try run.write(report.markdown)
        case .github: try run.write(report.annotations)
        }
    }
}
