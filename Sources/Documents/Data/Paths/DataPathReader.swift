/// Reads the text of a `DataPath`.
struct DataPathReader {
    /// How deep filters and parentheses may be nested.
    private static let depthLimit = 16

    private let text: String
    private let bytes: [UInt8]
    private var offset = 0
    private var depth = 0

    init(_ text: String) {
        self.text = text
        bytes = Array(text.utf8)
    }

    /// Whether a name may stand in a path without brackets and quotes.
    static func isBareName(_ name: String) -> Bool {
        guard let first = name.utf8.first, !(0x30...0x39).contains(first), first != 0x2D else {
            return false
        }
        return name.utf8.allSatisfy(isNameByte)
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F, 0x2D, 0x80...: true
        default: false
        }
    }

    mutating func steps() throws(DataPathError) -> [DataPath.Step] {
        guard bytes.count <= DataPath.maximumLength else {
            throw error("the path is longer than \(DataPath.maximumLength) bytes")
        }
        guard take("$") else { throw error("a path starts with `$`") }
        let steps = try segments()
        guard offset == bytes.count else { throw error("expected `.` or `[`") }
        return steps
    }

    /// The steps that follow `$` or `@`, up to what is no step.
    private mutating func segments() throws(DataPathError) -> [DataPath.Step] {
        var steps: [DataPath.Step] = []
        while true {
            let start = offset
            skipBlanks()
            if take(".") {
                if take(".") {
                    steps.append(.descendants)
                    steps.append(try peek("[") ? bracket() : name())
                } else {
                    steps.append(try name())
                }
            } else if peek("[") {
                steps.append(try bracket())
            } else {
                offset = start
                return steps
            }
        }
    }

    private mutating func name() throws(DataPathError) -> DataPath.Step {
        if take("*") { return .every }
        let start = offset
        while offset < bytes.count, Self.isNameByte(bytes[offset]) { offset += 1 }
        let name = String(decoding: bytes[start..<offset], as: UTF8.self)
        guard Self.isBareName(name) else {
            offset = start
            throw error("expected a name; quote it as ['…'] when it is unusual")
        }
        return .key(name)
    }

    private mutating func bracket() throws(DataPathError) -> DataPath.Step {
        _ = take("[")
        var selectors: [DataPath.Step] = []
        repeat {
            skipBlanks()
            selectors.append(try selector())
            skipBlanks()
        } while take(",")
        guard take("]") else { throw error("expected `]`") }
        return selectors.count == 1 ? selectors[0] : .union(selectors)
    }

    private mutating func selector() throws(DataPathError) -> DataPath.Step {
        if take("*") { return .every }
        if let text = try literal() { return .key(text) }
        if take("?") { return .filter(try disjunction()) }
        let start = try index()
        skipBlanks()
        guard take(":") else {
            guard let start else { throw error("expected `*`, a quoted name or an index") }
            return .index(start)
        }
        skipBlanks()
        let end = try index()
        skipBlanks()
        guard take(":") else { return .slice(start: start, end: end, step: 1) }
        skipBlanks()
        return .slice(start: start, end: end, step: try index() ?? 1)
    }

    /// A whole number; nil when none stands here.
    private mutating func index() throws(DataPathError) -> Int? {
        let start = offset
        _ = take("-")
        skipDigits()
        if offset == start { return nil }
        let digits = String(decoding: bytes[start..<offset], as: UTF8.self)
        guard let number = Int(digits), String(number) == digits, number.magnitude < 1 << 31 else {
            offset = start
            throw error("expected `*`, a quoted name or an index")
        }
        return number
    }

    // MARK: Filters

    private mutating func disjunction() throws(DataPathError) -> DataFilter {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.depthLimit else { throw error("the filter is nested too deep") }
        var parts = [try conjunction()]
        while take("||") { parts.append(try conjunction()) }
        return parts.count == 1 ? parts[0] : .any(parts)
    }

    private mutating func conjunction() throws(DataPathError) -> DataFilter {
        var parts = [try test()]
        while take("&&") { parts.append(try test()) }
        return parts.count == 1 ? parts[0] : .all(parts)
    }

    /// One test with the blanks around it.
    private mutating func test() throws(DataPathError) -> DataFilter {
        skipBlanks()
        defer { skipBlanks() }
        let isNegated = take("!")
        if isNegated { skipBlanks() }
        if take("(") {
            let inner = try disjunction()
            guard take(")") else { throw error("expected `)`") }
            return isNegated ? .not(inner) : inner
        }
        let start = offset
        let left = try operand()
        skipBlanks()
        if let comparator = DataFilter.Comparator.allCases.first(where: { take($0.rawValue) }) {
            guard !isNegated else { throw error("a negated comparison needs parentheses") }
            skipBlanks()
            let right = try operand()
            for side in [left, right] {
                if case .query(let query) = side, !query.path.isSingular {
                    offset = start
                    throw error("a compared path names one node")
                }
            }
            return .comparison(left, comparator, right)
        }
        guard case .query(let query) = left else { throw error("expected a comparison") }
        return isNegated ? .not(.exists(query)) : .exists(query)
    }

    private mutating func operand() throws(DataPathError) -> DataFilter.Operand {
        for (sign, isRelative) in [("@", true), ("$", false)] where take(sign) {
            return .query(
                DataFilter.Query(isRelative: isRelative, path: DataPath(steps: try segments())))
        }
        if let text = try literal() { return .literal(.string(text)) }
        for (word, value) in [
            ("true", DataValue.bool(true)), ("false", .bool(false)), ("null", .null),
        ] where take(word) { return .literal(value) }
        return .literal(try number())
    }

    private mutating func number() throws(DataPathError) -> DataValue {
        let start = offset
        _ = take("-")
        skipDigits()
        if take(".") { skipDigits() }
        if take("e") || take("E") {
            if !take("-") { _ = take("+") }
            skipDigits()
        }
        let text = bytes[start..<offset]
        if let integer = NumberLiteral.integer(text) { return .integer(integer) }
        if let float = NumberLiteral.float(text) { return .float(float) }
        offset = start
        throw error("expected `@`, `$`, a quoted text, a number, true, false or null")
    }

    // MARK: Texts

    /// A text in quotes; nil when none starts here.
    private mutating func literal() throws(DataPathError) -> String? {
        if take("'") { return try quoted(until: 0x27) }
        return take("\"") ? try quoted(until: 0x22) : nil
    }

    private mutating func quoted(until quote: UInt8) throws(DataPathError) -> String {
        var content: [UInt8] = []
        while offset < bytes.count {
            let byte = bytes[offset]
            offset += 1
            if byte == quote { return String(decoding: content, as: UTF8.self) }
            if byte == 0x5C { content += try escape() } else { content.append(byte) }
        }
        throw error("the quoted name does not end")
    }

    private mutating func escape() throws(DataPathError) -> [UInt8] {
        guard offset < bytes.count else { throw error("the quoted name does not end") }
        let byte = bytes[offset]
        offset += 1
        switch byte {
        case 0x27, 0x22, 0x5C, 0x2F: return [byte]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "u"):
            if let scalar = unicodeScalar() { return Array(String(Character(scalar)).utf8) }
        default: break
        }
        throw error("unknown escape")
    }

    /// The scalar of four hex digits, or of two such escapes that make a pair.
    private mutating func unicodeScalar() -> Unicode.Scalar? {
        guard let first = hexDigits() else { return nil }
        guard (0xD800...0xDBFF).contains(first) else { return Unicode.Scalar(first) }
        guard take("\\u"), let second = hexDigits(), (0xDC00...0xDFFF).contains(second) else {
            return nil
        }
        return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    }

    private mutating func hexDigits() -> UInt32? {
        let digits = bytes.dropFirst(offset).prefix(4)
        guard digits.count == 4,
            digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit })
        else { return nil }
        offset += 4
        return UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
    }

    // MARK: Bytes

    private mutating func skipBlanks() {
        while offset < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[offset]) { offset += 1 }
    }

    private mutating func skipDigits() {
        while offset < bytes.count, (0x30...0x39).contains(bytes[offset]) { offset += 1 }
    }

    private func peek(_ character: Unicode.Scalar) -> Bool {
        offset < bytes.count && bytes[offset] == UInt8(ascii: character)
    }

    private mutating func take(_ text: String) -> Bool {
        guard bytes[offset...].starts(with: text.utf8) else { return false }
        offset += text.utf8.count
        return true
    }

    private func error(_ reason: String) -> DataPathError {
        DataPathError(text: text, offset: offset, reason: reason)
    }
}
