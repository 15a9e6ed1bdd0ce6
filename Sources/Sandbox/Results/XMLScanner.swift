/// The smallest reader of XML that a JUnit report needs, for reports that hostile code has written.
///
/// Start tags, end tags and attributes with the five predefined entities and character references. Text is skipped.
/// A document type, any other entity, a depth or a size beyond the caps make the document invalid: nothing is ever
/// expanded, fetched or guessed.
package struct XMLScanner {
    /// What the reader came to.
    enum Event: Hashable {
        /// A start tag; an empty element is followed by its end.
        case start(name: String, attributes: [String: String])
        /// An end tag.
        case end(name: String)
    }

    /// Why a document is refused.
    package struct Invalid: Error, Hashable {
        package var reason: String
        package var offset: Int
    }

    private let bytes: [UInt8]
    private var position = 0
    private var open: [String] = []
    private var pendingEnd: String?
    private var hasRoot = false

    static let maximumDepth = 32
    static let maximumAttributes = 32
    static let maximumValue = 1 << 20

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        if bytes.starts(with: [0xef, 0xbb, 0xbf]) { position = 3 }
    }

    /// The next event; nil at the end of a document whose elements are all closed.
    mutating func next() throws(Invalid) -> Event? {
        if let name = pendingEnd {
            pendingEnd = nil
            return .end(name: name)
        }
        while true {
            try skipText()
            guard position < bytes.count else {
                guard open.isEmpty, hasRoot else { throw invalid("an element is not closed") }
                return nil
            }
            if matches("<!--") {
                try skip(past: "-->")
            } else if matches("<![CDATA[") {
                guard !open.isEmpty else { throw invalid("text outside the root") }
                try skip(past: "]]>")
            } else if matches("<?") {
                try skip(past: "?>")
            } else if matches("<!") {
                throw invalid("a document type")
            } else if matches("</") {
                return try endTag()
            } else {
                position += 1
                return try startTag()
            }
        }
    }

    private mutating func startTag() throws(Invalid) -> Event {
        if open.isEmpty && hasRoot { throw invalid("a second root") }
        let name = try self.name()
        var attributes: [String: String] = [:]
        while true {
            skipBlanks()
            if matches("/>") {
                pendingEnd = name
                break
            }
            if matches(">") {
                open.append(name)
                guard open.count <= Self.maximumDepth else {
                    throw invalid("elements nested too deep")
                }
                break
            }
            let key = try self.name()
            skipBlanks()
            guard matches("=") else { throw invalid("an attribute without a value") }
            skipBlanks()
            guard attributes.count < Self.maximumAttributes, attributes[key] == nil else {
                throw invalid("too many attributes, or one twice")
            }
            attributes[key] = try value()
        }
        hasRoot = true
        return .start(name: name, attributes: attributes)
    }

    private mutating func endTag() throws(Invalid) -> Event {
        let name = try self.name()
        skipBlanks()
        guard matches(">"), open.popLast() == name else { throw invalid("an end tag out of place") }
        return .end(name: name)
    }

    private mutating func name() throws(Invalid) -> String {
        let start = position
        while position < bytes.count, Self.isName(bytes[position]) { position += 1 }
        guard position > start, position - start <= 256 else {
            throw invalid("a name was expected")
        }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private static func isName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
            UInt8(ascii: ":"), UInt8(ascii: "."), 0x80...:
            true
        default: false
        }
    }

    private mutating func value() throws(Invalid) -> String {
        guard position < bytes.count,
            bytes[position] == UInt8(ascii: "\"") || bytes[position] == UInt8(ascii: "'")
        else { throw invalid("a quotation mark was expected") }
        let mark = bytes[position]
        position += 1
        var result: [UInt8] = []
        while position < bytes.count, bytes[position] != mark {
            guard result.count < Self.maximumValue else { throw invalid("a value is too long") }
            switch bytes[position] {
            case UInt8(ascii: "&"): result += try reference()
            case UInt8(ascii: "<"): throw invalid("a < in a value")
            default:
                result.append(bytes[position])
                position += 1
            }
        }
        guard position < bytes.count else { throw invalid("a value is not closed") }
        position += 1
        guard let text = String(validating: result, as: UTF8.self) else {
            throw invalid("not UTF-8")
        }
        return text
    }

    private mutating func reference() throws(Invalid) -> [UInt8] {
        let window = bytes[(position + 1)..<min(position + 12, bytes.count)]
        guard let end = window.firstIndex(of: UInt8(ascii: ";")) else {
            throw invalid("an open reference")
        }
        let text = String(decoding: bytes[(position + 1)..<end], as: UTF8.self)
        let known = ["lt": "<", "gt": ">", "amp": "&", "quot": "\"", "apos": "'"]
        let replacement: String? = known[text] ?? Self.character(text).map { String($0) }
        guard let replacement else { throw invalid("an unknown entity") }
        position = end + 1
        return Array(replacement.utf8)
    }

    /// The character of `#10` or `#xA`.
    private static func character(_ text: String) -> Unicode.Scalar? {
        guard text.hasPrefix("#"), !text.contains("+"), !text.contains("-") else { return nil }
        let isHexadecimal = text.hasPrefix("#x")
        let digits = text.dropFirst(isHexadecimal ? 2 : 1)
        guard let number = UInt32(digits, radix: isHexadecimal ? 16 : 10), number != 0 else {
            return nil
        }
        return Unicode.Scalar(number)
    }

    private mutating func skipText() throws(Invalid) {
        while position < bytes.count, bytes[position] != UInt8(ascii: "<") {
            let isBlank = [0x20, 0x09, 0x0a, 0x0d].contains(bytes[position])
            guard isBlank || !open.isEmpty else { throw invalid("text outside the root") }
            position += 1
        }
    }

    private mutating func skipBlanks() {
        while position < bytes.count, [0x20, 0x09, 0x0a, 0x0d].contains(bytes[position]) {
            position += 1
        }
    }

    private mutating func matches(_ text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        guard bytes.count - position >= count else { return false }
        for offset in 0..<count where bytes[position + offset] != text.utf8Start[offset] {
            return false
        }
        position += count
        return true
    }

    private mutating func skip(past text: StaticString) throws(Invalid) {
        while position < bytes.count {
            if matches(text) { return }
            position += 1
        }
        throw invalid("an unclosed comment, instruction or section")
    }

    private func invalid(_ reason: String) -> Invalid { Invalid(reason: reason, offset: position) }
}
