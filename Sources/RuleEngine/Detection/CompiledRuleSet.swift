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
    /// By language; none for a language whose grammar is missing.
    let languages: [String: LanguageQueries]
    /// Queries of rules, by language and text; none for a language whose grammar is missing.
    let queries: [QueryLeaf: SyntaxQuery]
    private let grammars: GrammarLibrary
    private let queriesFolder: String

    /// Compiles what the rules of a set need; `queriesFolder` has a folder of named queries for each language.
    ///
    /// - Throws: `RulePackErrors` with every pattern, glob, path and query that cannot be compiled.
    package init(
        ruleSet: RuleSet, grammars: GrammarLibrary, queriesFolder: String
    ) throws(RulePackErrors) {
        self.ruleSet = ruleSet
        self.grammars = grammars
        self.queriesFolder = queriesFolder
        var compiler = RuleCompiler(grammars: grammars, queriesFolder: queriesFolder)
        rules = Self.rules(of: ruleSet)
        for rule in ruleSet.rules { compiler.add(rule, values: rules[rule.id]?.values ?? [:]) }
        guard compiler.errors.isEmpty else { throw RulePackErrors(compiler.errors) }
        expressions = compiler.expressions
        globs = compiler.globs
        dataPaths = compiler.dataPaths
        languages = compiler.languages
        queries = compiler.queries
        let filtered = compiler.filtered.sorted()
        let literals = compiler.literals.sorted()
        patterns = PatternSet(patterns: filtered, literals: literals)
        patternNumbers = Dictionary(
            uniqueKeysWithValues: filtered.enumerated().map { ($1, $0) })
        literalNumbers = Dictionary(
            uniqueKeysWithValues: literals.enumerated().map { ($1, $0 + filtered.count) })
    }

    private init(_ other: CompiledRuleSet, adjusted ruleSet: RuleSet) {
        self.ruleSet = ruleSet
        grammars = other.grammars
        queriesFolder = other.queriesFolder
        rules = Self.rules(of: ruleSet)
        patterns = other.patterns
        patternNumbers = other.patternNumbers
        literalNumbers = other.literalNumbers
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
            ruleSet: ruleSet, grammars: grammars, queriesFolder: queriesFolder)
    }

    private static func rules(of set: RuleSet) -> [String: CompiledRule] {
        var rules: [String: CompiledRule] = [:]
        for pack in set.packs {
            for rule in set.rules where rule.pack == pack.name {
                rules[rule.id] = CompiledRule(
                    rule: rule, pack: pack, values: set.values(for: rule, in: pack))
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
        for (name, value) in adjustments[rule.id]?.values ?? [:] { values[name] = value }
        return values
    }
}
