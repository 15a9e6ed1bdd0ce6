import Basics
import Git
import LanguageModels
import Remediation
import RuleEngine
import Snapshots

/// `complybot fix`: the patches, applied to the working tree or shown as one unified diff.
enum FixCommand {
    /// The formats of its report.
    enum Format: String, CaseIterable { case text, json, sarif, markdown, github, diff }

    static let specification = CommandSpecification(
        words: ["fix"],
        summary: "apply the patches to the working tree",
        discussion: """
            Every patch is proved before anything is written; what cannot be proved is left alone and named.
            Safe patches are applied; --unsafe adds those that change behaviour somebody may rely on.
            Only findings that count are patched: not those that a waiver covers or a baseline knows.
            With --dry-run the diff goes to standard output and the rest to standard error.
            Credentials in a diff on standard output are masked; --output FILE gets it as it is.
            """,
        arguments: [LocalRun.argument],
        options: [
            .init(name: "dry-run", summary: "print one unified diff and write nothing"),
            .init(name: "unsafe", summary: "apply unsafe patches too"),
            .init(
                name: "rev", value: "REV",
                summary: "with --dry-run: patch a commit instead of the working tree"),
        ] + LocalRun.reportOptions(Format.self, failOn: .none) + Engine.options,
        run: run)

    private static func run(
        _ arguments: ParsedArguments, _ terminal: Terminal
    ) async throws -> ExitStatus {
        let isDryRun = arguments.has("dry-run")
        if arguments.has("rev"), !isDryRun {
            throw Diagnostic(
                .usage, "run fix", on: "--rev", because: "a commit cannot be written to",
                remedy: "add --dry-run")
        }
        let format: Format = try arguments.choice("format", default: .text)
        let run = try LocalRun(arguments, terminal, failOn: .none, format: .text)
        if run.target.workingTree == nil, !isDryRun {
            throw Diagnostic(
                .usage, "patch the working tree", on: run.target.path,
                because: "the repository is bare",
                remedy: "add --dry-run, or use complybot remediate")
        }
        let fix = try LocalFix(
            run, allowsUnsafe: arguments.has("unsafe"), isDryRun: isDryRun,
            wantsDiff: format == .diff || isDryRun)
        try run.meter.measure(.report) {
            try write(
                fix.report, diff: fix.diff, of: run, as: format, isDryRun: isDryRun, terminal)
        }
        run.tellStatistics(of: fix.found)
        if run.tell(fix.problems) { return .usage }
        return run.threshold.isReached(by: fix.everythingLeft) ? .findings : .done
    }

    /// The diff for standard output, which may be a log; says so when it is not what would be applied.
    private static func shown(
        _ diff: [UInt8], of run: LocalRun, _ terminal: Terminal
    ) throws -> [UInt8] {
        guard !diff.isEmpty else { return diff }
        let formats = try run.engine.credentialFormats()
        let shown = ShownDiff(diff, by: Redactor(secrets: [], finder: formats))
        if shown.isMasked {
            terminal.note(
                "complybot: warning: credentials in the diff are masked, so that it does not apply; write it to a file with --output FILE\n"
            )
        }
        return shown.bytes
    }

    private static func write(
        _ report: FixReport, diff: [UInt8], of run: LocalRun, as format: Format, isDryRun: Bool,
        _ terminal: Terminal
    ) throws {
        switch format {
        case .json: try run.write(report.json.text() + "\n")
        case .sarif: try run.write(report.current.sarif.text() + "\n")
        case .markdown: try run.write(report.markdown)
        case .github: try run.write(report.current.annotations)
        case .text where !isDryRun: try run.write(report.text)
        case .text, .diff:
            try run.write(run.isWrittenToFile ? diff : shown(diff, of: run, terminal))
            terminal.note(report.text)
        }
    }
}
