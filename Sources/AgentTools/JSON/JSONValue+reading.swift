package import Basics

extension JSONValue {
    /// The value of a member; nil when there is none, or when this is no object.
    package subscript(key: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.last { $0.key.utf8.elementsEqual(key.utf8) }?.value
    }

    /// The text of a string; nil for anything else.
    package var text: String? { if case .string(let text) = self { text } else { nil } }

    /// A whole number; nil for anything else.
    package var integer: Int? { if case .int(let number) = self { number } else { nil } }

    /// A truth value; nil for anything else.
    package var flag: Bool? { if case .bool(let flag) = self { flag } else { nil } }

    /// The items of an array; nil for anything else.
    package var items: [JSONValue]? { if case .array(let items) = self { items } else { nil } }

    /// The members of an object; nil for anything else.
    package var objectMembers: [Member]? {
        if case .object(let members) = self { members } else { nil }
    }

    /// The value with the members of every object in the order of their keys' bytes: equal values, equal text.
    var canonical: JSONValue {
        switch self {
        case .array(let items): .array(items.map(\.canonical))
        case .object(let members):
            .object(
                members.map { Member($0.key, $0.value.canonical) }.sorted {
                    $0.key.utf8.lexicographicallyPrecedes($1.key.utf8)
                })
        case .null, .bool, .int, .number, .string: self
        }
    }

    /// The value with each text changed; keys stay, so that it keeps its shape.
    func mapTexts(_ change: (String) -> String) -> JSONValue {
        switch self {
        case .string(let text): .string(change(text))
        case .array(let items): .array(items.map { $0.mapTexts(change) })
        case .object(let members):
            .object(members.map { Member($0.key, $0.value.mapTexts(change)) })
        case .null, .bool, .int, .number: self
        }
    }

    /// An object with one more member, or with another value for it.
    package func setting(_ key: String, to value: JSONValue) -> JSONValue {
        var members = (objectMembers ?? []).filter { !$0.key.utf8.elementsEqual(key.utf8) }
        members.append(Member(key, value))
        return .object(members)
    }
}
