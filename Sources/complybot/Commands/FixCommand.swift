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
            """,
        arguments: [.init(name: "PATH", summary: "the repository (default: the current folder)")],
        options: [
            .init(name: "dry-run", summary: "print one unified diff and write nothing"),
            .init(name: "unsafe", summary: "apply unsafe patches too"),
            .init(
                name: "rev", value: "REV",
                summary: "with --dry-run: patch a commit instead of the working tree"),
        ] + Engine.options,
        run: run)

    private static func run(_ arguments: ParsedArguments, _ terminal: Terminal) async throws
        -> ExitStatus
    {
        let isDryRun = arguments.has("dry-run")
        if arguments.has("rev"), !isDryRun {
            throw Diagnostic(
                .usage, "run fix", on: "--rev", because: "a commit cannot be written to",
                remedy: "add --dry-run")
        }
        let configuration = try ProgramConfiguration.load(
            option: arguments.value("config"), environment: terminal.environment)
        let installation = Installation(environment: terminal.environment)
        let target = try LocalTarget(
            path: arguments.arguments.first ?? ".", revision: arguments.value("rev"))
        if target.workingTree == nil, !isDryRun {
            throw Diagnostic(
                .usage, "patch the working tree", on: target.path,
                because: "the repository is bare",
                remedy: "add --dry-run, or use complybot remediate")
        }
        let engine = try Engine.load(
            arguments, configuration: configuration, installation: installation)
        let repositoryConfiguration = try RepositoryConfiguration.read(from: target.snapshot)
        let context = engine.context(
            repository: target.name, service: repositoryConfiguration.service ?? target.name)
        let patch = try PatchPlanner(
            compiled: engine.compiled, context: context,
            options: PatchOptions(allowsUnsafe: arguments.has("unsafe"))
        ).plan(on: target.snapshot)
        if isDryRun {
            try terminal.write(try UnifiedDiff.text(of: patch.after))
        } else if let workingTree = target.workingTree, !patch.changes.isEmpty {
            try WorkingTree(of: target.repository).apply(patch.changes, expecting: workingTree)
        }
        let report = FixReport(patch: patch, isDryRun: isDryRun)
        if isDryRun { terminal.note(report.text) } else { try terminal.write(report.text) }
        return .done
    }
}
