import Basics
import Documents
import Glibc
import Snapshots
import Testing

@testable import RuleEngine

/// Made-up rules and what the planner makes of files with them.
enum PatchWorkbench {
    static let grammars = GrammarLibrary(
        folders: GrammarLibrary.defaultFolders(
            executable: CommandLine.arguments.first ?? "", environment: environment))

    private static var environment: [String: String] {
        getenv("COMPLYBOT_GRAMMARS").map { ["COMPLYBOT_GRAMMARS": String(cString: $0)] } ?? [:]
    }

    /// The folder of the named queries, beside the tests' own folder.
    static let queriesFolder: String = {
        let parts = #filePath.split(separator: "/").dropLast(4)
        return "/" + parts.joined(separator: "/") + "/rules/queries"
    }()

    static let source = SourceLocation(file: "rule.yaml", line: 1, column: 1)

    /// A rule of one detector and some operations.
    static func rule(
        _ id: String, scope: Applicability.Scope = .repo, severity: Severity = .medium,
        detect: Detector, message: String = "drift", safety: Safety = .safe,
        touches: [String] = ["**"], preconditions: [Detector] = [],
        limits: PatchRecipe.Limits = .init(), priority: Int = 0, _ operations: [PatchOperation.Kind]
    ) throws -> Rule {
        var applicability = Applicability()
        applicability.scope = scope
        if scope == .file { applicability.include = ["**"] }
        let recipe = PatchRecipe(
            safety: safety, touches: try touches.map { try Template(parsing: $0) },
            preconditions: preconditions,
            operations: operations.map { PatchOperation($0, source: source) }, limits: limits,
            priority: priority)
        return Rule(
            id: id, version: 1, title: id, description: nil, severity: severity, confidence: .high,
            stage: .stable, tags: [], references: [], policies: [], variables: [],
            applicability: applicability, detector: detect, message: try Template(parsing: message),
            remediation: "", patch: operations.isEmpty ? nil : recipe, tests: [], pack: "made-up",
            source: source, digest: Digest(of: id))
    }

    /// Every match of a pattern, with the id `it`.
    static func matches(_ pattern: String, in files: [String] = ["**"], id: String = "it")
        -> Detector
    {
        Detector(
            .regex(RegexLeaf(pattern: "(?m)" + pattern, files: files)),
            id: id,
            source: source)
    }

    /// Holds when a pattern matches nowhere.
    static func lacks(_ pattern: String, in files: [String] = ["**"]) -> Detector {
        Detector(.not(matches(pattern, in: files, id: "has")), source: source)
    }

    static func all(_ parts: Detector...) -> Detector { Detector(.all(parts), source: source) }

    static func absent(_ path: String) -> Detector {
        Detector(
            .file(FileLeaf(globs: [path], isAbsent: true, ignoresCase: false)), id: "it",
            source: source)
    }

    static func pack(_ rules: [Rule], pins: [String: ActionPin] = [:]) -> RulePack {
        RulePack(
            name: "made-up", version: "1.0.0", owner: nil, variables: [],
            rules: rules.sorted { $0.id < $1.id }, pins: pins, digest: Digest(of: "pack"),
            folder: "")
    }

    static func files(_ texts: [String: String]) -> [RepositoryPath: MemorySnapshot.File] {
        Dictionary(
            uniqueKeysWithValues: texts.map { path, text in
                (RepositoryPath(path), MemorySnapshot.File(bytes: Array(text.utf8)))
            })
    }

    static func plan(
        _ rules: [Rule], pins: [String: ActionPin] = [:], on texts: [String: String],
        options: PatchOptions = .init(), knowledge: any DependencyKnowledge = Ignorance()
    ) throws -> PatchResult {
        try plan(
            rules, pins: pins, on: MemorySnapshot(files: files(texts)), options: options,
            knowledge: knowledge)
    }

    static func plan(
        _ rules: [Rule], pins: [String: ActionPin] = [:], on snapshot: any Snapshot,
        options: PatchOptions = .init(), knowledge: any DependencyKnowledge = Ignorance()
    ) throws -> PatchResult {
        try plan(
            try compiled(rules, pins: pins), on: snapshot, options: options, knowledge: knowledge)
    }

    static func compiled(
        _ rules: [Rule], pins: [String: ActionPin] = [:]
    ) throws -> CompiledRuleSet {
        try CompiledRuleSet(
            ruleSet: RuleSet(packs: [pack(rules, pins: pins)]), grammars: grammars,
            queriesFolder: queriesFolder)
    }

    static func plan(
        _ compiled: CompiledRuleSet, on snapshot: any Snapshot, options: PatchOptions = .init(),
        knowledge: any DependencyKnowledge = Ignorance()
    ) throws -> PatchResult {
        let context = EvaluationContext(
            repository: "made-up", service: "made-up", grammars: grammars, knowledge: knowledge)
        return try PatchPlanner(compiled: compiled, context: context, options: options)
            .plan(on: snapshot)
    }

    static func pythonCode(_ text: String) throws -> CodeTree {
        let language = try #require(LanguageFolder.shipped(queriesFolder)["python"])
        return CodeTree(tree: try python(text), language: language)
    }

    static func python(_ text: String) throws -> SyntaxTree {
        let grammar = try #require(
            grammars.grammar(for: "python"), "no grammar of python: run Scripts/build-grammars")
        return try SyntaxTree(parsing: Array(text.utf8), grammar: grammar)
    }
}

/// Knows nothing about any dependency.
struct Ignorance: DependencyKnowledge {
    var digest: Digest { Digest(of: "nothing") }
    func isWithin(_ constraint: String, _ dependency: DeclaredDependency) -> Bool? { nil }
    func vulnerability(of dependency: DeclaredDependency) -> Vulnerability? { nil }
}

/// Knows one better version of one package.
struct OneAdvisory: DependencyKnowledge {
    var package: String
    var bad: String
    var fixed: String
    var isMajorChange = false

    var digest: Digest { Digest.framed([package, bad, fixed]) }
    func isWithin(_ constraint: String, _ dependency: DeclaredDependency) -> Bool? { nil }
    func vulnerability(of dependency: DeclaredDependency) -> Vulnerability? {
        guard dependency.name == package, dependency.pinnedVersion == bad else { return nil }
        return Vulnerability(
            advisories: ["CVE-1"], severity: .high, fixedVersion: fixed,
            isMajorChange: isMajorChange)
    }
}

extension PatchResult {
    /// A file's text afterwards; nil when it is not there.
    func text(_ path: String) -> String? {
        (try? after.bytes(of: RepositoryPath(path), limit: .max)).map {
            String(decoding: $0, as: UTF8.self)
        }
    }

    var changedPaths: [String] { changes.keys.sorted().map(\.description) }
    var reasons: [String] { declined.map(\.reason) }
}

extension SourceText {
    init(_ text: String) { self.init(Array(text.utf8)) }
}

extension TextEdit {
    /// The text after the edit alone.
    func applied(to text: String) throws -> String {
        String(decoding: try [self].applied(to: Array(text.utf8)), as: UTF8.self)
    }
}

extension FileChange {
    /// The change with another result than its edits give.
    func with(after: SourceText) -> FileChange {
        FileChange(
            path: path, before: before, after: after, mode: mode, modeBefore: modeBefore,
            splices: splices, edits: edits)
    }
}
