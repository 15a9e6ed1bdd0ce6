import Basics
import Git
import Remediation
import RuleEngine

/// `complybot rules show`: one rule in words.
enum RulesShowCommand {
    static let specification = CommandSpecification(
        words: ["rules", "show"], summary: "one rule, with the policy that asks for it",
        discussion: """
            Says what the rule looks for, where, what its variables stand for here, which sentence of which policy asks for it,
            and what its patch does in the first of its own cases that it is applied to.
            """,
        arguments: [.init(name: "ID", isRequired: true, summary: "the rule's id")],
        options: [
            .init(
                name: "format", value: "text|json",
                summary: "how the result is written (default text)")
        ] + Engine.options
    ) { arguments, terminal in
        let format = try arguments.choice("format", default: LocalRun.Format.text)
        let engine = try RulesCommand.engine(arguments, terminal)
        let id = arguments.arguments[0]
        let rules = engine.compiled.ruleSet.rules
        guard let rule = rules.first(where: { $0.id == id }) else {
            throw Diagnostic(
                .usage, "show a rule", on: id, because: "no pack has it",
                remedy: NearestName.remedy(for: id, among: rules.map(\.id))
                    ?? "see complybot rules list")
        }
        let explanation = RuleExplanation(
            rule, policies: try engine.policies(),
            values: values(of: rule, in: engine, arguments: arguments),
            example: try example(of: rule, in: engine))
        try terminal.write(format == .json ? explanation.json : explanation.text)
        return .done
    }

    /// The values of the variables that the rule's places and conditions ask for, and who says so.
    private static func values(
        of rule: Rule, in engine: Engine, arguments: ParsedArguments
    ) -> [RuleExplanation.Value] {
        let pack = engine.packs.first { $0.name == rule.pack }
        let given = engine.compiled.ruleSet.variables
        let named = Set(
            arguments.all("var").map { String($0.prefix { $0 != "=" }) })
        let own = Set(rule.variables.map(\.name))
        let used = rule.variableNames
        let declared = ((pack?.variables ?? []).filter { !own.contains($0.name) } + rule.variables)
            .filter { used.contains($0.name) }
        return declared.map { variable in
            if let value = given[variable.name] {
                let origin = named.contains(variable.name) ? "from --var" : "from the configuration"
                return .init(name: variable.name, text: value.text, origin: origin)
            }
            let origin = own.contains(variable.name) ? "as the rule has it" : "as the pack has it"
            return .init(
                name: variable.name, text: variable.defaultValue?.text,
                origin: variable.defaultValue == nil ? "set it with --var" : origin)
        }
    }

    private static func example(
        of rule: Rule, in engine: Engine
    ) throws -> RuleExplanation.Example? {
        let runner = RuleTestRunner(
            grammars: engine.grammars, queriesFolder: engine.queriesFolder,
            knowledge: try RulesTestCommand.knowledge(of: engine))
        guard let (name, result) = runner.example(of: rule, in: engine.packs) else { return nil }
        let diff = try UnifiedDiff.text(of: result.after)
        return .init(name: name, diff: String(decoding: diff, as: UTF8.self))
    }
}
