internal import Basics
package import Documents

/// A rule set whose patterns, globs and queries are compiled, once for all repositories of a run.
package final class CompiledRuleSet: Sendable {
    /// How a comment that waives a finding starts.
    package static let waiverMark = "complybot:ignore"

    package let ruleSet: RuleSet
    /// The rules by id, each with its pack and the values of its variables.
    let rules: [String: CompiledRule]
    let patterns: PatternSet
    let patternNumbers: [String: Int]
    let literalNumbers: [String: Int]
    let keywordNumbers: [String: Int]
    let expressions: [String: RegularExpression]
    let globs: [String: Glob]
    let dataPaths: [String: DataPath]
    /// The languages of all packs.
    let catalog: LanguageCatalog
    /// The languages that rules ask about, by key.
    private let languages: [String: CompiledLanguage]
    /// Queries of rules by grammar; none for a grammar that is missing.
    let queries: [QueryLeaf: [String: SyntaxQuery]]
    private let shippedLanguages: LanguageCatalog
    /// Over the languages that ship, with their queries; what packs add is in the packs' own digests.
    var languagesDigest: Digest { shippedLanguages.digest }
    private let grammars: GrammarLibrary
    private let queriesFolder: String
    private let meter: RunMeter?
    private let patternCache: SealedCache?

    /// Compiles what the rules of a set need; `queriesFolder` has a folder for each language that ships.
    ///
    /// With a cache the automaton of the patterns is taken from there, where it was compiled before.
    ///
    /// - Throws: `RulePackErrors` with every pattern, glob, path and query that cannot be compiled.
    package init(
        ruleSet: RuleSet, grammars: GrammarLibrary, queriesFolder: String,
        patternCache: SealedCache? = nil, meter: RunMeter? = nil
    ) throws(RulePackErrors) {
        self.ruleSet = ruleSet
        self.patternCache = patternCache
        self.meter = meter
        self.grammars = grammars
        self.queriesFolder = queriesFolder
        let shipped = try LanguageFolder.shipped(queriesFolder)
        shippedLanguages = shipped
        catalog = ruleSet.packs.reduce(shipped) { $1.languages.merging($0) }
        var compiler = RuleCompiler(grammars: grammars, meter: meter)
        let rules = Self.rules(of: ruleSet, shipped: shipped)
        self.rules = rules
        for rule in ruleSet.rules.compactMap({ rules[$0.id] }) { compiler.add(rule) }
        for pack in ruleSet.packs {
            for language in pack.languages.all { compiler.add(language) }
        }
        guard compiler.errors.isEmpty else { throw RulePackErrors(compiler.errors) }
        languages = compiler.languages
        expressions = compiler.expressions
        globs = compiler.globs
        dataPaths = compiler.dataPaths
        queries = compiler.queries
        let filtered = compiler.filtered.sorted()
        let literals = compiler.literals.union([Self.waiverMark]).sorted()
        let keywords = compiler.keywords.sorted()
        patterns = meter.measure(.compilePatterns) {
            PatternSet(
                patterns: filtered, literals: literals, keywords: keywords, cache: patternCache,
                meter: meter)
        }
        patternNumbers = Dictionary(
            uniqueKeysWithValues: filtered.enumerated().map { ($1, $0) })
        literalNumbers = Dictionary(
            uniqueKeysWithValues: literals.enumerated().map { ($1, $0 + filtered.count) })
        keywordNumbers = Dictionary(
            uniqueKeysWithValues: keywords.enumerated().map {
                ($1, $0 + filtered.count + literals.count)
            })
    }

    /// A set with another reading of one of its rules, for which nothing is compiled anew.
    ///
    /// The rule may only lack what the set's own has; a pattern, glob, path or query that is new would never match.
    func replacing(_ rule: Rule) -> CompiledRuleSet {
        let packs = ruleSet.packs.map { pack in
            var pack = pack
            pack.rules = pack.rules.map { $0.id == rule.id ? rule : $0 }
            return pack
        }
        let changed = RuleSet(
            packs: packs, only: Set(ruleSet.rules.map(\.id)), variables: ruleSet.variables)
        return CompiledRuleSet(self, adjusted: changed)
    }

    /// A language as a rule sees it, compiled.
    func language(_ name: String, for rule: CompiledRule) -> CompiledLanguage? {
        rule.languages[name].flatMap { languages[$0.key] }
    }

    /// The queries for Python that ship; nil without the grammar, or when no rule needs them.
    var python: LanguageQueries? { languages["/python"]?.forms(forFileNamed: "module.py") }

    private init(_ other: CompiledRuleSet, adjusted ruleSet: RuleSet) {
        self.ruleSet = ruleSet
        grammars = other.grammars
        queriesFolder = other.queriesFolder
        meter = other.meter
        patternCache = other.patternCache
        shippedLanguages = other.shippedLanguages
        catalog = other.catalog
        rules = Self.rules(of: ruleSet, shipped: shippedLanguages)
        patterns = other.patterns
        patternNumbers = other.patternNumbers
        literalNumbers = other.literalNumbers
        keywordNumbers = other.keywordNumbers
        expressions = other.expressions
        globs = other.globs
        dataPaths = other.dataPaths
        languages = other.languages
        queries = other.queries
    }

    /// The same rules as one repository wants them.
    ///
    /// Cheap unless values of variables change, which may need other patterns: then all is compiled anew.
    ///
    /// - Throws: `RulePackErrors` when a value makes a pattern that cannot be compiled.
    package func adjusted(
        _ adjustments: [String: RuleAdjustment]
    ) throws(RulePackErrors) -> CompiledRuleSet {
        if adjustments.isEmpty { return self }
        let ruleSet = ruleSet.adjusted(adjustments)
        if adjustments.values.allSatisfy(\.values.isEmpty) {
            return CompiledRuleSet(self, adjusted: ruleSet)
        }
        return try CompiledRuleSet(
            ruleSet: ruleSet, grammars: grammars, queriesFolder: queriesFolder,
            patternCache: patternCache, meter: meter)
    }

    private static func rules(
        of set: RuleSet, shipped: LanguageCatalog
    ) -> [String: CompiledRule] {
        var rules: [String: CompiledRule] = [:]
        for pack in set.packs {
            for rule in set.rules where rule.pack == pack.name {
                rules[rule.id] = CompiledRule(
                    rule: rule, pack: pack, values: set.values(for: rule, in: pack),
                    shippedLanguages: shipped, languages: shipped.merging(pack.languages))
            }
        }
        return rules
    }
}

/// A rule with all that its evaluation needs.
struct CompiledRule: Sendable {
    let rule: Rule
    let pack: RulePack
    /// The values of variables, by name; none for a variable without a value.
    let values: [String: VariableValue]
    let shippedLanguages: LanguageCatalog
    /// The languages that the rule may name: those that ship, and its pack's.
    let languages: LanguageCatalog

    /// Whether a variable has a value, other than `false` for a switch.
    func isOn(_ name: String) -> Bool {
        guard let text = values[name]?.text, !text.isEmpty else { return false }
        let declaration = (rule.variables + pack.variables).first { $0.name == name }
        return declaration?.kind != .bool || text == "true"
    }
}

extension CompiledRule {
    /// The value of a variable that is no text, as structured data has it; nil for a text, and without a value.
    func dataValue(of name: String) -> DataValue? {
        let declaration = (pack.variables + rule.variables).last { $0.name == name }
        switch (values[name], declaration?.kind) {
        case (.text(let text)?, .int?): return NumberLiteral.integer(text.utf8).map { .integer($0) }
        case (.text(let text)?, .bool?): return .bool(text == "true")
        case (.list(let items)?, _): return .sequence(items.map { .string($0) })
        case (.map(let value)?, _): return value
        default: return nil
        }
    }
}

extension RuleSet {
    /// The values of the variables that a rule sees: given from outside, else the rule's default, else the pack's.
    func values(for rule: Rule, in pack: RulePack) -> [String: VariableValue] {
        var values: [String: VariableValue] = [:]
        for declaration in pack.variables + rule.variables {
            if let value = declaration.defaultValue { values[declaration.name] = value }
        }
        for declaration in pack.variables + rule.variables {
            guard let value = variables[declaration.name] else { continue }
            // From outside even a list or a mapping may come as text.
            if case .text(let text) = value, [.list, .map].contains(declaration.kind),
                let parsed = try? declaration.value(parsing: text)
            {
                values[declaration.name] = parsed
            } else {
                values[declaration.name] = value
            }
        }
        for (name, value) in adjustments[rule.id]?.values ?? [:] { values[name] = value }
        return values
    }
}
