import Advisories
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
            try terminal.write(table.text())
        }
        return .done
    }

    static let show = CommandSpecification(
        words: ["rules", "show"], summary: "one rule, with the policy that asks for it",
        arguments: [.init(name: "ID", isRequired: true, summary: "the rule's id")],
        options: Engine.options
    ) { arguments, terminal in
        let engine = try engine(arguments, terminal)
        let id = arguments.arguments[0]
        guard let rule = engine.compiled.ruleSet.rules.first(where: { $0.id == id }) else {
            throw Diagnostic(
                .usage, "show a rule", on: id, because: "no pack has it",
                remedy: NearestName.remedy(for: id, among: engine.compiled.ruleSet.rules.map(\.id))
                    ?? "see complybot rules list")
        }
        try terminal.write(RuleExplanation(rule, policies: try engine.policies()).text)
        return .done
    }

    static let test = CommandSpecification(
        words: ["rules", "test"], summary: "run the packs' own before/after cases",
        discussion: """
            Every case of every rule is run as it stands and in variants: with CRLF line ends, without a final newline, with a
            byte-order mark, moved into a component, with all other rules on, and with its result as its input.
            """,
        options: [.init(name: "verbose", summary: "name the cases that pass too")] + Engine.options
    ) { arguments, terminal in
        let engine = try engine(arguments, terminal)
        let ids = arguments.all("rule")
        let results = RuleTestRunner(
            grammars: engine.grammars, queriesFolder: engine.queriesFolder,
            knowledge: try knowledge(of: engine)
        ).run(engine.packs, only: ids.isEmpty ? nil : Set(ids))
        for result in results {
            if result.isPassed {
                if arguments.has("verbose") {
                    try terminal.write(
                        "ok      \(result.ruleID): \(result.name) (\(result.variants.count) variants)\n"
                    )
                }
                continue
            }
            try terminal.write("FAILED  \(result.ruleID): \(result.name) (\(result.source))\n")
            for failure in result.failures {
                let lines = failure.split(separator: "\n", omittingEmptySubsequences: false)
                try terminal.write(
                    lines.map { "        \(String($0).escapedForTerminal)\n" }.joined())
            }
        }
        let failed = results.count { !$0.isPassed }
        let variants = results.reduce(0) { $0 + $1.variants.count }
        try terminal.write(
            "\(results.count - failed) cases passed, \(failed) failed, in \(variants) variants\n")
        if results.isEmpty {
            throw Diagnostic(
                .usage, "test the rules", because: "no case was run",
                remedy: "add tests to the rules")
        }
        return failed == 0 ? .done : .findings
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
        let configuration = try ProgramConfiguration.load(
            option: arguments.value("config"), environment: terminal.environment)
        let installation = Installation(environment: terminal.environment)
        let engine = try Engine.load(
            arguments, packs: arguments.arguments, configuration: configuration,
            installation: installation)
        let problems = engine.packs.flatMap(PackLint.problems(in:))
        for problem in problems { try terminal.write("\(problem)\n".replacingControlCharacters) }
        let documents = PolicyLint.problems(in: try engine.policies().documents)
        for problem in documents {
            try terminal.write(
                "\(problem.fileName):\(problem.line): \(problem.message)\n"
                    .replacingControlCharacters)
        }
        let count = problems.count + documents.count
        let rules = engine.compiled.ruleSet.rules.count
        try terminal.write(
            "\(count) problem\(count == 1 ? "" : "s") in \(rules) rules of \(engine.packs.count) packs\n"
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

    private static func engine(_ arguments: ParsedArguments, _ terminal: Terminal) throws -> Engine
    {
        let configuration = try ProgramConfiguration.load(
            option: arguments.value("config"), environment: terminal.environment)
        return try Engine.load(
            arguments, configuration: configuration,
            installation: Installation(environment: terminal.environment))
    }

    /// What the cases know of vulnerabilities: the advisories that are named or, so that the shipped packs can be tested as
    /// they are, those of the fixtures beside them.
    private static func knowledge(of engine: Engine) throws -> AdvisoryKnowledge {
        let fixtures = "\(engine.queriesFolder)/../../Fixtures/advisories"
        guard !engine.knowledge.hasAdvisories, FileManager.default.fileExists(atPath: fixtures)
        else {
            return engine.knowledge
        }
        return AdvisoryKnowledge(try AdvisoryDatabase.load(folder: fixtures))
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

extension String {
    /// The text with everything but its line ends made visible.
    fileprivate var replacingControlCharacters: String {
        split(separator: "\n", omittingEmptySubsequences: false)
            .map { String($0).escapedForTerminal }.joined(separator: "\n")
    }
}
