import Advisories
import Basics
import FoundationEssentials
import Remediation
import RuleEngine

/// `complybot rules test`: run the cases that packs carry.
enum RulesTestCommand {
    static let specification = CommandSpecification(
        words: ["rules", "test"], summary: "run the packs' own before/after cases",
        discussion: """
            Every case of every rule is run as it stands and in variants: with other line ends, indentation and quotes, with
            comments and blank lines between, in another folder, beside other files, with all other rules on, with its result
            as its input, and without each part of its patch. --verbose says which variants a case was run in, and why not
            in the others.
            """,
        options: [
            .init(name: "verbose", summary: "name the cases that pass too, and variants left out"),
            .init(
                name: "mutate",
                summary: "take each part of each rule away and tell for which no case fails"),
            .init(
                name: "confluence",
                summary: "apply the patches of every two rules in both orders"),
            .init(
                name: "update", short: "U",
                summary: "write `after` of the cases whose patch now gives something else"),
            .init(
                name: "format", value: "text|json|junit",
                summary: "how the result is written (default text)"),
            .init(name: "output", value: "FILE", summary: "write the result to a file"),
        ] + Engine.options
    ) { arguments, terminal in
        let format = try arguments.choice("format", default: RuleTestReport.Format.text)
        let engine = try RulesCommand.engine(arguments, terminal)
        let ids = arguments.all("rule")
        let selection = ids.isEmpty ? nil : Set(ids)
        let runner = RuleTestRunner(
            grammars: engine.grammars, queriesFolder: engine.queriesFolder,
            knowledge: try knowledge(of: engine))
        if arguments.has("update") { try update(engine, runner, selection, terminal) }
        let progress = RuleTestProgress(terminal: terminal)
        let packs = arguments.has("update") ? try engine.reloadedPacks() : engine.packs
        let results = runner.run(packs, only: selection) { progress.show($0) }
        var report = RuleTestReport(results: results)
        if arguments.has("mutate") {
            progress.show("changing the rules")
            report.mutations = runner.mutate(packs, only: selection)
        }
        if arguments.has("confluence") {
            progress.show("applying patches in both orders")
            report.pairs = runner.confluence(packs, only: selection)
        }
        progress.end()
        try Output.write(
            report.text(format, isVerbose: arguments.has("verbose")),
            to: arguments.value("output"), terminal: terminal)
        if results.isEmpty {
            throw Diagnostic(
                .usage, "test the rules", because: "no case was run",
                remedy: "add tests to the rules")
        }
        return report.isPassed ? .done : .findings
    }

    /// Writes what cases have to say now, and tells which.
    private static func update(
        _ engine: Engine, _ runner: RuleTestRunner, _ ids: Set<String>?, _ terminal: Terminal
    ) throws {
        let update = runner.update(engine.packs, only: ids)
        let manager = FileManager.default
        for (path, change) in update.files.sorted(by: { $0.key < $1.key }) {
            do {
                switch change {
                case .delete: try manager.removeItem(atPath: path)
                case .write(let bytes):
                    let folder = path.split(separator: "/", omittingEmptySubsequences: false)
                        .dropLast().joined(separator: "/")
                    try manager.createDirectory(
                        atPath: folder, withIntermediateDirectories: true)
                    try AtomicFile.write(bytes, to: path)
                }
            } catch {
                throw Diagnostic(.incomplete, "update a case", on: path, because: "\(error)")
            }
        }
        for name in update.updated { terminal.note("updated  \(name)\n".escapedLines) }
        for name in update.refused { terminal.note("left     \(name)\n".escapedLines) }
    }

    /// What the cases know of vulnerabilities: the advisories that are named or, so that the shipped packs can be tested as
    /// they are, those of the fixtures beside them.
    static func knowledge(of engine: Engine) throws -> AdvisoryKnowledge {
        let fixtures = "\(engine.queriesFolder)/../../Fixtures/advisories"
        guard !engine.knowledge.hasAdvisories, FileManager.default.fileExists(atPath: fixtures)
        else {
            return engine.knowledge
        }
        return AdvisoryKnowledge(try AdvisoryDatabase.load(folder: fixtures))
    }
}

/// A line on the terminal that says which rule is being tested.
private struct RuleTestProgress {
    let terminal: Terminal

    func show(_ text: String) {
        guard terminal.errorIsTerminal else { return }
        terminal.note("\r\u{1B}[K\(text.escapedForTerminal)")
    }

    func end() {
        if terminal.errorIsTerminal { terminal.note("\r\u{1B}[K") }
    }
}
