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

    /// Compiles what the rules of a set need; `queriesFolder` has a folder of named queries for each language.
    ///
    /// - Throws: `RulePackErrors` with every pattern, glob, path and query that cannot be compiled.
    package init(
        ruleSet: RuleSet, grammars: GrammarLibrary, queriesFolder: String
    ) throws(RulePackErrors) {
        self.ruleSet = ruleSet
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

    /// A set with another reading of one of its rules, for which nothing is compiled anew.
    ///
    /// The rule may only lack what the set's own has; a pattern, glob, path or query that is new would never match.
    func replacing(_ rule: Rule) -> CompiledRuleSet { CompiledRuleSet(self, replacing: rule) }

    private init(_ other: CompiledRuleSet, replacing rule: Rule) {
        let packs = other.ruleSet.packs.map { pack in
            var pack = pack
            pack.rules = pack.rules.map { $0.id == rule.id ? rule : $0 }
            return pack
        }
        ruleSet = RuleSet(
            packs: packs, only: Set(other.ruleSet.rules.map(\.id)),
            variables: other.ruleSet.variables)
        rules = Self.rules(of: ruleSet)
        expressions = other.expressions
        globs = other.globs
        dataPaths = other.dataPaths
        languages = other.languages
        queries = other.queries
        patterns = other.patterns
        patternNumbers = other.patternNumbers
        literalNumbers = other.literalNumbers
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
        return values
    }
}
