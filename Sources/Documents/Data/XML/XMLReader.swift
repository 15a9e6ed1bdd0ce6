/// Reads XML as data: an element with nothing but text is a text, any other a mapping of its attributes (`@name`), its
/// child elements, and its own text (`#text`).
///
/// No document types, and no entities beyond the five that XML itself has.
struct XMLReader {
    private let source: SourceText
    private let bytes: [UInt8]
    private var offset: Int
    private var frames: [Frame] = []

    /// An element that has not ended.
    private struct Frame {
        var name: Range<Int>
        var start: Int
        /// Where its content starts.
        var content: Int
        var members: [DataMember]
        var text = ""
        var textSpan: Range<Int>?
    }

    private init(_ source: SourceText) {
        self.source = source
        bytes = source.bytes
        offset = source.hasByteOrderMark ? 3 : 0
    }

    /// A mapping with the root element as its only member.
    static func root(of source: SourceText) throws(DocumentError) -> DataNode {
        var reader = XMLReader(source)
        return try reader.document()
    }

    private mutating func document() throws(DocumentError) -> DataNode {
        var root: DataMember?
        while offset < bytes.count {
            if bytes[offset] != 0x3C {
                try readText(insideRoot: !frames.isEmpty)
            } else if try skipMarkup() {
                continue
            } else if starts(with: "<![CDATA[") {
                try readVerbatim()
            } else if let element = try starts(with: "</") ? closeTag() : openTag() {
                guard !frames.isEmpty || root == nil else {
                    throw error("a second root element", at: element.span.lowerBound)
                }
                if frames.isEmpty {
                    root = element
                } else {
                    frames[frames.count - 1].members.append(element)
                }
            }
        }
        guard let root, frames.isEmpty else {
            throw error(frames.isEmpty ? "no root element" : "an element does not end", at: offset)
        }
        return DataNode(content: .mapping([root]), span: root.span, style: .block)
    }

    /// Skips a comment or an instruction; a document type is refused.
    private mutating func skipMarkup() throws(DocumentError) -> Bool {
        for (opening, closing) in [("<!--", "-->"), ("<?", "?>")] where starts(with: opening) {
            offset = try end(of: closing, from: offset + opening.utf8.count)
            return true
        }
        guard starts(with: "<!"), !starts(with: "<![CDATA[") else { return false }
        throw error("document types are not read", at: offset)
    }

    // MARK: Elements

    /// Reads an opening tag; the element comes back when it ends there.
    private mutating func openTag() throws(DocumentError) -> DataMember? {
        let start = offset
        guard frames.count < DataLimits.depth else {
            throw error("more than \(DataLimits.depth) levels", at: start)
        }
        offset += 1
        let name = try name()
        var attributes: [DataMember] = []
        while true {
            skipBlanks()
            if starts(with: "/>") || starts(with: ">") { break }
            let attribute = try attribute()
            guard !attributes.contains(where: { $0.key == attribute.key }) else {
                throw error("the attribute stands here twice", at: attribute.span.lowerBound)
            }
            attributes.append(attribute)
        }
        let isEmpty = bytes[offset] == 0x2F
        offset += isEmpty ? 2 : 1
        frames.append(Frame(name: name, start: start, content: offset, members: attributes))
        return isEmpty ? finished() : nil
    }

    private mutating func closeTag() throws(DocumentError) -> DataMember? {
        let start = offset
        offset += 2
        let name = try name()
        skipBlanks()
        guard starts(with: ">") else { throw error("expected `>`", at: offset) }
        offset += 1
        guard let open = frames.last, bytes[open.name].elementsEqual(bytes[name]) else {
            throw error("the tag closes no open element", at: start)
        }
        return finished()
    }

    private mutating func finished() -> DataMember? {
        guard let frame = frames.popLast() else { return nil }
        let trimmed = frame.text.trimmedOfBlanks
        let place = frame.textSpan ?? frame.content..<frame.content
        let text = DataNode(content: .scalar(.string(trimmed)), span: place, style: .plain)
        var node = text
        if !frame.members.isEmpty {
            var members = frame.members
            if !trimmed.isEmpty {
                members.append(DataMember(key: "#text", keySpan: place, value: text, span: place))
            }
            node = DataNode(
                content: .mapping(members), span: frame.start..<offset, style: .block)
        }
        return DataMember(
            key: source.text(frame.name), keySpan: frame.name, value: node,
            span: frame.start..<offset)
    }

    private mutating func attribute() throws(DocumentError) -> DataMember {
        let name = try name()
        skipBlanks()
        guard starts(with: "=") else { throw error("expected `=`", at: offset) }
        offset += 1
        skipBlanks()
        guard offset < bytes.count, bytes[offset] == 0x22 || bytes[offset] == 0x27 else {
            throw error("expected a value in quotes", at: offset)
        }
        let start = offset + 1
        guard let end = bytes[start...].firstIndex(of: bytes[offset]) else {
            throw error("the value does not end", at: offset)
        }
        offset = end + 1
        let value = DataNode(
            content: .scalar(.string(try decoded(start..<end))), span: start..<end,
            style: .doubleQuoted)
        return DataMember(
            key: "@" + source.text(name), keySpan: name, value: value,
            span: name.lowerBound..<offset)
    }

    private mutating func name() throws(DocumentError) -> Range<Int> {
        let start = offset
        while offset < bytes.count, bytes[offset] > 0x20, !"/>=<\"'&".utf8.contains(bytes[offset]) {
            offset += 1
        }
        guard offset > start else { throw error("expected a name", at: start) }
        return start..<offset
    }

    // MARK: Texts

    private mutating func readText(insideRoot isInside: Bool) throws(DocumentError) {
        let end = bytes[offset...].firstIndex(of: 0x3C) ?? bytes.count
        let text = try decoded(offset..<end)
        if !isInside, !text.trimmedOfBlanks.isEmpty {
            throw error("text outside of the root element", at: offset)
        }
        if isInside { add(text, offset..<end) }
        offset = end
    }

    private mutating func readVerbatim() throws(DocumentError) {
        let start = offset + 9
        offset = try end(of: "]]>", from: start)
        guard !frames.isEmpty else { throw error("text outside of the root element", at: start) }
        add(source.text(start..<offset - 3), start..<offset - 3)
    }

    private mutating func add(_ text: String, _ span: Range<Int>) {
        let last = frames.count - 1
        frames[last].text += text
        var (lower, upper) = (span.lowerBound, span.upperBound)
        while lower < upper, bytes[lower] <= 0x20 { lower += 1 }
        while upper > lower, bytes[upper - 1] <= 0x20 { upper -= 1 }
        guard lower < upper else { return }
        frames[last].textSpan = (frames[last].textSpan?.lowerBound ?? lower)..<upper
    }

    /// A text with its entities in place.
    private func decoded(_ range: Range<Int>) throws(DocumentError) -> String {
        guard bytes[range].contains(0x26) else { return source.text(range) }
        var result: [UInt8] = []
        var index = range.lowerBound
        while index < range.upperBound {
            guard bytes[index] == 0x26 else {
                result.append(bytes[index])
                index += 1
                continue
            }
            guard let end = bytes[index..<min(range.upperBound, index + 12)].firstIndex(of: 0x3B),
                let text = Self.entity(source.text(index + 1..<end))
            else { throw error("an entity that XML itself does not have", at: index) }
            result += Array(text.utf8)
            index = end + 1
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func entity(_ name: String) -> String? {
        switch name {
        case "amp": return "&"
        case "lt": return "<"
        case "gt": return ">"
        case "quot": return "\""
        case "apos": return "'"
        default: break
        }
        guard name.hasPrefix("#") else { return nil }
        let isHexadecimal = name.hasPrefix("#x")
        let digits = name.dropFirst(isHexadecimal ? 2 : 1)
        guard digits.first?.isHexDigit ?? false,
            let code = UInt32(digits, radix: isHexadecimal ? 16 : 10), code > 0
        else { return nil }
        return Unicode.Scalar(code).map { String(Character($0)) }
    }

    // MARK: Bytes

    private func starts(with text: String) -> Bool { bytes[offset...].starts(with: text.utf8) }

    private mutating func skipBlanks() {
        while offset < bytes.count, bytes[offset] <= 0x20 { offset += 1 }
    }

    private func end(of text: String, from start: Int) throws(DocumentError) -> Int {
        let wanted = Array(text.utf8)
        var index = start
        while index + wanted.count <= bytes.count {
            if bytes[index] == wanted[0], bytes[index...].starts(with: wanted) {
                return index + wanted.count
            }
            index += 1
        }
        throw error("`\(text)` is missing", at: min(start, bytes.count))
    }

    private func error(_ reason: String, at offset: Int) -> DocumentError {
        DocumentError(
            format: DataFormat.xml.rawValue, reason: reason,
            position: source.position(at: min(offset, bytes.count)))
    }
}

extension String {
    /// The text without white space at both ends.
    fileprivate var trimmedOfBlanks: String {
        let scalars = unicodeScalars.drop { $0.value <= 0x20 }
        return String(
            String.UnicodeScalarView(scalars.reversed().drop { $0.value <= 0x20 }.reversed()))
    }
}
