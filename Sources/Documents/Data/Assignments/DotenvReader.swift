/// Reads dotenv files: `NAME=value`, perhaps after `export`, values perhaps in quotes and then over several lines.
struct DotenvReader {
    private let source: SourceText
    private let bytes: [UInt8]
    private var offset = 0

    private init(_ source: SourceText) {
        self.source = source
        bytes = source.bytes
        offset = source.hasByteOrderMark ? 3 : 0
    }

    /// The file as a mapping of texts.
    static func root(of source: SourceText) throws(DocumentError) -> DataNode {
        var reader = DotenvReader(source)
        var members: [DataMember] = []
        while let member = try reader.next() { members.append(member) }
        return .mapping(members, span: 0..<source.bytes.count)
    }

    /// The next assignment; nil at the end.
    private mutating func next() throws(DocumentError) -> DataMember? {
        while offset < bytes.count {
            skip { $0 <= 0x20 }
            guard offset < bytes.count else { return nil }
            if bytes[offset] != 0x23 { return try assignment() }
            skip { $0 != 0x0A && $0 != 0x0D }
        }
        return nil
    }

    private mutating func assignment() throws(DocumentError) -> DataMember {
        var start = offset
        skip(Self.isNameByte)
        if bytes[start..<offset].elementsEqual("export".utf8), offset < bytes.count,
            bytes[offset] == 0x20 || bytes[offset] == 0x09
        {
            skip { $0 == 0x20 || $0 == 0x09 }
            start = offset
            skip(Self.isNameByte)
        }
        let name = start..<offset
        skip { $0 == 0x20 || $0 == 0x09 }
        guard !name.isEmpty, offset < bytes.count, bytes[offset] == 0x3D else {
            throw error("expected `NAME=value`", at: start)
        }
        offset += 1
        let value = try value()
        return DataMember(
            key: source.text(name), keySpan: name, value: value,
            span: name.lowerBound..<max(name.upperBound, value.span.upperBound))
    }

    private mutating func value() throws(DocumentError) -> DataNode {
        skip { $0 == 0x20 || $0 == 0x09 }
        let start = offset
        if offset < bytes.count, bytes[offset] == 0x27 || bytes[offset] == 0x22 {
            let text = try quoted(by: bytes[offset])
            let node = DataNode(
                content: .scalar(.string(text)), span: start..<offset,
                style: bytes[start] == 0x27 ? .singleQuoted : .doubleQuoted)
            skip { $0 == 0x20 || $0 == 0x09 }
            let isEnd = offset == bytes.count || [0x0A, 0x0D, 0x23].contains(bytes[offset])
            guard isEnd else { throw error("text follows the closing quote", at: offset) }
            skip { $0 != 0x0A && $0 != 0x0D }
            return node
        }
        var end = offset
        while offset < bytes.count, bytes[offset] != 0x0A, bytes[offset] != 0x0D {
            if bytes[offset] == 0x23, offset == start || bytes[offset - 1] <= 0x20 { break }
            offset += 1
            end = offset
        }
        skip { $0 != 0x0A && $0 != 0x0D }
        let span = source.trimmed(start..<end)
        return DataNode(
            content: .scalar(.string(source.text(span))), span: span, style: .plain)
    }

    /// The text between quotes; escapes count only between double ones.
    private mutating func quoted(by quote: UInt8) throws(DocumentError) -> String {
        let start = offset
        var content: [UInt8] = []
        offset += 1
        while offset < bytes.count {
            let byte = bytes[offset]
            offset += 1
            if byte == quote { return String(decoding: content, as: UTF8.self) }
            guard byte == 0x5C, quote == 0x22, offset < bytes.count else {
                content.append(byte)
                continue
            }
            switch bytes[offset] {
            case UInt8(ascii: "n"): content.append(0x0A)
            case UInt8(ascii: "r"): content.append(0x0D)
            case UInt8(ascii: "t"): content.append(0x09)
            case 0x22, 0x5C, 0x24: content.append(bytes[offset])
            default: content += [0x5C, bytes[offset]]
            }
            offset += 1
        }
        throw error("the quoted value does not end", at: start)
    }

    private mutating func skip(_ isSkipped: (UInt8) -> Bool) {
        while offset < bytes.count, isSkipped(bytes[offset]) { offset += 1 }
    }

    static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F, 0x2D, 0x2E: true
        default: false
        }
    }

    private func error(_ reason: String, at offset: Int) -> DocumentError {
        DocumentError(
            format: DataFormat.env.rawValue, reason: reason, position: source.position(at: offset))
    }
}
