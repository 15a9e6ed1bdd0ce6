internal import Documents

/// Rule sets that cases have in common, each compiled once.
struct CompiledSets {
    let packs: [RulePack]
    let grammars: GrammarLibrary
    let queriesFolder: String
    private var known: [Key: CompiledRuleSet] = [:]

    private struct Key: Hashable {
        var rule: String?
        var variables: [String: VariableValue]
    }

    init(packs: [RulePack], grammars: GrammarLibrary, queriesFolder: String) {
        self.packs = packs
        self.grammars = grammars
        self.queriesFolder = queriesFolder
    }

    /// One rule, or all, with some variables.
    mutating func set(
        only rule: String?, variables: [String: VariableValue]
    ) throws(RulePackErrors) -> CompiledRuleSet {
        let key = Key(rule: rule, variables: variables)
        if let set = known[key] { return set }
        let set = try CompiledRuleSet(
            ruleSet: RuleSet(packs: packs, only: rule.map { [$0] }, variables: variables),
            grammars: grammars, queriesFolder: queriesFolder)
        known[key] = set
        return set
    }
}
