internal import Basics
package import Documents

/// A rule set whose patterns, globs and queries are compiled, once for all repositories of a run.
package final class CompiledRuleSet: Sendable {
    package let ruleSet: RuleSet

    /// Compiles what the rules of a set need.
    package init(ruleSet: RuleSet, grammars: GrammarLibrary, queriesFolder: String) throws(RulePackErrors) {
        self.ruleSet = ruleSet
    }
}
