/// Reads the words of TOML: blanks, comments, keys, and values with their places.
struct TOMLScanner {
    private let source: SourceText
    private let bytes: [UInt8]
    private(set) var offset: Int

    init(_ source: SourceText) {
        self.source = source
        bytes = source.bytes
        offset = source.hasByteOrderMark ? 3 : 0
    }

    var byte: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    mutating func skip(_ count: Int) { offset += count }

    func error(_ reason: String, at place: Int? = nil) -> DocumentError {
        DocumentError(
            format: DataFormat.toml.rawValue, reason: reason,
            position: source.position(at: place ?? offset))
    }

    mutating func expect(_ expected: UInt8) throws(DocumentError) {
        guard byte == expected else {
            throw error("expected `\(Character(Unicode.Scalar(expected)))`")
        }
        offset += 1
    }

    private func isNext(_ text: StaticString) -> Bool {
        offset + text.utf8CodeUnitCount <= bytes.count
            && (0..<text.utf8CodeUnitCount).allSatisfy { bytes[offset + $0] == text.utf8Start[$0] }
    }

    // MARK: Blanks

    mutating func skipBlanks() {
        while byte == 0x20 || byte == 0x09 { offset += 1 }
    }

    /// Moves past blanks, comments and line ends.
    mutating func skipBlankLines() throws(DocumentError) {
        while true {
            skipBlanks()
            try comment()
            guard try newline() else { return }
        }
    }

    /// Moves past the rest of a line on which nothing may follow but a comment.
    mutating func endOfLine() throws(DocumentError) {
        skipBlanks()
        try comment()
        guard byte != nil else { return }
        guard try newline() else { throw error("expected the end of the line") }
    }

    private mutating func comment() throws(DocumentError) {
        guard byte == UInt8(ascii: "#") else { return }
        while let byte, byte != 0x0A, !isNext("\r\n") {
            guard byte >= 0x20 && byte != 0x7F || byte == 0x09 else {
                throw error("a control character in a comment")
            }
            offset += 1
        }
    }

    private mutating func newline() throws(DocumentError) -> Bool {
        if byte == 0x0A {
            offset += 1
        } else if isNext("\r\n") {
            offset += 2
        } else {
            return false
        }
        return true
    }

    // MARK: Keys

    /// A key, at its dots, with the blanks around it.
    mutating func keys() throws(DocumentError) -> [TOMLKey] {
        var keys: [TOMLKey] = []
        while true {
            skipBlanks()
            let start = offset
            let text: String
            switch byte {
            case UInt8(ascii: "\""): text = try basicString()
            case UInt8(ascii: "'"): text = try literalString()
            default:
                while let byte, Self.isBareKeyByte(byte) { offset += 1 }
                guard offset > start else { throw error("expected a key") }
                text = source.text(start..<offset)
            }
            keys.append(TOMLKey(text: text, span: start..<offset))
            guard keys.count <= DataLimits.depth else {
                throw error("more than \(DataLimits.depth) levels")
            }
            skipBlanks()
            guard byte == UInt8(ascii: ".") else { return keys }
            offset += 1
        }
    }

    static func isBareKeyByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x5F: true
        default: false
        }
    }

    // MARK: Values

    mutating func value(depth: Int) throws(DocumentError) -> DataNode {
        guard depth <= DataLimits.depth else { throw error("more than \(DataLimits.depth) levels") }
        let start = offset
        switch byte {
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "{"): return try inlineTable(depth: depth)
        case UInt8(ascii: "\""):
            let isLong = isNext("\"\"\"")
            let text = isLong ? try longString(quote: 0x22) : try basicString()
            return scalar(.string(text), from: start, style: isLong ? .folded : .doubleQuoted)
        case UInt8(ascii: "'"):
            let isLong = isNext("'''")
            let text = isLong ? try longString(quote: 0x27) : try literalString()
            return scalar(.string(text), from: start, style: isLong ? .literal : .singleQuoted)
        default: return try plain()
        }
    }

    private func scalar(_ value: DataValue, from start: Int, style: DataStyle) -> DataNode {
        DataNode(content: .scalar(value), span: start..<offset, style: style)
    }

    private mutating func plain() throws(DocumentError) -> DataNode {
        let start = offset
        skipWord()
        // A date and its time may be separated by one blank.
        if offset - start == 10, byte == 0x20, bytes[start + 4] == 0x2D, offset + 3 < bytes.count,
            bytes[offset + 3] == UInt8(ascii: ":")
        {
            offset += 1
            skipWord()
        }
        let word = source.text(start..<offset)
        guard let value = TOMLScalar.value(of: word) else {
            throw error("`\(word.prefix(40))` is no value", at: start)
        }
        return scalar(value, from: start, style: .plain)
    }

    private mutating func skipWord() {
        while let byte, byte > 0x20, !",]}#=[{\"'".utf8.contains(byte) { offset += 1 }
    }

    private mutating func array(depth: Int) throws(DocumentError) -> DataNode {
        let start = offset
        offset += 1
        var items: [DataNode] = []
        while true {
            try skipBlankLines()
            if byte == UInt8(ascii: "]") { break }
            items.append(try value(depth: depth + 1))
            try skipBlankLines()
            if byte == UInt8(ascii: "]") { break }
            try expect(UInt8(ascii: ","))
        }
        offset += 1
        return DataNode(content: .sequence(items), span: start..<offset, style: .flow)
    }

    private mutating func inlineTable(depth: Int) throws(DocumentError) -> DataNode {
        let start = offset
        let table = TOMLTable(origin: .header)
        offset += 1
        skipBlanks()
        if byte == UInt8(ascii: "}") {
            offset += 1
            return table.node(span: start..<offset, style: .flow)
        }
        while true {
            let keys = try keys()
            try expect(UInt8(ascii: "="))
            skipBlanks()
            let value = try value(depth: depth + keys.count)
            try table.insert(value, at: keys, scanner: self)
            skipBlanks()
            if byte == UInt8(ascii: "}") { break }
            try expect(UInt8(ascii: ","))
        }
        offset += 1
        return table.node(span: start..<offset, style: .flow)
    }

    // MARK: Strings

    private mutating func literalString() throws(DocumentError) -> String {
        let start = offset
        offset += 1
        while let byte, byte != 0x27 { try character(byte) }
        guard byte != nil else { throw error("the string does not end", at: start) }
        offset += 1
        return source.text(start + 1..<offset - 1)
    }

    private mutating func basicString() throws(DocumentError) -> String {
        let start = offset
        offset += 1
        var content: [UInt8] = []
        while let byte, byte != 0x22 {
            if byte == 0x5C {
                content += try escape()
            } else {
                content.append(byte)
                try character(byte)
            }
        }
        guard byte != nil else { throw error("the string does not end", at: start) }
        offset += 1
        return String(decoding: content, as: UTF8.self)
    }

    /// A string in three quotes; a line end counts as LF, and one right after the quotes not at all.
    private mutating func longString(quote: UInt8) throws(DocumentError) -> String {
        let start = offset
        offset += 3
        var content: [UInt8] = []
        _ = try newline()
        while let byte {
            if byte == quote, offset + 2 < bytes.count, bytes[offset + 1] == quote,
                bytes[offset + 2] == quote
            {
                offset += 3
                // Up to two quotes may stand before the three that end it.
                for _ in 0..<2 where self.byte == quote {
                    content.append(quote)
                    offset += 1
                }
                return String(decoding: content, as: UTF8.self)
            }
            if byte == 0x5C, quote == 0x22 {
                if try !skipLineContinuation() { content += try escape() }
            } else if try newline() {
                content.append(0x0A)
            } else {
                content.append(byte)
                try character(byte)
            }
        }
        throw error("the string does not end", at: start)
    }

    private mutating func character(_ byte: UInt8) throws(DocumentError) {
        guard byte >= 0x20 && byte != 0x7F || byte == 0x09 else {
            throw error("a control character in a string")
        }
        offset += 1
    }

    /// Moves past a backslash at the end of a line with all blanks and line ends after it.
    private mutating func skipLineContinuation() throws(DocumentError) -> Bool {
        let start = offset
        offset += 1
        skipBlanks()
        guard try newline() else {
            offset = start
            return false
        }
        skipBlanks()
        while try newline() { skipBlanks() }
        return true
    }

    private mutating func escape() throws(DocumentError) -> [UInt8] {
        let start = offset
        offset += 1
        guard let byte else { throw error("the string does not end", at: start) }
        offset += 1
        switch byte {
        case 0x22, 0x5C: return [byte]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "u"), UInt8(ascii: "U"):
            var code: UInt32 = 0
            for _ in 0..<(byte == UInt8(ascii: "u") ? 4 : 8) {
                guard let next = self.byte,
                    let digit = Character(Unicode.Scalar(next)).hexDigitValue
                else {
                    throw error("expected a hexadecimal digit")
                }
                code = code << 4 + UInt32(digit)
                offset += 1
            }
            guard let scalar = Unicode.Scalar(code) else {
                throw error("no such character", at: start)
            }
            return Array(String(Character(scalar)).utf8)
        default: throw error("unknown escape", at: start)
        }
    }
}
