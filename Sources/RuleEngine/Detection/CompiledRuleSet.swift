internal import Basics
package import Documents

/// A rule set whose patterns, globs and queries are compiled, once for all repositories of a run.
package final class CompiledRuleSet: Sendable {
    package let ruleSet: RuleSet
    /// The rules by id, each with its pack and the values of its variables.
    let rules: [String: CompiledRule]
    let patterns: PatternSet
    let patternNumbers: [String: Int]
    let literalNumbers: [String: Int]
    let expressions: [String: RegularExpression]
    let globs: [String: Glob]
    let dataPaths: [String: DataPath]
    /// The languages of all packs.
    let catalog: LanguageCatalog
    /// The languages that rules ask about, by key.
    private let languages: [String: CompiledLanguage]
    /// Queries of rules by grammar; none for a grammar that is missing.
    let queries: [QueryLeaf: [String: SyntaxQuery]]

    /// Compiles what the rules of a set need; `queriesFolder` has a folder for each language that ships.
    ///
    /// - Throws: `RulePackErrors` with every pattern, glob, path and query that cannot be compiled.
    package init(
        ruleSet: RuleSet, grammars: GrammarLibrary, queriesFolder: String
    ) throws(RulePackErrors) {
        self.ruleSet = ruleSet
        let shipped = try LanguageFolder.shipped(queriesFolder)
        catalog = ruleSet.packs.reduce(shipped) { $1.languages.merging($0) }
        var compiler = RuleCompiler(grammars: grammars)
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
        let literals = compiler.literals.sorted()
        patterns = PatternSet(patterns: filtered, literals: literals)
        patternNumbers = Dictionary(
            uniqueKeysWithValues: filtered.enumerated().map { ($1, $0) })
        literalNumbers = Dictionary(
            uniqueKeysWithValues: literals.enumerated().map { ($1, $0 + filtered.count) })
    }

    /// A language as a rule sees it, compiled.
    func language(_ name: String, for rule: CompiledRule) -> CompiledLanguage? {
        rule.languages[name].flatMap { languages[$0.key] }
    }

    /// The queries for Python that ship; nil without the grammar, or when no rule needs them.
    var python: LanguageQueries? { languages["/python"]?.forms(forFileNamed: "module.py") }

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
}

extension RuleSet {
    /// The values of the variables that a rule sees: given from outside, else the rule's default, else the pack's.
    func values(for rule: Rule, in pack: RulePack) -> [String: VariableValue] {
        var values: [String: VariableValue] = [:]
        for declaration in pack.variables + rule.variables {
            if let value = declaration.defaultValue { values[declaration.name] = value }
        }
        for (name, value) in variables
        where (pack.variables + rule.variables).contains(where: { $0.name == name }) {
            values[name] = value
        }
        return values
    }
}
