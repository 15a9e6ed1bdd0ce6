/// The reference of the rule format in Markdown, made from the tables that the readers use.
package enum RuleReference {
    /// Every mapping, node and operation with its keys.
    package static var markdown: String {
        var text = ""
        text += section("`pack.yaml`", RuleFormat.pack)
        text += section("A rule", RuleFormat.rule)
        text += "## Detection nodes\n\nA node has one of these keys, and may have "
        text += inline(DetectorFormat.common)
        text += "; a precondition also `reason`.\n\n"
        text += table(DetectorFormat.nodes, heading: "node")
        text += parts(DetectorFormat.nodes, level: 3)
        text += "## Operations\n\nAn operation has one of these keys; behind it may stand "
        text += inline(OperationFormat.common) + ".\n\n"
        text += table(OperationFormat.operations, heading: "operation")
        text += parts(OperationFormat.operations, level: 3, without: OperationFormat.common)
        return text
    }

    private static func section(_ title: String, _ format: FormatMapping) -> String {
        "## \(title)\n\n\(table(format.keys, heading: "key"))\(parts(format.keys, level: 3))"
    }

    /// The mappings that stand behind some keys, each under a heading of its own.
    private static func parts(
        _ keys: [FormatKey], level: Int, without common: [FormatKey] = [], path: String = ""
    ) -> String {
        var text = ""
        for key in keys {
            guard let format = key.type.mapping else { continue }
            let rows = format.keys.filter { row in !common.contains { $0.name == row.name } }
            let name = path.isEmpty ? key.name : "\(path).\(key.name)"
            text += "\(String(repeating: "#", count: level)) `\(name)`\n\n"
            text +=
                "\(format.summary.sentence)\(format.hasOneKey ? " It has one of the keys." : "")\n\n"
            text += table(rows, heading: "key")
            text += parts(rows, level: min(level + 1, 6), path: name)
        }
        return text
    }

    private static func table(_ keys: [FormatKey], heading: String) -> String {
        var text = "| \(heading) | value | meaning |\n| --- | --- | --- |\n"
        for key in keys {
            let required = key.isRequired ? " (required)" : ""
            text +=
                "| `\(key.name)`\(required) | \(words(for: key.type).cell) | \(key.summary.cell) |\n"
        }
        return text + "\n"
    }

    private static func inline(_ keys: [FormatKey]) -> String {
        keys.map { "`\($0.name)` (\($0.summary))" }.joined(separator: ", ")
    }

    private static func words(for type: FormatType) -> String {
        switch type {
        case .text: "text"
        case .template: "template"
        case .glob: "glob"
        case .regex: "regular expression"
        case .dataPath: "path"
        case .identifier: "name"
        case .capture: "capture"
        case .boolean: "true or false"
        case .integer: "whole number"
        case .scalar: "single value"
        case .anything: "any value"
        case .choice(let words): words.map { "`\($0)`" }.joined(separator: ", ")
        case .list(let item): "list: \(self.words(for: item))"
        case .oneOrMore(let item): "one or a list: \(self.words(for: item))"
        case .dictionary(let value): "by name: \(self.words(for: value))"
        case .mapping: "mapping, below"
        case .either(let types): types.map(self.words).joined(separator: "; or ")
        case .node: "node"
        case .operation: "operation"
        }
    }
}

extension FormatType {
    /// The mapping that stands behind a key, directly or as an item.
    var mapping: FormatMapping? {
        switch self {
        case .mapping(let format): format
        case .list(let item), .oneOrMore(let item), .dictionary(let item): item.mapping
        case .either(let types): types.compactMap(\.mapping).first
        default: nil
        }
    }
}

extension String {
    /// The text as a sentence of its own.
    fileprivate var sentence: String {
        let first = prefix(1)
        return (first == "`" ? String(first) : first.uppercased()) + dropFirst()
            + (hasSuffix(".") ? "" : ".")
    }

    /// The text within a cell of a table.
    fileprivate var cell: String {
        split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
    }
}
