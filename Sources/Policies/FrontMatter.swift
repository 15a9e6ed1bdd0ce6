/// The `key: value` lines between two `---` lines at the head of a document.
///
/// This is deliberately no YAML: one line a field, keys of lower-case letters, digits, `-` and `_`, values to
/// the end of the line, one pair of quotes around a value taken off. Anything else is an error with its line.
package struct FrontMatter: Hashable, Sendable {
    /// One field.
    package struct Field: Hashable, Sendable {
        /// The key as written.
        package let key: String
        /// The value, trimmed and unquoted.
        package let value: String
        /// Its line, counted from 1.
        package let line: Int
    }

    /// The fields in the order written; keys are unique.
    package let fields: [Field]
    /// The lines from the opening to the closing `---`; nil when the document has no front matter.
    package let lines: ClosedRange<Int>?

    /// A field's value; nil when it is missing.
    package subscript(key: String) -> String? { fields.first { $0.key == key }?.value }

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
            if !line.isEmpty { fields.append(try Self.field(line, number, fields, fileName)) }
            number += 1
        }
        throw PolicyError(
            .malformedFrontMatter, file: fileName, line: 1,
            reason: "the front matter is not closed by a line ---")
    }

    private static let maximumFieldCount = 64

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
