/// The `key: value` lines between two `---` lines at the head of a document.
///
/// This is deliberately no YAML: keys of lower-case letters, digits, `-` and `_`, a value to the end of the line
/// with one pair of quotes taken off, or an empty value and below it indented `- item` lines. Anything else is an
/// error with its line.
package struct FrontMatter: Hashable, Sendable {
    /// One field.
    package struct Field: Hashable, Sendable {
        /// The key as written.
        package let key: String
        /// The value, trimmed and unquoted; empty for a list.
        package let value: String
        /// The items of a list, trimmed and unquoted.
        package fileprivate(set) var items: [String] = []
        /// Its line, counted from 1.
        package let line: Int
    }

    /// The fields in the order written; keys are unique.
    package let fields: [Field]
    /// The lines from the opening to the closing `---`; nil when the document has no front matter.
    package let lines: ClosedRange<Int>?

    /// A field's value; nil when it is missing.
    package subscript(key: String) -> String? { fields.first { $0.key == key }?.value }

    /// That of a document without any.
    static let none = FrontMatter()

    private init() {
        fields = []
        lines = nil
    }

    init(_ lines: TextLines, fileName: String) throws(PolicyError) {
        guard lines.line(1).trimmed.elementsEqual("---".utf8) else {
            fields = []
            self.lines = nil
            return
        }
        var fields: [Field] = []
        var number = 2
        while number <= lines.count {
            let line = lines.line(number).trimmed
            if line.elementsEqual("---".utf8) {
                self.fields = fields
                self.lines = 1...number
                return
            }
            if let item = Self.item(lines.line(number)) {
                try Self.append(item, to: &fields, number, fileName)
            } else if !line.isEmpty {
                fields.append(try Self.field(line, number, fields, fileName))
            }
            number += 1
        }
        throw PolicyError(
            .malformedFrontMatter, file: fileName, line: 1,
            reason: "the front matter is not closed by a line ---")
    }

    private static let maximumFieldCount = 64

    private static let maximumItemCount = 64

    /// What stands after an indented `- `; nil for any other line.
    private static func item(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        let rest = line.drop { $0 == 0x20 }
        let isItem = rest.startIndex > line.startIndex && rest.starts(with: Array("- ".utf8))
        return isItem ? rest.dropFirst(2).trimmed : nil
    }

    private static func append(
        _ item: ArraySlice<UInt8>, to fields: inout [Field], _ number: Int, _ fileName: String
    ) throws(PolicyError) {
        guard let last = fields.indices.last, fields[last].value.isEmpty,
            fields[last].items.count < maximumItemCount,
            let text = String(validating: item, as: UTF8.self)
        else {
            throw PolicyError(
                .malformedFrontMatter, file: fileName, line: number,
                reason: "a list item must stand below a key without a value, at most "
                    + "\(maximumItemCount) of them")
        }
        fields[last].items.append(unquoted(text))
    }

    private static func field(
        _ line: ArraySlice<UInt8>, _ number: Int, _ others: [Field], _ fileName: String
    ) throws(PolicyError) -> Field {
        func refusal(_ reason: String) -> PolicyError {
            PolicyError(.malformedFrontMatter, file: fileName, line: number, reason: reason)
        }
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex,
            line[..<colon].allSatisfy(isKeyByte)
        else { throw refusal("expected key: value, with a key of lower-case letters") }
        let key = String(decoding: line[..<colon], as: UTF8.self)
        guard others.count < maximumFieldCount else {
            throw refusal("more than \(maximumFieldCount) fields")
        }
        guard !others.contains(where: { $0.key == key }) else {
            throw refusal("the key \(key) stands twice")
        }
        guard let value = String(validating: line[(colon + 1)...].trimmed, as: UTF8.self) else {
            throw refusal("the value of \(key) is not UTF-8")
        }
        return Field(key: key, value: unquoted(value), line: number)
    }

    private static func unquoted(_ value: String) -> String {
        guard let first = value.first, first == "\"" || first == "'", value.count >= 2,
            value.last == first
        else { return value }
        return String(value.dropFirst().dropLast())
    }

    private static func isKeyByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
