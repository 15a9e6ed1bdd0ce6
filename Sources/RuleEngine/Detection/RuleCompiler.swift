internal import Basics
internal import Documents

/// Collects and compiles what rules hold in other languages: patterns, globs, paths, queries.
struct RuleCompiler {
    let grammars: GrammarLibrary
    let meter: RunMeter?
    private(set) var errors: [RulePackError] = []
    private(set) var expressions: [String: RegularExpression] = [:]
    private(set) var globs: [String: Glob] = [:]
    private(set) var dataPaths: [String: DataPath] = [:]
    /// By the key of the language.
    private(set) var languages: [String: CompiledLanguage] = [:]
    /// By leaf, then by grammar.
    private(set) var queries: [QueryLeaf: [String: SyntaxQuery]] = [:]
    /// Patterns that text is searched for.
    private(set) var filtered: Set<String> = []
    /// Literals that gate parsers.
    private(set) var literals: Set<String> = []
    /// Literals, in small letters, of which the text must hold one in any case.
    private(set) var keywords: Set<String> = []

    /// A compiler that has seen nothing.
    init(grammars: GrammarLibrary, meter: RunMeter? = nil) {
        self.grammars = grammars
        self.meter = meter
    }

    /// Compiles what one rule holds.
    mutating func add(_ compiled: CompiledRule) {
        let rule = compiled.rule
        let when = rule.applicability
        let conditions = when.existsAll + when.existsAny + when.existsNone
        for glob in conditions + when.include + when.exclude + when.markers {
            add(glob: glob, rule.source)
        }
        for detector in rule.detectors { add(detector, compiled) }
        for operation in rule.patch?.operations ?? [] {
            add(operation)
            if case .ensureImport(let language, _, _, _, _) = operation.kind {
                add(language: language, compiled)
            }
        }
    }

    private mutating func add(_ detector: Detector, _ rule: CompiledRule) {
        for glob in detector.globs { add(glob: glob, detector.source) }
        for pattern in detector.expressions { add(expression: pattern, detector.source) }
        switch detector.kind {
        case .regex(let leaf):
            // Keywords say where the expression is tried, and cost less to compile and to look for.
            if leaf.keywords.isEmpty { filtered.insert(leaf.pattern) }
            keywords.formUnion(leaf.keywords.map(PatternSet.keyword))
        case .path(let leaf): add(path: leaf.select, detector.source)
        case .code(let leaf):
            literals.formUnion(leaf.gate)
            if case .route(_, let paths) = leaf.form {
                literals.formUnion(RouterTable.gate)
                literals.formUnion(paths.compactMap { $0.text(of: rule.values)?.routeText })
            }
            add(language: leaf.language, rule)
            // Routers of Python are followed with what ships, whatever a pack adds.
            if leaf.language == "python" { add(rule.shippedLanguages["python"]) }
        case .treeSitter(let leaf): add(query: leaf, rule)
        case .pythonPackage: add(rule.shippedLanguages["python"])
        case .kubernetes: literals.formUnion(KubernetesManifest.gate)
        default: break
        }
    }

    private mutating func add(_ operation: PatchOperation) {
        for pattern in operation.expressions { add(expression: pattern, operation.source) }
    }

    private mutating func add(glob: String, _ source: SourceLocation) {
        guard globs[glob] == nil else { return }
        do throws(Glob.SyntaxError) {
            globs[glob] = try Glob(glob)
        } catch {
            errors.append(
                RulePackError(location: source, message: "glob \"\(glob)\": \(error.reason)"))
        }
    }

    private mutating func add(expression: String, _ source: SourceLocation) {
        guard expressions[expression] == nil else { return }
        do throws(RegularExpression.SyntaxError) {
            expressions[expression] = try meter.measure(.compilePatterns) {
                () throws(RegularExpression.SyntaxError) in try RegularExpression(expression)
            }
        } catch {
            errors.append(
                RulePackError(
                    location: source,
                    message: "pattern, at byte \(error.offset + 1): \(error.reason)"))
        }
    }

    private mutating func add(path: String, _ source: SourceLocation) {
        do throws(DataPathError) {
            dataPaths[path] = try DataPath(parsing: path)
        } catch {
            errors.append(
                RulePackError(location: source, message: "path \"\(path)\": \(error.reason)"))
        }
    }

    private mutating func add(language: String, _ rule: CompiledRule) {
        add(rule.languages[language])
    }

    /// Compiles the queries of a language.
    mutating func add(_ language: Language?) {
        guard let language, languages[language.key] == nil else { return }
        do throws(RulePackErrors) {
            languages[language.key] = try meter.measure(.compileQueries) {
                () throws(RulePackErrors) in try CompiledLanguage(language, grammars: grammars)
            }
        } catch {
            for problem in error.errors where !errors.contains(problem) { errors.append(problem) }
        }
    }

    private mutating func add(query leaf: QueryLeaf, _ rule: CompiledRule) {
        guard queries[leaf] == nil, let language = rule.languages[leaf.language] else { return }
        queries[leaf] = [:]
        for name in language.allGrammars {
            guard let grammar = grammars.grammar(for: name) else { continue }
            do throws(DocumentError) {
                let query = try meter.measure(.compileQueries) {
                    () throws(DocumentError) in
                    try SyntaxQuery(source: leaf.query, grammar: grammar)
                }
                literals.formUnion(query.requiredTexts)
                queries[leaf]?[name] = query
            } catch {
                let place = leaf.start
                let isFirst = error.position.line == 1
                let location = SourceLocation(
                    file: place.file, line: place.line + error.position.line - 1,
                    column: error.position.column
                        + (isFirst || place.column > 1 ? place.column - 1 : 0))
                let problem = RulePackError(location: location, message: "query: \(error.reason)")
                if !errors.contains(problem) { errors.append(problem) }
            }
        }
    }
}

extension Template {
    /// The text when all that it names are variables with values.
    fileprivate func text(of values: [String: VariableValue]) -> String? {
        var text = ""
        for piece in pieces {
            switch piece {
            case .text(let literal): text += literal
            case .value(let name, let filters):
                guard filters.isEmpty, let value = values[name] else { return nil }
                text += value.text
            }
        }
        return text
    }
}
