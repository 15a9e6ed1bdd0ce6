/// Writes values as TOML on one line.
struct TOMLWriter {
    /// The text of a value; collections become arrays and inline tables.
    func text(_ value: DataValue, style: DataStyle = .doubleQuoted) throws(DataEditError) -> [UInt8]
    {
        switch value {
        case .null: throw .unsupported("TOML has no null")
        case .bool(let flag): return Array((flag ? "true" : "false").utf8)
        case .integer(let text), .float(let text): return Array(text.utf8)
        case .other(let text):
            guard TOMLScalar.value(of: text) == value else {
                throw .unsupported("TOML has no value `\(text)`")
            }
            return Array(text.utf8)
        case .string(let text): return string(text, style: style)
        case .sequence(let items):
            var parts: [[UInt8]] = []
            for item in items { parts.append(try text(item)) }
            return Array("[".utf8) + parts.joined(separator: Array(", ".utf8)) + Array("]".utf8)
        case .mapping(let members):
            var parts: [[UInt8]] = []
            for member in members { parts.append(try entry(member)) }
            if parts.isEmpty { return Array("{}".utf8) }
            return Array("{ ".utf8) + parts.joined(separator: Array(", ".utf8)) + Array(" }".utf8)
        }
    }

    /// A key with its value.
    func entry(
        _ member: DataValue.Member, equals: String = " = ", style: DataStyle = .doubleQuoted
    ) throws(DataEditError) -> [UInt8] {
        try key(member.key) + Array(equals.utf8) + text(member.value, style: style)
    }

    /// A key, in quotes when it needs them.
    func key(_ key: String) -> [UInt8] {
        let isBare = !key.isEmpty && key.utf8.allSatisfy(TOMLScanner.isBareKeyByte)
        return isBare ? Array(key.utf8) : string(key, style: .doubleQuoted)
    }

    /// The keys of a path with dots between them; indices say nothing in TOML.
    func dotted(_ steps: [DataPath.Step]) -> [UInt8] {
        let keys = steps.compactMap { step in
            if case .key(let name) = step { key(name) } else { nil }
        }
        return Array(keys.joined(separator: [0x2E]))
    }

    private func string(_ text: String, style: DataStyle) -> [UInt8] {
        let isLiteral = text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x27 && $0 != 0x7F }
        if isLiteral, style == .singleQuoted || style == .literal {
            return [0x27] + Array(text.utf8) + [0x27]
        }
        // What JSON escapes in a string TOML escapes in the same way.
        return JSONWriter(unit: [], newline: [], colon: []).quoted(text)
    }
}
