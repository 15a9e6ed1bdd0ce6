import Basics
import Git
import Remediation
import RuleEngine
import Snapshots

/// `complybot fix`: the patches, applied to the working tree or shown as one unified diff.
enum FixCommand {
    static let specification = CommandSpecification(
        words: ["fix"],
        summary: "apply the patches to the working tree",
        discussion: """
            Every patch is proved before anything is written; what cannot be proved is left alone and named.
            Safe patches are applied; --unsafe adds those that change behaviour somebody may rely on.
            With --dry-run the diff goes to standard output and the rest to standard error.
            """,
        arguments: [LocalRun.argument],
        options: [
            .init(name: "dry-run", summary: "print one unified diff and write nothing"),
            .init(name: "unsafe", summary: "apply unsafe patches too"),
            .init(
                name: "rev", value: "REV",
                summary: "with --dry-run: patch a commit instead of the working tree"),
        ] + LocalRun.reportOptions(failOn: .none) + Engine.options,
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
        let run = try LocalRun(arguments, terminal, failOn: .none)
        if run.target.workingTree == nil, !isDryRun {
            throw Diagnostic(
                .usage, "patch the working tree", on: run.target.path,
                because: "the repository is bare",
                remedy: "add --dry-run, or use complybot remediate")
        }
        let patch = try plan(run, allowsUnsafe: arguments.has("unsafe"))
        if !isDryRun, let workingTree = run.target.workingTree, !patch.changes.isEmpty {
            try WorkingTree(of: run.target.repository).apply(patch.changes, expecting: workingTree)
        }
        let report = FixReport(
            toolVersion: Complybot.version, target: run.reportTarget,
            ruleSet: run.rules.ruleSet, patch: patch, isDryRun: isDryRun)
        switch run.format {
        case .json: try run.write(report.json.text() + "\n")
        case .text where isDryRun:
            try terminal.write(try UnifiedDiff.text(of: patch.after))
            terminal.note(report.text)
        case .text: try run.write(report.text)
        }
        if run.tell(run.terms.judge(patch.before, in: run.target.snapshot).problems) {
            return .usage
        }
        let left = run.terms.judge(patch.remaining, in: patch.after).findings.filter(\.counts)
        return run.threshold.isReached(by: left.map(\.finding)) ? .findings : .done
    }

    /// Plans the patches of the findings that the options ask for and nobody has waived.
    private static func plan(_ run: LocalRun, allowsUnsafe: Bool) throws -> PatchResult {
        var findings: [JudgedFinding] = []
        if run.terms.mayWaive || run.minimumSeverity > .info {
            let detection = Detection.run(
                run.rules, snapshot: run.target.snapshot, context: run.context)
            findings = run.terms.judge(detection, in: run.target.snapshot).findings
        }
        var options = run.terms.patchOptions(
            PatchOptions(allowsUnsafe: allowsUnsafe), waived: findings)
        if run.minimumSeverity > .info {
            options.fingerprints = Set(
                findings.map(\.finding).filter { $0.severity >= run.minimumSeverity }
                    .map(\.fingerprint))
        }
        return try PatchPlanner(compiled: run.rules, context: run.context, options: options)
            .plan(on: run.target.snapshot)
    }
}
