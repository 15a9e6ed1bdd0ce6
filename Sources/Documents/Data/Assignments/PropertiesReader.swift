/// Reads Java's properties files: `key=value`, `key: value` or `key value`, lines that go on after `\`, and escapes.
///
/// The bytes are UTF-8 here; Java before 9 takes them for ISO 8859-1, so what is written is ASCII with `\u` escapes.
struct PropertiesReader {
    private let source: SourceText
    private let bytes: [UInt8]
    private var offset: Int

    private init(_ source: SourceText) {
        self.source = source
        bytes = source.bytes
        offset = source.hasByteOrderMark ? 3 : 0
    }

    /// The file as a mapping of texts.
    static func root(of source: SourceText) throws(DocumentError) -> DataNode {
        var reader = PropertiesReader(source)
        var members: [DataMember] = []
        while let member = try reader.next() { members.append(member) }
        return .mapping(members, span: 0..<source.bytes.count)
    }

    /// The next assignment; nil at the end.
    private mutating func next() throws(DocumentError) -> DataMember? {
        while offset < bytes.count {
            while offset < bytes.count, Self.isBlank(bytes[offset]) || isLineEnd { offset += 1 }
            guard offset < bytes.count else { return nil }
            if bytes[offset] == UInt8(ascii: "#") || bytes[offset] == UInt8(ascii: "!") {
                while offset < bytes.count, !isLineEnd { offset += 1 }
            } else if let member = try assignment() {
                return member
            }
        }
        return nil
    }

    /// The assignment of one logical line; nil for a line of a lone `\`.
    private mutating func assignment() throws(DocumentError) -> DataMember? {
        let start = offset
        var (key, keyEnd) = ([UInt8](), offset)
        while let byte = peek(), byte != 0x3D, byte != 0x3A, !Self.isBlank(byte) {
            key += try character()
            keyEnd = offset
        }
        var hasSign = false
        while let byte = peek(), Self.isBlank(byte) || (!hasSign && (byte == 0x3D || byte == 0x3A))
        {
            hasSign = hasSign || !Self.isBlank(byte)
            offset += 1
        }
        let valueStart = offset
        var value: [UInt8] = []
        while peek() != nil { value += try character() }
        if key.isEmpty, !hasSign { return nil }
        let node = DataNode(
            content: .scalar(.string(String(decoding: value, as: UTF8.self))),
            span: valueStart..<offset, style: .plain)
        return DataMember(
            key: String(decoding: key, as: UTF8.self), keySpan: start..<keyEnd, value: node,
            span: start..<offset)
    }

    /// The next byte of the logical line, behind ends of lines that do not count; nil at its end.
    private mutating func peek() -> UInt8? {
        while offset < bytes.count, bytes[offset] == 0x5C {
            guard offset + 1 < bytes.count else {
                offset += 1
                return nil
            }
            let next = bytes[offset + 1]
            guard next == 0x0A || next == 0x0D else { return 0x5C }
            offset += next == 0x0D && bytes[(offset + 2)...].first == 0x0A ? 3 : 2
            while offset < bytes.count, Self.isBlank(bytes[offset]) { offset += 1 }
        }
        return offset < bytes.count && !isLineEnd ? bytes[offset] : nil
    }

    /// What the byte or escape at the offset stands for, in UTF-8.
    private mutating func character() throws(DocumentError) -> [UInt8] {
        let byte = bytes[offset]
        offset += 1
        guard byte == 0x5C, offset < bytes.count else { return [byte] }
        let escaped = bytes[offset]
        offset += 1
        switch escaped {
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "u"): return Array(String(decoding: try units(), as: UTF16.self).utf8)
        default: return [escaped]
        }
    }

    /// The UTF-16 code unit whose digits follow, with the one of a further escape that completes it.
    private mutating func units() throws(DocumentError) -> [UInt16] {
        let first = try unit(at: offset)
        offset += 4
        guard (0xD800..<0xDC00).contains(first), bytes[offset...].starts(with: [0x5C, 0x75]),
            let second = try? unit(at: offset + 2), (0xDC00..<0xE000).contains(second)
        else { return [first] }
        offset += 6
        return [first, second]
    }

    private func unit(at start: Int) throws(DocumentError) -> UInt16 {
        let digits = bytes[min(start, bytes.count)...].prefix(4)
        guard digits.count == 4, digits.allSatisfy(Self.isHexadecimal),
            let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
        else {
            throw DocumentError(
                format: DataFormat.properties.rawValue,
                reason: "`\\u` is followed by four hexadecimal digits",
                position: source.position(at: start - 2))
        }
        return unit
    }

    private var isLineEnd: Bool { bytes[offset] == 0x0A || bytes[offset] == 0x0D }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0C
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x46, 0x61...0x66: true
        default: false
        }
    }

    /// A text as a value on one line, in ASCII.
    static func written(_ text: String) -> [UInt8] {
        var value: [UInt8] = []
        for unit in text.utf16 {
            switch unit {
            case 0x20 where value.isEmpty: value += Array("\\ ".utf8)
            case 0x5C: value += Array("\\\\".utf8)
            case 0x09: value += Array("\\t".utf8)
            case 0x0A: value += Array("\\n".utf8)
            case 0x0C: value += Array("\\f".utf8)
            case 0x0D: value += Array("\\r".utf8)
            case 0x20..<0x7F: value.append(UInt8(unit))
            default:
                let digits = String(unit, radix: 16, uppercase: true)
                value += Array("\\u".utf8)
                value += Array(repeating: 0x30, count: 4 - digits.utf8.count) + Array(digits.utf8)
            }
        }
        return value
    }

    /// Whether a key can be written as it is.
    static func isName(_ key: String) -> Bool {
        !key.isEmpty
            && key.utf8.allSatisfy { (0x21..<0x7F).contains($0) && !"=:#!\\".utf8.contains($0) }
    }
}
