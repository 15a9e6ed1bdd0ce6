/// A JSON document as it was read, or as it is to be sent.
package enum JSON: Sendable, Hashable {
    case null
    case bool(Bool)
    case int(Int)
    case double(Double)
    case string(String)
    case array([JSON])
    case object([String: JSON])

    /// The text of a string; nil for anything else.
    package var text: String? { if case .string(let text) = self { text } else { nil } }
    /// The number of an integer; nil for anything else.
    package var number: Int? { if case .int(let number) = self { number } else { nil } }
    /// The truth of a boolean; nil for anything else.
    package var flag: Bool? { if case .bool(let flag) = self { flag } else { nil } }
    /// The items of an array; nil for anything else.
    package var items: [JSON]? { if case .array(let items) = self { items } else { nil } }
    /// The members of an object; nil for anything else.
    package var members: [String: JSON]? {
        if case .object(let members) = self { members } else { nil }
    }
    /// Whether it is null.
    package var isNull: Bool { self == .null }

    /// A member of an object; nil when there is none, and for anything else than an object.
    package subscript(name: String) -> JSON? { members?[name] }
    /// An item of an array; nil when there is none, and for anything else than an array.
    package subscript(index: Int) -> JSON? {
        guard let items, items.indices.contains(index) else { return nil }
        return items[index]
    }

    /// A string, or null for none.
    package static func optional(_ text: String?) -> JSON { text.map { .string($0) } ?? .null }
    /// A number, or null for none.
    package static func optional(_ number: Int?) -> JSON { number.map { .int($0) } ?? .null }
    /// The texts as an array of strings.
    package static func strings(_ texts: some Sequence<String>) -> JSON {
        .array(texts.map { .string($0) })
    }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
    package init(stringLiteral value: String) { self = .string(value) }
}

extension JSON: ExpressibleByIntegerLiteral {
    package init(integerLiteral value: Int) { self = .int(value) }
}

extension JSON: ExpressibleByBooleanLiteral {
    package init(booleanLiteral value: Bool) { self = .bool(value) }
}

extension JSON: ExpressibleByArrayLiteral {
    package init(arrayLiteral elements: JSON...) { self = .array(elements) }
}

extension JSON: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, JSON)...) {
        self = .object(Dictionary(elements) { $1 })
    }
}
