internal import Basics

extension ToolSchema {
    /// Where and why a value is not of a shape.
    struct Violation: Error, Hashable, CustomStringConvertible {
        /// The place, such as `edits[0].path`; empty for the value itself.
        let place: String
        let reason: String

        var description: String { place.isEmpty ? reason : "\(place): \(reason)" }
    }

    /// The first way in which a value is not of this shape, in the order of the schema; nil when it is.
    ///
    /// The value is as deep as JSON is read, so this ends.
    func violation(in value: JSONValue, at place: String = "") -> Violation? {
        func refusal(_ reason: String) -> Violation { Violation(place: place, reason: reason) }
        if value == .null, isNullable { return nil }
        switch shape {
        case .anything: return nil
        case .flag: return value.flag == nil ? refusal("it is true or false") : nil
        case .integer(let range):
            guard let number = value.integer else { return refusal("it is a whole number") }
            return range.contains(number)
                ? nil
                : refusal("\(number) is not from \(range.lowerBound) to \(range.upperBound)")
        case .choice(let words):
            guard let text = value.text,
                words.contains(where: { $0.utf8.elementsEqual(text.utf8) })
            else { return refusal("it is one of \(words.joined(separator: ", "))") }
            return nil
        case .text(let length):
            guard let text = value.text else { return refusal("it is a text") }
            return Self.lengthProblem(text, length).map(refusal)
        case .array(let items, let count):
            return arrayViolation(in: value, of: items, count: count, at: place)
        case .object(let members, let isOpen):
            return objectViolation(in: value, members, isOpen: isOpen, at: place)
        }
    }

    private static func lengthProblem(_ text: String, _ length: ClosedRange<Int>) -> String? {
        let count = text.unicodeScalars.count
        if count > length.upperBound {
            return "it has \(count) characters, the most is \(length.upperBound)"
        }
        guard count < length.lowerBound else { return nil }
        return count == 0 ? "it is empty" : "it has fewer than \(length.lowerBound) characters"
    }

    private func arrayViolation(
        in value: JSONValue, of items: ToolSchema, count: ClosedRange<Int>, at place: String
    ) -> Violation? {
        guard let values = value.items else {
            return Violation(place: place, reason: "it is an array")
        }
        guard count.contains(values.count) else {
            return Violation(
                place: place,
                reason:
                    "it has \(values.count) items; there may be \(count.lowerBound) to \(count.upperBound)"
            )
        }
        for (index, item) in values.enumerated() {
            if let problem = items.violation(in: item, at: "\(place)[\(index)]") { return problem }
        }
        return nil
    }

    private func objectViolation(
        in value: JSONValue, _ members: [Member], isOpen: Bool, at place: String
    ) -> Violation? {
        guard let values = value.objectMembers else {
            return Violation(place: place, reason: "it is an object")
        }
        let names = members.map(\.name)
        if !isOpen,
            let stranger = values.first(where: { value in
                !names.contains { $0.utf8.elementsEqual(value.key.utf8) }
            })
        {
            let near = NearestName.to(stranger.key, among: names).map { "; did you mean \($0)?" }
            let shown = String(stranger.key.prefix(60)).escapedForTerminal
            return Violation(
                place: place, reason: "it has no member \(shown)\(near ?? "")")
        }
        for member in members {
            let inner = place.isEmpty ? member.name : "\(place).\(member.name)"
            guard let found = value[member.name] else {
                if member.isRequired { return Violation(place: inner, reason: "it is missing") }
                continue
            }
            if let problem = member.schema.violation(in: found, at: inner) { return problem }
        }
        return nil
    }
}
