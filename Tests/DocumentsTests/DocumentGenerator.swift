import TestSupport

@testable import Documents

/// Writes random documents in random styles, the same for the same seed.
struct DocumentGenerator {
    /// The formats that hold values of any kind and depth.
    static let formats: [DataFormat] = [.yaml, .json, .jsonc, .toml]

    var random: SplitMix64
    private var marks = 0

    init(seed: UInt64) { random = SplitMix64(seed: seed) }

    mutating func chance(_ percent: Int) -> Bool {
        Int.random(in: 0..<100, using: &random) < percent
    }

    mutating func pick<Element>(_ choices: [Element]) -> Element {
        choices[Int.random(in: choices.indices, using: &random)]
    }

    /// A comment that no other comment equals.
    private mutating func mark() -> String {
        marks += 1
        return "c\(marks)é"
    }

    // MARK: Values

    mutating func scalar(_ format: DataFormat) -> DataValue {
        switch Int.random(in: 0..<8, using: &random) {
        case 0 where format != .toml: return .null
        case 0, 1: return .bool(chance(50))
        case 2: return .integer(String(Int.random(in: -9...1000, using: &random)))
        case 3: return .float(pick(["0.5", "-1.25", "100.0", "1.5e+20"]))
        default:
            return .string(
                pick([
                    "", "a b", "x", "yes", "12", "it's", "a: b", "#h", "é😀", "a\nb\n", " lead",
                    "a\tb", "\"q\"", "${{ x }}", "-", "a\\n", "n\n\nm",
                ]))
        }
    }

    mutating func value(_ format: DataFormat, depth: Int) -> DataValue {
        switch Int.random(in: 0..<(depth > 0 ? 6 : 4), using: &random) {
        case 4:
            return .sequence(
                (0..<Int.random(in: 0..<4, using: &random)).map { _ in
                    value(format, depth: depth - 1)
                })
        case 5: return mapping(format, depth: depth - 1)
        default: return scalar(format)
        }
    }

    mutating func mapping(_ format: DataFormat, depth: Int, atLeast: Int = 0) -> DataValue {
        let keys = ["a", "b-c", "on", "d e", "é", "k1", "k.2", "x"].shuffled(using: &random)
        let count = Int.random(in: atLeast..<5, using: &random)
        return .mapping(keys.prefix(count).map { .init($0, value(format, depth: depth)) })
    }

    // MARK: Texts

    /// A document; its line ends, byte order mark and final newline vary.
    mutating func text(_ format: DataFormat) -> String {
        let value = mapping(format, depth: 3, atLeast: 1)
        var lines: [String]
        switch format {
        case .json, .jsonc:
            lines = json(
                value, indent: chance(30) ? nil : "", unit: pick(["  ", "\t", "    "]),
                comments: format == .jsonc
            )
            .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        case .yaml:
            lines = yaml(value, indent: 0, step: pick([2, 3, 4]), sequenceStep: pick([0, 2]))
        case .toml: lines = toml(value)
        case .ini, .env, .properties, .xml: lines = []
        }
        if format == .yaml, chance(20) { lines.insert("---", at: 0) }
        let newline = pick(["\n", "\n", "\r\n"])
        return (chance(10) ? "\u{FEFF}" : "") + lines.joined(separator: newline)
            + (chance(80) ? newline : "")
    }

    private mutating func json(_ value: DataValue, indent: String?, unit: String, comments: Bool)
        -> String
    {
        var parts: [String] = []
        let inner = indent.map { $0 + unit }
        switch value {
        case .sequence(let items):
            for item in items {
                parts.append(json(item, indent: inner, unit: unit, comments: comments))
            }
        case .mapping(let members):
            for member in members {
                parts.append(
                    quoted(member.key) + pick([":", ": "])
                        + json(member.value, indent: inner, unit: unit, comments: comments))
            }
        case .string(let text): return quoted(text)
        default:
            return String(
                decoding: (try? JSONWriter(unit: [], newline: [], colon: []).text(value, .inline))
                    ?? [], as: UTF8.self)
        }
        let brackets = value.isSequence ? ("[", "]") : ("{", "}")
        guard let indent, let inner, !parts.isEmpty else {
            return brackets.0 + parts.joined(separator: pick([",", ", "])) + brackets.1
        }
        var text = brackets.0
        for (index, part) in parts.enumerated() {
            if comments, chance(15) { text += "\n" + inner + "// " + mark() }
            text +=
                "\n" + inner + part + (index < parts.count - 1 || comments && chance(20) ? "," : "")
            if comments, chance(15) { text += " // " + mark() }
        }
        return text + "\n" + indent + brackets.1
    }

    private func quoted(_ text: String) -> String {
        String(decoding: JSONWriter(unit: [], newline: [], colon: []).quoted(text), as: UTF8.self)
    }

    private mutating func yaml(_ value: DataValue, indent: Int, step: Int, sequenceStep: Int)
        -> [String]
    {
        let pad = String(repeating: " ", count: indent)
        var lines: [String] = []
        let isSpaced = chance(15)
        switch value {
        case .mapping(let members) where !members.isEmpty:
            for (index, member) in members.enumerated() {
                if isSpaced, index > 0 { lines.append("") }
                if chance(12) { lines.append(pad + "# " + mark()) }
                let key = member.key == "on" ? "on" : yamlScalar(.string(member.key), flow: false)
                let inner = member.value.isSequence ? sequenceStep : step
                lines += yamlPart(
                    pad + key + ":", member.value, indent: indent + inner, step: step,
                    sequenceStep: sequenceStep)
            }
        case .sequence(let items) where !items.isEmpty:
            for (index, item) in items.enumerated() {
                if isSpaced, index > 0 { lines.append("") }
                if chance(12) { lines.append(pad + "# " + mark()) }
                if !item.isScalar, item != .mapping([]), item != .sequence([]), chance(70) {
                    let below = yaml(
                        item, indent: indent + 2, step: step, sequenceStep: sequenceStep)
                    let firstText =
                        below.firstIndex { !$0.isEmpty && !$0.drop { $0 == " " }.hasPrefix("#") }
                        ?? 0
                    lines += below.prefix(firstText).map {
                        $0.isEmpty ? "" : pad + $0.drop { $0 == " " }
                    }
                    lines.append(pad + "- " + below[firstText].drop { $0 == " " })
                    lines += below.dropFirst(firstText + 1)
                } else {
                    lines += yamlPart(
                        pad + "-", item, indent: indent + 2, step: step, sequenceStep: sequenceStep)
                }
            }
        default: lines.append(pad + yamlScalar(value, flow: false))
        }
        return lines
    }

    private mutating func yamlPart(
        _ head: String, _ value: DataValue, indent: Int, step: Int, sequenceStep: Int
    ) -> [String] {
        let comment = chance(10) ? (chance(50) ? " # " : "   # ") + mark() : ""
        if value.isScalar || chance(15) || value == .mapping([]) || value == .sequence([]) {
            if case .string(let text) = value, let literal = YAMLText.literal(text), chance(60) {
                let pad = String(repeating: " ", count: max(indent, 1))
                return [head + " " + String(decoding: literal.header, as: UTF8.self)]
                    + literal.lines.map {
                        $0.isEmpty ? "" : pad + String(decoding: $0, as: UTF8.self)
                    }
            }
            let text = yamlScalar(value, flow: false)
            return [head + (text.isEmpty ? "" : " " + text) + comment]
        }
        return [head + comment]
            + yaml(value, indent: indent, step: step, sequenceStep: sequenceStep)
    }

    private mutating func yamlScalar(_ value: DataValue, flow: Bool) -> String {
        switch value {
        case .null: return flow ? "null" : pick(["", "~", "null"])
        case .string(let text):
            let style: DataStyle = pick([.plain, .plain, .singleQuoted, .doubleQuoted])
            return String(
                decoding: YAMLText.scalar(text, style: style, quotes: .doubleQuoted, inFlow: flow),
                as: UTF8.self)
        case .sequence(let items):
            return "[" + items.map { yamlScalar($0, flow: true) }.joined(separator: ", ") + "]"
        case .mapping(let members):
            return "{"
                + members.map {
                    yamlScalar(.string($0.key), flow: true) + ": "
                        + yamlScalar($0.value, flow: true)
                }.joined(separator: ", ") + "}"
        default:
            let root = DataNode(content: .scalar(.null), span: 0..<0, style: .plain)
            return String(
                decoding: YAMLWriter(manner: YAMLManner(of: root, in: SourceText([]))).flow(value),
                as: UTF8.self)
        }
    }

    private mutating func toml(_ value: DataValue, path: [String] = []) -> [String] {
        guard case .mapping(let members) = value else { return [] }
        var lines: [String] = []
        var tables: [String] = []
        for member in members.shuffled(using: &random) {
            let here = path + [String(decoding: TOMLWriter().key(member.key), as: UTF8.self)]
            if case .mapping(let inner) = member.value, chance(60) {
                if !inner.isEmpty, chance(30) {
                    for entry in inner {
                        lines.append(here[here.count - 1] + "." + tomlEntry(entry))
                    }
                    continue
                }
                if !tables.isEmpty || chance(80) { tables.append("") }
                if chance(15) { tables.append("# " + mark()) }
                tables.append(
                    "[" + here.joined(separator: ".") + "]" + (chance(10) ? " # " + mark() : ""))
                tables += toml(member.value, path: here)
                continue
            }
            if case .sequence(let items) = member.value, !items.isEmpty, chance(70),
                items.allSatisfy({ if case .mapping = $0 { true } else { false } })
            {
                for item in items {
                    tables +=
                        ["", "[[" + here.joined(separator: ".") + "]]"] + toml(item, path: here)
                }
                continue
            }
            if chance(12) { lines.append("# " + mark()) }
            lines += tomlEntry(member).split(separator: "\n", omittingEmptySubsequences: false).map(
                String.init)
            if chance(10) { lines[lines.count - 1] += " # " + mark() }
        }
        return lines + tables
    }

    private mutating func tomlEntry(_ member: DataValue.Member) -> String {
        if case .sequence(let items) = member.value, !items.isEmpty, chance(50) {
            var text = String(decoding: TOMLWriter().key(member.key), as: UTF8.self) + " = ["
            for (index, item) in items.enumerated() {
                if chance(15) { text += "\n  # " + mark() }
                text += "\n  " + tomlText(item) + (index < items.count - 1 || chance(60) ? "," : "")
                if chance(15) { text += " # " + mark() }
            }
            return text + "\n]"
        }
        return String(decoding: TOMLWriter().key(member.key), as: UTF8.self) + pick([" = ", "="])
            + tomlText(member.value)
    }

    private mutating func tomlText(_ value: DataValue) -> String {
        let style: DataStyle = pick([.singleQuoted, .doubleQuoted])
        return String(
            decoding: (try? TOMLWriter().text(value, style: style)) ?? Array("0".utf8),
            as: UTF8.self)
    }
}

extension DataValue {
    var isSequence: Bool {
        if case .sequence = self { true } else { false }
    }
}
