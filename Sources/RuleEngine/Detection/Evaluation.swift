internal import Basics
internal import Documents
internal import Snapshots

/// The rules of a compiled set asked about one snapshot.
///
/// Facts about files are found out at most once and only when a rule needs them. Not thread-safe: one for each thread.
final class Evaluation {
    let ruleSet: CompiledRuleSet
    let snapshot: any Snapshot
    let context: EvaluationContext
    let layout: RepositoryLayout
    let matcher: PatternMatcher
    let scratch: PatternSet.Scratch
    /// What could not be looked at.
    private(set) var errors: Set<DetectionError> = []
    private var facts: [RepositoryPath: FileFacts] = [:]
    private var shared: [RepositoryPath: (entry: SnapshotEntry, facts: FileFacts)] = [:]
    /// What the run before found in files; nil without a cache.
    let scans: KnownScans?
    /// Whether it shares nothing with another.
    let isFirst: Bool
    /// How many bytes of texts were kept when they had been scanned.
    var keptTextBytes = 0
    private var scopes: [ScopeKey: RuleScope] = [:]
    /// Layouts of rules that have components of their own, by their markers.
    private var layouts: [[String]: RepositoryLayout] = [:]
    private var projects: [RepositoryPath: PythonProject] = [:]
    /// What kustomize and Skaffold do with the manifests of the repository.
    lazy var manifestTools = ManifestTools(in: self)
    /// What the container actions of the repository are run from.
    lazy var actionImages = ActionImages(in: self)
    private var importStyles: [RepositoryPath: PythonImportStyle?] = [:]
    private var result: EvaluationResult?
    /// What the findings are about that nobody may see; nil before all rules were asked.
    var foundSecrets: FoundSecrets?
    /// Leaves that `in` is looking for right now, so that a circle ends.
    var leavesInProgress: Set<String> = []

    /// An evaluation of a snapshot; files whose content is the same as in `other` are not parsed again.
    init(
        ruleSet: CompiledRuleSet, snapshot: any Snapshot, context: EvaluationContext,
        sharing other: Evaluation? = nil
    ) {
        self.ruleSet = ruleSet
        self.snapshot = snapshot
        self.context = context
        isFirst = other == nil
        layout = RepositoryLayout(
            of: snapshot, manifests: ruleSet.catalog.manifestNames(),
            ignoring: context.ignoredPaths)
        matcher = other?.matcher ?? PatternMatcher()
        if let other, other.ruleSet === ruleSet {
            scratch = other.scratch
            scans = other.scans
            shared = other.shared
            for (path, facts) in other.facts {
                if let entry = other.snapshot.entry(at: path) { shared[path] = (entry, facts) }
            }
        } else {
            scratch = ruleSet.patterns.makeScratch()
            scans = context.cache?.scans(of: context.repository, by: ruleSet.patterns)
        }
    }

    /// What all rules say.
    func report() -> DetectionReport { evaluated().report }

    /// The findings with what made them, in the order of the report.
    func cases() -> [FindingCase] { evaluated().cases }

    private func evaluated() -> EvaluationResult {
        if let result { return result }
        let fresh = context.meter.measure(.evaluate) { redacted(evaluateAll()) }
        keepScans()
        result = fresh
        return fresh
    }

    /// The text of a file; nil when there is none, or it is binary or too large.
    func text(of path: RepositoryPath) -> SourceText? { facts(of: path).source }

    /// The syntax tree of a file; nil without the file or the grammar.
    func syntaxTree(of path: RepositoryPath, language: String) -> SyntaxTree? {
        guard let grammar = context.grammars.grammar(for: language) else { return nil }
        let facts = facts(of: path)
        guard facts.source != nil else { return nil }
        return try? facts.tree(grammar)
    }

    /// What is known about a file, its text at hand.
    func facts(of path: RepositoryPath) -> FileFacts {
        let facts = factsPerhapsReleased(of: path)
        facts.reload(from: snapshot)
        return facts
    }

    /// Whether a file's text can be looked at at all.
    func isReadable(_ path: RepositoryPath) -> Bool {
        if case .unavailable = factsPerhapsReleased(of: path).content { false } else { true }
    }

    /// Whether a file is there and is no text.
    func isBinary(_ path: RepositoryPath) -> Bool {
        guard case .unavailable(let reason) = factsPerhapsReleased(of: path).content else {
            return false
        }
        return reason == FileFacts.binaryReason
    }

    /// Whether one of some texts stands in a file, byte for byte.
    func contains(anyOf texts: [String], in path: RepositoryPath) -> Bool {
        factsPerhapsReleased(of: path).contains(anyOf: texts, readingFrom: snapshot)
    }

    /// Which patterns and literals may match in a file.
    func hits(in path: RepositoryPath) -> BitSet {
        factsPerhapsReleased(of: path).hits(
            of: ruleSet.patterns, using: scratch, from: snapshot)
    }

    private func factsPerhapsReleased(of path: RepositoryPath) -> FileFacts {
        if let known = knownFacts(of: path) { return known }
        let fresh = FileFacts(reading: path, from: snapshot, meter: context.meter)
        facts[path] = fresh
        return fresh
    }

    /// What is known about a file without reading it: from this run, or from the one before.
    func knownFacts(of path: RepositoryPath) -> FileFacts? {
        if let known = facts[path] { return known }
        guard let known = sharedFacts(of: path) ?? knownScan(of: path) else { return nil }
        facts[path] = known
        return known
    }

    /// Takes the facts about a file that nothing was known of.
    func remember(_ known: FileFacts) { facts[known.path] = known }

    /// The facts about all files that were asked about.
    var allFacts: some Collection<FileFacts> { facts.values }

    /// The facts of another evaluation when the file's content is the same there.
    private func sharedFacts(of path: RepositoryPath) -> FileFacts? {
        guard let known = shared[path], let entry = snapshot.entry(at: path) else { return nil }
        if let blob = entry.blob, blob == known.entry.blob { return known.facts }
        guard case .text(let bytes) = known.facts.content,
            (try? snapshot.bytes(of: path, limit: FileFacts.sizeLimit)) == bytes
        else { return nil }
        return known.facts
    }

    /// Notes that something could not be looked at.
    func record(_ error: DetectionError) { errors.insert(error) }

    /// The Python files of a component as one project.
    func project(of component: RepositoryPath) -> PythonProject {
        if let known = projects[component] { return known }
        let fresh = PythonProject(component: component, evaluation: self)
        projects[component] = fresh
        return fresh
    }

    /// How modules beside a Python file import one another; found out once by `find`.
    func importStyle(
        of file: RepositoryPath, find: () -> PythonImportStyle?
    ) -> PythonImportStyle? {
        if let known = importStyles[file] { return known }
        let fresh = find()
        importStyles[file] = .some(fresh)
        return fresh
    }

    /// A language as a finding's rule sees it; nil for one that the rule does not ask about.
    func language(_ name: String, for finding: FindingCase) -> CompiledLanguage? {
        ruleSet.rules[finding.rule.id].flatMap { ruleSet.language(name, for: $0) }
    }

    /// A rule at a scope; nil for a rule that is not in the set.
    func scope(of ruleID: String, at context: ScopeContext) -> RuleScope? {
        let key = ScopeKey(ruleID: ruleID, context: context)
        if let known = scopes[key] { return known }
        guard let compiled = ruleSet.rules[ruleID] else { return nil }
        let fresh = makeScope(compiled, at: context)
        scopes[key] = fresh
        return fresh
    }

    private func makeScope(_ compiled: CompiledRule, at context: ScopeContext) -> RuleScope {
        let when = compiled.rule.applicability
        let index =
            when.scope == .component
            ? layout(of: compiled.rule).index(ofComponent: context.component) : layout.repository
        var looked: Set<Int>?
        if let file = context.file {
            let number = index.number(of: file)
            let excluded = globs(when.exclude)
            looked = Set([number].compactMap(\.self)).filter { number in
                excluded.isEmpty || !index.matches(number, excluded, extensions: [])
            }
            return RuleScope(compiled: compiled, context: context, index: index, looked: looked)
        } else if !when.include.isEmpty {
            looked = Set(globs(when.include).flatMap { index.numbers(matching: $0) })
        }
        if !when.exclude.isEmpty {
            let excluded = Set(globs(when.exclude).flatMap { index.numbers(matching: $0) })
            looked = (looked ?? Set(index.entries.indices)).subtracting(excluded)
        }
        return RuleScope(
            compiled: compiled, context: context, index: index, looked: looked,
            passedOver: layout.passedOver)
    }

    /// The components as a rule wants them.
    func layout(of rule: Rule) -> RepositoryLayout {
        let markers = rule.applicability.markers
        guard !markers.isEmpty else { return layout }
        if let known = layouts[markers] { return known }
        let fresh = layout.marked(by: globs(markers))
        layouts[markers] = fresh
        return fresh
    }

    /// Compiled globs; one that is not of the set's rules matches nothing.
    func globs(_ patterns: [String]) -> [Glob] { patterns.compactMap { ruleSet.globs[$0] } }
}

/// A rule at a scope, for look-up.
private struct ScopeKey: Hashable {
    var ruleID: String
    var context: ScopeContext
}

/// What an evaluation came to.
struct EvaluationResult {
    var report: DetectionReport
    var cases: [FindingCase]
}

/// A question could not be answered: a grammar is missing, a file cannot be parsed, a limit was hit.
struct NotEvaluated: Error, Hashable {
    /// In words for people.
    var reason: String
}
