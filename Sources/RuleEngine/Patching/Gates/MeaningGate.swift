internal import Documents
internal import Snapshots

/// A changed file must have parsed, must still parse, and must mean what it meant but for what was declared.
struct MeaningGate {
    let change: FileChange
    let grammars: GrammarLibrary
    let languages: LanguageCatalog

    /// What was checked; nil for a file that has no meaning to a machine that is known here.
    func check() throws(GateFailure) -> String? {
        let name = change.path.description
        var statements: [String] = []
        if let language = languages.language(of: change.path) {
            statements.append(try checkCode(language))
        } else if let format = DataFormat.of(fileName: name) {
            statements.append(try checkData(format))
        }
        if DependencyManifest.ecosystem(ofFileName: name) != nil {
            statements.append(try checkManifest(name))
        }
        if isDockerfile { statements.append(try checkDockerfile()) }
        return statements.isEmpty ? nil : statements.joined(separator: "; ")
    }

    private func checkCode(_ language: Language) throws(GateFailure) -> String {
        let name = language.grammar(ofFileNamed: change.path.lastComponent)
        guard let grammar = grammars.grammar(for: name) else {
            throw failure("cannot be checked: no grammar of \(name)")
        }
        let (before, after) = try bothParsed { source throws(DocumentError) in
            try SyntaxTree(parsing: source.bytes, grammar: grammar)
        } isSound: {
            !$0.hasErrors
        }
        guard let before else { return "parses as \(language.name)" }
        let comparison = TokenComparison(
            before: before, after: after, splices: change.splices, blocks: language.blocks)
        if let problem = comparison.problem { throw failure(problem) }
        return
            "parses as \(language.name) before and after, the \(comparison.kept) tokens outside of the edits kept"
    }

    private func checkData(_ format: DataFormat) throws(GateFailure) -> String {
        let (before, after) = try bothParsed { source throws(DocumentError) in
            try DataDocument(parsing: source.bytes, format: format)
        }
        guard let before else { return "parses as \(format.rawValue)" }
        let comparison = DataComparison(before: before, after: after, change: change)
        if let problem = comparison.problem { throw failure(problem) }
        return comparison.isExact
            ? "\(format.rawValue) means what the operations say, exactly"
            : "\(format.rawValue) means the same outside of the edits"
    }

    /// Whether the file is called a Dockerfile, or an operation takes it for one.
    private var isDockerfile: Bool {
        change.path.isCalledDockerfile
            || change.edits.contains { edit in
                if case .dockerfile = edit.role { true } else { false }
            }
    }

    private func checkDockerfile() throws(GateFailure) -> String {
        let (before, after) = try bothParsed { source throws(DocumentError) in
            try Dockerfile(parsing: source.bytes)
        }
        guard let before else { return "parses as a Dockerfile" }
        let comparison = InstructionComparison(before: before, after: after, change: change)
        if let problem = comparison.problem { throw failure(problem) }
        return comparison.isExact
            ? "its instructions are what the operations say, exactly; \(comparison.kept) kept byte for byte"
            : "parses as a Dockerfile, the \(comparison.kept) instructions outside of the edits kept"
    }

    private func checkManifest(_ name: String) throws(GateFailure) -> String {
        let (before, after) = try bothParsed { source throws(DocumentError) in
            try DependencyManifest(parsing: source.bytes, fileName: name)
        }
        guard let before else { return "a manifest that can be read" }
        let kept = before.dependencies.filter { dependency in
            // The version may stand elsewhere, as a property does.
            !change.splices.contains { splice in
                !splice.range.isEmpty
                    && (splice.range.overlaps(dependency.span)
                        || splice.range.overlaps(dependency.specifierSpan))
            }
        }
        var rest = after.dependencies.map(Self.identity)[...]
        for dependency in kept.map(Self.identity) {
            guard let index = rest.firstIndex(of: dependency) else {
                throw failure("would change dependencies that no edit names")
            }
            rest = rest[(index + 1)...]
        }
        return "\(kept.count) other dependencies kept"
    }

    private static func identity(_ dependency: DeclaredDependency) -> [String] {
        [dependency.name, dependency.specifier, dependency.marker ?? ""] + dependency.extras
    }

    /// Reads the file as it was, when there was one, and as it would be.
    private func bothParsed<Value>(
        _ parse: (SourceText) throws(DocumentError) -> Value,
        isSound: (Value) -> Bool = { _ in true }
    ) throws(GateFailure) -> (before: Value?, after: Value) {
        func parsed(_ source: SourceText, _ problem: String) throws(GateFailure) -> Value {
            let value: Value
            do throws(DocumentError) { value = try parse(source) } catch {
                throw failure("\(problem): \(error.reason) in line \(error.position.line)")
            }
            guard isSound(value) else { throw failure(problem) }
            return value
        }
        var before: Value?
        if let source = change.before { before = try parsed(source, "does not parse") }
        return (before, try parsed(change.after, "would not parse"))
    }

    private func failure(_ reason: String) -> GateFailure {
        GateFailure(gate: .meaning, reason: "\(change.path) \(reason)")
    }
}
