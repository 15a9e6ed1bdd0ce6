import Basics
import Documents
import Remediation
import RuleEngine

/// `complybot config …`: the configuration of a repository, each value with its source.
enum ConfigCommand {
    static let validate = CommandSpecification(
        words: ["config", "validate"],
        summary: "find what is wrong with a repository's configuration",
        discussion:
            "Leaves with 2 when something is. Waivers are looked at too, whatever they cover.",
        arguments: [LocalRun.argument], options: LocalRun.lookOptions
    ) { arguments, terminal in
        let run = try LocalRun(arguments, terminal, failOn: .none)
        let nothing = DetectionReport(findings: [], outcomes: [], errors: [], files: 0)
        let problems =
            (run.terms.problems + run.terms.judge(nothing, in: run.target.snapshot).problems)
            .sorted()
        let file = run.terms.configuration.file
        switch run.format {
        case .json:
            let value = JSONValue.members([
                "schema_version": .int(1), "file": .optional(file),
                "valid": .bool(problems.isEmpty),
                "digest": .string(run.terms.configuration.digest.description),
                "problems": .array(problems.map(\.json)),
            ])
            try run.write(value.text() + "\n")
        case .text:
            var text = problems.map { "\($0.line)\n" }.joined()
            let count = problems.count
            let name = file ?? "there is no file, and what operator and program say"
            text +=
                problems.isEmpty
                ? "\(name) is valid.\n" : "\(count.of("problem")).\n"
            try run.write(text)
        }
        return problems.isEmpty ? .done : .usage
    }

    static let effective = CommandSpecification(
        words: ["config", "effective"], summary: "every value that holds, with its source",
        arguments: [LocalRun.argument], options: LocalRun.lookOptions
    ) { arguments, terminal in
        let run = try LocalRun(arguments, terminal, failOn: .none)
        let configuration = run.terms.configuration
        let paths = configuration.tree.paths
        switch run.format {
        case .json:
            let value = JSONValue.members([
                "schema_version": .int(1), "file": .optional(configuration.file),
                "valid": .bool(configuration.isValid),
                "digest": .string(configuration.digest.description),
                "values": .array(
                    paths.map { path in
                        .members([
                            "key": .string(path.path.joined(separator: ".")),
                            "value": path.node.value.json, "source": path.node.source.json,
                            "waits_for": .optional(waiting(for: path.path)),
                        ])
                    }),
            ])
            try run.write(value.text() + "\n")
        case .text:
            var table = TextTable(["KEY", "SOURCE", "VALUE"])
            for path in paths {
                let waits = waiting(for: path.path).map { " (waits for \($0))" } ?? ""
                table.add([
                    path.path.joined(separator: ".").escapedForTerminal,
                    "\(path.node.source)\(waits)".escapedForTerminal, path.value.escapedForTerminal,
                ])
            }
            try run.write(
                table.text(columns: terminal.outputSize?.columns)
                    + "\ndigest \(configuration.digest)\n")
        }
        return run.tell([]) ? .usage : .done
    }

    static let explain = CommandSpecification(
        words: ["config", "explain"],
        summary: "one key: what it means, its value, and who else gives one",
        arguments: [
            .init(
                name: "KEY", isRequired: true, summary: "such as mode or rules.license-present.mode"
            ),
            LocalRun.argument,
        ], options: LocalRun.lookOptions
    ) { arguments, terminal in
        let name = arguments.arguments[0]
        let path = name.split(separator: ".").map(String.init)
        guard let key = ConfigurationTable.keys.key(at: path) else {
            let names = ConfigurationTable.paths.map(\.path)
            throw Diagnostic(
                .usage, "explain a key", on: name, because: "there is no such key",
                remedy: NearestName.remedy(for: name, among: names)
                    ?? "see complybot config effective")
        }
        let run = try LocalRun(
            arguments, terminal, failOn: .none, path: arguments.arguments.dropFirst().first ?? ".")
        let configuration = run.terms.configuration
        let value = configuration.tree[path: path]
        let given = configuration.layers.compactMap { $0[path: path] }
        switch run.format {
        case .json:
            let document = JSONValue.members([
                "schema_version": .int(1), "key": .string(name), "summary": .string(key.summary),
                "type": .string(key.kind.words), "default": .optional(key.builtIn),
                "waits_for": .optional(key.waitsFor), "value": value?.value.json ?? .null,
                "source": value?.source.json ?? .null,
                "given": .array(
                    given.map { .members(["value": $0.value.json, "source": $0.source.json]) }),
            ])
            try run.write(document.text() + "\n")
        case .text:
            var text = "\(name): \(key.kind.words)\n\(key.summary)\n"
            text += "default: \(key.builtIn ?? "none"); example: \(key.name): \(key.example)\n"
            if let waits = key.waitsFor {
                text += "Nothing acts on it yet: it waits for \(waits).\n"
            }
            text += "\nvalue: \(value.map { "\($0.value.inline) (\($0.source))" } ?? "none")\n"
            for node in given { text += "  \(node.source): \(node.value.inline)\n" }
            try run.write(
                text.split(separator: "\n", omittingEmptySubsequences: false)
                    .map { String($0).escapedForTerminal }.joined(separator: "\n"))
        }
        return run.tell([]) ? .usage : .done
    }

    static let schema = CommandSpecification(
        words: ["config", "schema"],
        summary:
            "the keys of .github/complybot.yml: a JSON Schema for editors, or a reference for people",
        options: [
            .init(
                name: "format", value: "json|markdown",
                summary: "a schema for editors, or the reference for people (default json)")
        ]
    ) { arguments, terminal in
        switch try arguments.choice("format", default: SchemaFormat.json) {
        case .json: try terminal.write(ConfigurationSchema.document.text() + "\n")
        case .markdown: try terminal.write(ConfigurationManual.markdown)
        }
        return .done
    }

    private enum SchemaFormat: String, CaseIterable { case json, markdown }

    private static func waiting(for path: [String]) -> String? {
        let path = path.map { String($0.prefix { $0 != "[" }) }
        for length in stride(from: path.count, to: 0, by: -1) {
            let key = ConfigurationTable.keys.key(at: path.prefix(length))
            if let waits = key?.waitsFor { return waits }
        }
        return nil
    }
}

extension ConfigurationProblem {
    /// The problem on one line, its place first.
    var line: String {
        "\(source): \(kind.rawValue): \(reason)\(remedy.map { "; \($0)" } ?? "")"
            .escapedForTerminal
    }
}

extension ConfigurationSource {
    /// The source as one object.
    fileprivate var json: JSONValue {
        .members([
            "layer": .string(layer.name), "file": .optional(file),
            "line": file == nil ? .null : .int(line), "column": file == nil ? .null : .int(column),
        ])
    }
}

extension DataValue {
    /// The value as JSON; numbers that are no integers as text.
    fileprivate var json: JSONValue {
        switch self {
        case .null: .null
        case .bool(let flag): .bool(flag)
        case .integer(let text): Int(text).map { .int($0) } ?? .string(text)
        case .float(let text), .string(let text), .other(let text): .string(text)
        case .sequence(let items): .array(items.map(\.json))
        case .mapping(let members): .object(members.map { .init($0.key, $0.value.json) })
        }
    }
}
