/// Reads JSON (RFC 8259) strictly, or JSON with comments and trailing commas, with the place of every node.
///
/// Stricter than the RFC in two points: a key that stands twice and half a surrogate pair are errors.
struct JSONReader {
    private let source: SourceText
    private let format: DataFormat
    private let bytes: [UInt8]
    private var offset: Int

    private init(_ source: SourceText, format: DataFormat) {
        self.source = source
        self.format = format
        bytes = source.bytes
        offset = source.hasByteOrderMark ? 3 : 0
    }

    /// The root of the file.
    static func root(of source: SourceText, format: DataFormat) throws(DocumentError) -> DataNode {
        var reader = JSONReader(source, format: format)
        try reader.skipBlanks()
        let root = try reader.node(depth: 0)
        try reader.skipBlanks()
        guard reader.byte == nil else { throw reader.error("text after the end of the value") }
        return root
    }

    // MARK: Values

    private mutating func node(depth: Int) throws(DocumentError) -> DataNode {
        let start = offset
        switch byte {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""):
            let text = try string()
            return DataNode(
                content: .scalar(.string(text)), span: start..<offset, style: .doubleQuoted)
        case UInt8(ascii: "t"):
            try word("true")
            return scalar(.bool(true), from: start)
        case UInt8(ascii: "f"):
            try word("false")
            return scalar(.bool(false), from: start)
        case UInt8(ascii: "n"):
            try word("null")
            return scalar(.null, from: start)
        default:
            let value = try number()
            return scalar(value, from: start)
        }
    }

    private func scalar(_ value: DataValue, from start: Int) -> DataNode {
        DataNode(content: .scalar(value), span: start..<offset, style: .plain)
    }

    private mutating func object(depth: Int) throws(DocumentError) -> DataNode {
        let start = offset
        var members: [DataMember] = []
        var seen: Set<[UInt8]> = []
        try open(depth: depth)
        while try !closes(with: UInt8(ascii: "}"), count: members.count) {
            guard byte == UInt8(ascii: "\"") else { throw error("expected a key in double quotes") }
            let keyStart = offset
            let key = try string()
            let keySpan = keyStart..<offset
            guard seen.insert(Array(key.utf8)).inserted else {
                throw error("the key stands twice in its object", at: keyStart)
            }
            try skipBlanks()
            guard take(UInt8(ascii: ":")) else { throw error("expected `:`") }
            try skipBlanks()
            let value = try node(depth: depth + 1)
            members.append(
                DataMember(key: key, keySpan: keySpan, value: value, span: keyStart..<offset))
            try skipBlanks()
        }
        return DataNode(content: .mapping(members), span: start..<offset, style: .flow)
    }

    private mutating func array(depth: Int) throws(DocumentError) -> DataNode {
        let start = offset
        var items: [DataNode] = []
        try open(depth: depth)
        while try !closes(with: UInt8(ascii: "]"), count: items.count) {
            items.append(try node(depth: depth + 1))
            try skipBlanks()
        }
        return DataNode(content: .sequence(items), span: start..<offset, style: .flow)
    }

    private mutating func open(depth: Int) throws(DocumentError) {
        guard depth < DataLimits.depth else { throw error("more than \(DataLimits.depth) levels") }
        offset += 1
        try skipBlanks()
    }

    /// Whether the collection ends here; else moves past the comma that must stand before the next part.
    private mutating func closes(with bracket: UInt8, count: Int) throws(DocumentError) -> Bool {
        if take(bracket) { return true }
        if count == 0 { return false }
        guard take(UInt8(ascii: ",")) else { throw error("expected `,` or the closing bracket") }
        try skipBlanks()
        return format == .jsonc && take(bracket)
    }

    // MARK: Scalars

    private mutating func word(_ word: StaticString) throws(DocumentError) {
        for index in 0..<word.utf8CodeUnitCount where !take(word.utf8Start[index]) {
            throw error("expected a value")
        }
    }

    private mutating func number() throws(DocumentError) -> DataValue {
        let start = offset
        _ = take(UInt8(ascii: "-"))
        let digitsStart = offset
        skipDigits()
        guard offset > digitsStart else { throw error("expected a value", at: start) }
        if bytes[digitsStart] == 0x30, offset > digitsStart + 1 {
            throw error("a number starts with a superfluous zero", at: start)
        }
        let wholeEnd = offset
        if take(UInt8(ascii: ".")) { try digits() }
        if let letter = byte, letter | 0x20 == UInt8(ascii: "e") {
            offset += 1
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            try digits()
        }
        let text = bytes[start..<offset]
        if offset == wholeEnd, let literal = NumberLiteral.integer(text) {
            return .integer(literal)
        }
        guard let literal = NumberLiteral.float(text) else {
            throw error("expected a value", at: start)
        }
        return .float(literal)
    }

    private mutating func digits() throws(DocumentError) {
        let start = offset
        skipDigits()
        guard offset > start else { throw error("expected a digit") }
    }

    private mutating func skipDigits() {
        while let byte, byte >= 0x30, byte <= 0x39 { offset += 1 }
    }

    private mutating func string() throws(DocumentError) -> String {
        let start = offset
        offset += 1
        var content: [UInt8] = []
        var copied = offset
        while let byte {
            switch byte {
            case UInt8(ascii: "\""):
                content += bytes[copied..<offset]
                offset += 1
                return String(decoding: content, as: UTF8.self)
            case UInt8(ascii: "\\"):
                content += bytes[copied..<offset]
                content += try escape()
                copied = offset
            case 0..<0x20: throw error("a control character in a string")
            default: offset += 1
            }
        }
        throw error("the string does not end", at: start)
    }

    private mutating func escape() throws(DocumentError) -> [UInt8] {
        let start = offset
        offset += 1
        guard let byte else { throw error("the string does not end", at: start) }
        offset += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "u"):
            guard let scalar = try unicodeEscape() else {
                throw error("half of a surrogate pair", at: start)
            }
            return Array(String(Character(scalar)).utf8)
        default: throw error("unknown escape", at: start)
        }
    }

    private mutating func unicodeEscape() throws(DocumentError) -> Unicode.Scalar? {
        let first = try fourDigits()
        guard (0xD800..<0xDC00).contains(first) else { return Unicode.Scalar(first) }
        guard take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else { return nil }
        let second = try fourDigits()
        guard (0xDC00..<0xE000).contains(second) else { return nil }
        return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    }

    private mutating func fourDigits() throws(DocumentError) -> UInt32 {
        var result: UInt32 = 0
        for _ in 0..<4 {
            guard let byte, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw error("expected four hexadecimal digits")
            }
            result = result << 4 + UInt32(digit)
            offset += 1
        }
        return result
    }

    // MARK: Blanks

    private mutating func skipBlanks() throws(DocumentError) {
        while let byte {
            switch byte {
            case 0x20, 0x09, 0x0A, 0x0D: offset += 1
            case UInt8(ascii: "/") where format == .jsonc: try comment()
            default: return
            }
        }
    }

    private mutating func comment() throws(DocumentError) {
        let start = offset
        offset += 1
        if take(UInt8(ascii: "/")) {
            while let byte, byte != 0x0A, byte != 0x0D { offset += 1 }
        } else if take(UInt8(ascii: "*")) {
            while let byte {
                offset += 1
                if byte == UInt8(ascii: "*"), take(UInt8(ascii: "/")) { return }
            }
            throw error("the comment does not end", at: start)
        } else {
            throw error("expected a comment", at: start)
        }
    }

    private var byte: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    private mutating func take(_ expected: UInt8) -> Bool {
        guard byte == expected else { return false }
        offset += 1
        return true
    }

    private func error(_ reason: String, at place: Int? = nil) -> DocumentError {
        DocumentError(
            format: format.rawValue, reason: reason, position: source.position(at: place ?? offset))
    }
}
