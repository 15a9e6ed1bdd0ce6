internal import Basics

/// Writes values as JSON, on one line or indented like the file.
struct JSONWriter {
    let unit: [UInt8]
    let newline: [UInt8]
    let colon: [UInt8]

    /// The text of a value; its first line is not indented.
    func text(_ value: DataValue, _ layout: FlowEditor.Layout) throws(DataEditError) -> [UInt8] {
        switch value {
        case .null: return Array("null".utf8)
        case .bool(let flag): return Array((flag ? "true" : "false").utf8)
        case .integer(let text): return Array(text.utf8)
        case .float(let text):
            guard let last = text.utf8.last, last >= 0x30, last <= 0x39 else {
                throw .unsupported("JSON has no number `\(text)`")
            }
            return Array(text.utf8)
        case .other(let text): throw .unsupported("JSON has no value `\(text)`")
        case .string(let text): return quoted(text)
        case .sequence(let items):
            return try list(items, brackets: (0x5B, 0x5D), layout) {
                item, layout throws(DataEditError) in
                try self.text(item, layout)
            }
        case .mapping(let members):
            return try list(members, brackets: (0x7B, 0x7D), layout) {
                member, layout throws(DataEditError) in
                quoted(member.key) + colon + (try self.text(member.value, layout))
            }
        }
    }

    private func list<Part>(
        _ parts: [Part], brackets: (UInt8, UInt8), _ layout: FlowEditor.Layout,
        text: (Part, FlowEditor.Layout) throws(DataEditError) -> [UInt8]
    ) throws(DataEditError) -> [UInt8] {
        var result = [brackets.0]
        for (index, part) in parts.enumerated() {
            switch layout {
            case .inline: result += (index > 0 ? [0x2C, 0x20] : []) + (try text(part, .inline))
            case .lines(let indentation):
                result += (index > 0 ? [0x2C] : []) + newline + indentation + unit
                result += try text(part, .lines(indentation + unit))
            }
        }
        if case .lines(let indentation) = layout, !parts.isEmpty { result += newline + indentation }
        return result + [brackets.1]
    }

    /// A string in quotes; only what must be escaped is.
    func quoted(_ text: String) -> [UInt8] { Array(text.quoted().utf8) }
}

extension DataValue {
    /// The value as JSON on one line; what JSON has no words for is a text.
    package var jsonText: String {
        switch self {
        case .null: "null"
        case .bool(let flag): flag ? "true" : "false"
        case .integer(let text): text
        case .float(let text):
            text.utf8.last.map { (0x30...0x39).contains($0) } ?? false ? text : text.quoted()
        case .string(let text), .other(let text): text.quoted()
        case .sequence(let items): "[" + items.map(\.jsonText).joined(separator: ", ") + "]"
        case .mapping(let members):
            "{"
                + members.map { "\($0.key.quoted()): \($0.value.jsonText)" }
                .joined(separator: ", ") + "}"
        }
    }
}
