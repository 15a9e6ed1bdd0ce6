/// A JSON document to be written, its members in the order given: the same value, the same bytes.
package indirect enum JSONValue: Sendable, Hashable {
    case null
    case bool(Bool)
    case int(Int)
    /// A number as it is to be written; the caller answers for it being one of JSON.
    case number(String)
    case string(String)
    case array([JSONValue])
    case object([Member])

    /// One member of an object.
    package struct Member: Sendable, Hashable {
        package var key: String
        package var value: JSONValue

        /// A member from its parts.
        package init(_ key: String, _ value: JSONValue) {
            self.key = key
            self.value = value
        }
    }

    /// An object whose members keep the order in which they are written here.
    package static func members(_ members: KeyValuePairs<String, JSONValue>) -> JSONValue {
        .object(members.map { Member($0.key, $0.value) })
    }

    /// A string, or null for none.
    package static func optional(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }

    /// The document's text, without a final newline: on one line, or indented by two spaces.
    package func text(indented: Bool = true) -> String {
        var output = ""
        write(to: &output, depth: indented ? 0 : nil)
        return output
    }

    private func write(to output: inout String, depth: Int?) {
        switch self {
        case .null: output += "null"
        case .bool(let value): output += value ? "true" : "false"
        case .int(let value): output += String(value)
        case .number(let literal): output += literal
        case .string(let value): output += value.quoted()
        case .array(let values):
            Self.write(list: values, in: ("[", "]"), to: &output, depth: depth) {
                value, output, depth in
                value.write(to: &output, depth: depth)
            }
        case .object(let members):
            Self.write(list: members, in: ("{", "}"), to: &output, depth: depth) {
                member, output, depth in
                output += member.key.quoted()
                output += depth == nil ? ":" : ": "
                member.value.write(to: &output, depth: depth)
            }
        }
    }

    private static func write<Element>(
        list: [Element], in brackets: (String, String), to output: inout String, depth: Int?,
        element: (Element, inout String, Int?) -> Void
    ) {
        output += brackets.0
        for (index, item) in list.enumerated() {
            if index > 0 { output += "," }
            if let depth { output += "\n" + String(repeating: "  ", count: depth + 1) }
            element(item, &output, depth.map { $0 + 1 })
        }
        if let depth, !list.isEmpty { output += "\n" + String(repeating: "  ", count: depth) }
        output += brackets.1
    }
}

extension JSONValue: ExpressibleByStringLiteral {
    package init(stringLiteral value: String) { self = .string(value) }
}
