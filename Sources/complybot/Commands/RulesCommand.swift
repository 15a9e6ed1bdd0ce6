import Basics
import FoundationEssentials
import Policies
import Remediation
import RuleEngine

/// `complybot rules …`: look at packs, check them, and run their own tests.
enum RulesCommand {
    private static let formatOption = CommandSpecification.Option(
        name: "format", value: "text|json", summary: "how the result is written (default text)")

    static let list = CommandSpecification(
        words: ["rules", "list"], summary: "the rules of the packs, a line each",
        options: [formatOption] + Engine.options
    ) { arguments, terminal in
        let engine = try engine(arguments, terminal)
        let rules = engine.compiled.ruleSet.rules
        switch try arguments.choice("format", default: LocalRun.Format.text) {
        case .json:
            try terminal.write(
                JSONValue.members([
                    "schema_version": .int(1),
                    "ruleset": .string(engine.compiled.ruleSet.digest.description),
                    "packs": .array(
                        engine.packs.map { pack in
                            .members([
                                "name": .string(pack.name), "version": .string(pack.version),
                                "digest": .string(pack.digest.description),
                                "source": .string(engine.origin(of: pack)),
                            ])
                        }),
                    "rules": .array(rules.map(json)),
                ]).text() + "\n")
        case .text:
            var table = TextTable(["RULE", "PACK", "SEVERITY", "PATCH", "POLICIES", "TITLE"])
            for rule in rules {
                table.add([
                    rule.id, rule.pack, rule.severity.rawValue, rule.patch?.safety.rawValue ?? "–",
                    rule.policies.map(\.id).joined(separator: ", "), rule.title,
                ])
            }
            var packs = TextTable(["PACK", "VERSION", "FROM", "DIGEST"])
            for pack in engine.packs {
                packs.add([
                    pack.name, pack.version, engine.origin(of: pack), pack.digest.description,
                ])
            }
            try terminal.write(table.text() + "\n" + packs.text())
        }
        return .done
    }

    static let lint = CommandSpecification(
        words: ["rules", "lint"], summary: "find what is wrong with packs",
        arguments: [
            .init(
                name: "PACK", isRepeatable: true,
                summary: "folders of packs (default: those that ship)")
        ],
        options: Engine.options
    ) { arguments, terminal in
        let engine = try Premises.load(
            arguments, terminal, packs: arguments.arguments, withTests: true
        ).engine
        let known = Set(engine.packs.flatMap(\.rules).map(\.id))
        let problems = engine.packs.flatMap { PackLint.problems(in: $0, known: known) }
        for problem in problems {
            try terminal.write("\(problem.location): \(problem.message)\n".escapedLines)
        }
        let documents = PolicyLint.problems(in: try engine.policies().documents)
        for problem in documents {
            try terminal.write(
                "\(problem.fileName):\(problem.line): \(problem.message)\n"
                    .escapedLines)
        }
        let count = problems.count + documents.count
        let rules = engine.compiled.ruleSet.rules.count
        try terminal.write(
            "\(count.of("problem")) in \(rules) rules of \(engine.packs.count) packs\n"
        )
        return count == 0 ? .done : .usage
    }

    static let schema = CommandSpecification(
        words: ["rules", "schema"],
        summary: "the format of rules: a JSON Schema for editors, or its reference in Markdown",
        discussion: """
            An editor with a YAML language server checks a rule as it is written when its first line names the schema:
            # yaml-language-server: $schema=rule.schema.json
            """,
        arguments: [
            .init(name: "FILE", summary: "rule or pack: which file of a pack (default rule)")
        ],
        options: [
            .init(
                name: "format", value: "json|markdown",
                summary: "a JSON Schema, or the reference (default json)")
        ]
    ) { arguments, terminal in
        let file = arguments.arguments.first ?? SchemaFile.rule.rawValue
        guard let file = SchemaFile(rawValue: file) else {
            throw Diagnostic(
                .usage, "show a schema", on: file, because: "it is neither rule nor pack")
        }
        switch try arguments.choice("format", default: SchemaFormat.json) {
        case .json:
            let schema = file == .rule ? RuleSchema.rule : RuleSchema.pack
            try terminal.write(schema.text() + "\n")
        case .markdown: try terminal.write(RuleReference.markdown)
        }
        return .done
    }

    private enum SchemaFile: String { case rule, pack }
    private enum SchemaFormat: String, CaseIterable { case json, markdown }

    static func engine(_ arguments: ParsedArguments, _ terminal: Terminal) throws -> Engine {
        try Premises.load(arguments, terminal, withTests: true).engine
    }

    private static func json(_ rule: Rule) -> JSONValue {
        .members([
            "id": .string(rule.id), "version": .int(rule.version), "pack": .string(rule.pack),
            "title": .string(rule.title), "severity": .string(rule.severity.rawValue),
            "confidence": .string(rule.confidence.rawValue), "stage": .string(rule.stage.rawValue),
            "patch": .optional(rule.patch?.safety.rawValue),
            "policies": .array(rule.policies.map { .string($0.id) }),
            "tags": .array(rule.tags.map { .string($0) }),
        ])
    }
}
