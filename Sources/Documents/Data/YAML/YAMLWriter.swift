/// Writes values as YAML in the manner of a file.
struct YAMLWriter {
    let manner: YAMLManner

    /// A value as it stands after a key or a dash.
    struct Rendering {
        /// What goes on the line of the key; for a collection under a key nothing.
        let head: [UInt8]
        /// The lines below, with their indentation.
        let lines: [[UInt8]]
    }

    // MARK: On one line

    /// A scalar, or a collection in brackets.
    func flow(_ value: DataValue, style: DataStyle = .plain, inFlow: Bool = true) -> [UInt8] {
        switch value {
        case .null: return Array("null".utf8)
        case .bool(let flag): return Array((flag ? "true" : "false").utf8)
        case .integer(let text): return Array(text.utf8)
        case .float(let text):
            switch text {
            case "inf", "nan": return Array(".\(text)".utf8)
            case "-inf": return Array("-.inf".utf8)
            default: return Array(text.utf8)
            }
        case .string(let text), .other(let text):
            return YAMLText.scalar(text, style: style, quotes: manner.quotes, inFlow: inFlow)
        case .sequence(let items): return Self.bracketed(items.map { flow($0) }, "[", "]")
        case .mapping(let members):
            return Self.bracketed(members.map { flow($0) }, "{", "}")
        }
    }

    /// A member as it stands between braces.
    func flow(_ member: DataValue.Member) -> [UInt8] {
        key(member.key, style: .plain, inFlow: true) + [0x3A, 0x20] + flow(member.value)
    }

    private static func bracketed(_ parts: [[UInt8]], _ open: String, _ close: String) -> [UInt8] {
        Array(open.utf8) + parts.joined(separator: [0x2C, 0x20]) + Array(close.utf8)
    }

    func key(_ key: String, style: DataStyle, inFlow: Bool = false) -> [UInt8] {
        YAMLText.scalar(key, style: style, quotes: manner.quotes, inFlow: inFlow, isKey: true)
    }

    // MARK: On several lines

    /// A value under a key that stands in `column`.
    func underKey(_ value: DataValue, column: Int, style: DataStyle) -> Rendering {
        switch value {
        case .mapping(let members) where !members.isEmpty:
            let inner = column + manner.step
            return Rendering(
                head: [], lines: self.members(members, column: inner).map { $0.indented(if: inner) }
            )
        case .sequence(let items) where !items.isEmpty:
            let inner = column + manner.sequenceStep
            let lines = items.flatMap { item($0, column: inner, gap: 1, style: .plain) }
            return Rendering(head: [], lines: lines.map { $0.indented(if: inner) })
        default: return scalar(value, column: column, style: style)
        }
    }

    private func scalar(_ value: DataValue, column: Int, style: DataStyle) -> Rendering {
        if manner.allowsBlockScalars, case .string(let text) = value,
            let literal = YAMLText.literal(text)
        {
            let indent = [UInt8](repeating: 0x20, count: column + manner.step)
            return Rendering(
                head: literal.header, lines: literal.lines.map { $0.isEmpty ? [] : indent + $0 })
        }
        return Rendering(head: flow(value, style: style, inFlow: false), lines: [])
    }

    /// One line of a part: whether it starts the part, and so wants the part's indentation.
    struct Line {
        let text: [UInt8]
        /// Whether `text` still lacks the indentation of its part.
        let isFirst: Bool

        /// The line with its indentation.
        func indented(if column: Int) -> [UInt8] {
            isFirst ? [UInt8](repeating: 0x20, count: column) + text : text
        }
    }

    /// The lines of a member whose key stands in `column`.
    func member(_ member: DataValue.Member, column: Int, keyStyle: DataStyle, style: DataStyle)
        -> [Line]
    {
        let rendering = underKey(member.value, column: column, style: style)
        let head =
            key(member.key, style: keyStyle) + [0x3A]
            + (rendering.head.isEmpty ? [] : [0x20] + rendering.head)
        return [Line(text: head, isFirst: true)]
            + rendering.lines.map { Line(text: $0, isFirst: false) }
    }

    private func members(_ members: [DataValue.Member], column: Int) -> [Line] {
        members.flatMap { member($0, column: column, keyStyle: .plain, style: .plain) }
    }

    /// The lines of an item whose dash stands in `column`, with `gap` blanks after the dash.
    func item(_ value: DataValue, column: Int, gap: Int, style: DataStyle) -> [Line] {
        let lines = content(value, column: column + 1 + gap, style: style)
        let dash = [0x2D] + [UInt8](repeating: 0x20, count: gap)
        return lines.enumerated().map { index, line in
            if index == 0 { return Line(text: dash + line.text, isFirst: true) }
            return Line(text: line.indented(if: column + 1 + gap), isFirst: false)
        }
    }

    /// The lines of a value that starts in `column` itself: an item without its dash, or a root.
    func content(_ value: DataValue, column: Int, style: DataStyle) -> [Line] {
        switch value {
        case .mapping(let members) where !members.isEmpty:
            return self.members(members, column: column)
        case .sequence(let items) where !items.isEmpty:
            return items.flatMap { item($0, column: column, gap: 1, style: .plain) }
        default:
            let rendering = scalar(value, column: max(0, column - manner.step), style: style)
            return [Line(text: rendering.head, isFirst: true)]
                + rendering.lines.map { Line(text: $0, isFirst: false) }
        }
    }
}
