package import Documents

/// Runs the cases that rules carry, as written and in variants that must come to the same.
package struct RuleTestRunner: Sendable {
    let grammars: GrammarLibrary
    let queriesFolder: String
    let knowledge: any DependencyKnowledge

    /// A runner with what cases need of the world.
    package init(
        grammars: GrammarLibrary, queriesFolder: String, knowledge: any DependencyKnowledge
    ) {
        self.grammars = grammars
        self.queriesFolder = queriesFolder
        self.knowledge = knowledge
    }

    /// Runs every case of every rule, or of the rules with certain ids; sorted by rule and the order of the cases.
    package func run(_ packs: [RulePack], only ids: Set<String>? = nil) -> [RuleTestResult] {
        []
    }
}
