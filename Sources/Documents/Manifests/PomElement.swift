/// An element of a Maven project file: its name, its text and what stands below it.
struct PomElement {
    /// The name without a namespace's prefix.
    var name: String
    /// The bytes of the whole element.
    var span: Range<Int>
    /// The bytes of its text without the white space around it; nil when it has elements or no text.
    var textSpan: Range<Int>?
    /// The text with entities resolved; empty without one.
    var text = ""
    var children: [PomElement] = []

    /// The first element of a name directly below.
    subscript(name: String) -> PomElement? { children.first { $0.name == name } }

    /// All elements of a name directly below.
    func all(_ name: String) -> [PomElement] { children.filter { $0.name == name } }
}

/// Reads the elements of a project file, as much of XML as they use: no document types, no entities of its own.
struct PomParser {
    private static let depthLimit = 64

    private let source: SourceText
    private let bytes: [UInt8]
    private var offset: Int

    private struct Open {
        var element: PomElement
        var textStart: Int
        var pieces: [UInt8] = []
    }

    init(_ source: SourceText) {
        self.source = source
        bytes = source.bytes
        offset = source.hasByteOrderMark ? 3 : 0
    }

    /// The root element.
    mutating func root() throws(DocumentError) -> PomElement {
        var open: [Open] = []
        var root: PomElement?
        while offset < bytes.count {
            guard bytes[offset] == UInt8(ascii: "<") else {
                try text(into: &open)
                continue
            }
            if skip("<!--", to: "-->") || skip("<?", to: "?>") { continue }
            if starts("<![CDATA[") {
                let start = offset + 9
                guard let end = find("]]>", from: start), !open.isEmpty else {
                    throw failure("character data without an end, or outside of elements")
                }
                open[open.count - 1].pieces += bytes[start..<end]
                offset = end + 3
            } else if starts("<!") {
                throw failure("document types are not read")
            } else if starts("</") {
                guard let closed = try close(&open) else { continue }
                guard root == nil else { throw failure("a second root element") }
                root = closed
            } else {
                guard root == nil else { throw failure("a second root element") }
                if let empty = try start(&open) { root = empty }
            }
        }
        guard open.isEmpty else {
            throw failure("`\(open[open.count - 1].element.name)` is not closed")
        }
        guard let root else { throw failure("no element") }
        return root
    }

    private func failure(_ reason: String) -> DocumentError {
        DocumentError(
            format: "pom.xml", reason: reason,
            position: source.position(at: min(offset, bytes.count)))
    }

    private func starts(_ text: StaticString) -> Bool {
        let wanted = Array("\(text)".utf8)
        return bytes[offset...].starts(with: wanted)
    }

    private func find(_ text: String, from start: Int) -> Int? {
        let wanted = Array(text.utf8)
        var index = start
        while index + wanted.count <= bytes.count {
            if bytes[index] == wanted[0], bytes[index...].starts(with: wanted) { return index }
            index += 1
        }
        return nil
    }

    private mutating func skip(_ opening: StaticString, to closing: String) -> Bool {
        guard starts(opening) else { return false }
        let end = find(closing, from: offset + opening.utf8CodeUnitCount)
        offset = end.map { $0 + closing.utf8.count } ?? bytes.count
        return true
    }

    private mutating func text(into open: inout [Open]) throws(DocumentError) {
        let start = offset
        while offset < bytes.count, bytes[offset] != UInt8(ascii: "<") { offset += 1 }
        guard !open.isEmpty else {
            guard bytes[start..<offset].allSatisfy({ $0 <= 0x20 }) else {
                offset = start
                throw failure("text outside of elements")
            }
            return
        }
        open[open.count - 1].pieces += try resolved(start..<offset)
    }

    /// The text of a range with its entities resolved.
    private func resolved(_ range: Range<Int>) throws(DocumentError) -> [UInt8] {
        guard bytes[range].contains(UInt8(ascii: "&")) else { return Array(bytes[range]) }
        var result: [UInt8] = []
        var index = range.lowerBound
        while index < range.upperBound {
            guard bytes[index] == UInt8(ascii: "&") else {
                result.append(bytes[index])
                index += 1
                continue
            }
            guard
                let end = bytes[index..<min(index + 12, range.upperBound)]
                    .firstIndex(of: UInt8(ascii: ";")),
                let text = Self.entity(source.text(index + 1..<end))
            else { throw failure("an entity that is not known") }
            result += text.utf8
            index = end + 1
        }
        return result
    }

    private static func entity(_ name: String) -> String? {
        switch name {
        case "lt": return "<"
        case "gt": return ">"
        case "amp": return "&"
        case "quot": return "\""
        case "apos": return "'"
        default:
            guard name.hasPrefix("#") else { return nil }
            let digits = name.dropFirst()
            let number =
                digits.hasPrefix("x") ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
            return number.flatMap(Unicode.Scalar.init).map { String($0) }
        }
    }

    /// Reads a start tag; an empty element without a parent comes back.
    private mutating func start(_ open: inout [Open]) throws(DocumentError) -> PomElement? {
        let begin = offset
        offset += 1
        let name = self.name()
        guard !name.isEmpty else { throw failure("a tag without a name") }
        var quote: UInt8?
        while offset < bytes.count {
            let byte = bytes[offset]
            if let current = quote {
                if byte == current { quote = nil }
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                quote = byte
            } else if byte == UInt8(ascii: ">") {
                break
            }
            offset += 1
        }
        guard offset < bytes.count else { throw failure("a tag without an end") }
        let isEmpty = bytes[offset - 1] == UInt8(ascii: "/")
        offset += 1
        let element = PomElement(name: name, span: begin..<offset)
        if isEmpty {
            guard !open.isEmpty else { return element }
            open[open.count - 1].element.children.append(element)
            return nil
        }
        guard open.count < Self.depthLimit else {
            throw failure("more than \(Self.depthLimit) elements deep")
        }
        open.append(Open(element: element, textStart: offset))
        return nil
    }

    /// Reads an end tag; an element without a parent comes back.
    private mutating func close(_ open: inout [Open]) throws(DocumentError) -> PomElement? {
        let end = offset
        offset += 2
        let name = self.name()
        while offset < bytes.count, bytes[offset] <= 0x20 { offset += 1 }
        guard offset < bytes.count, bytes[offset] == UInt8(ascii: ">"), var last = open.popLast(),
            last.element.name == name
        else { throw failure("`</\(name)>` closes nothing") }
        offset += 1
        last.element.span = last.element.span.lowerBound..<offset
        if last.element.children.isEmpty {
            let text = String(decoding: last.pieces, as: UTF8.self)
            last.element.text = String(
                text.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
            last.element.textSpan = trimmed(last.textStart..<end)
        }
        guard !open.isEmpty else { return last.element }
        open[open.count - 1].element.children.append(last.element)
        return nil
    }

    private func trimmed(_ range: Range<Int>) -> Range<Int>? {
        var range = range
        while let first = range.first, bytes[first] <= 0x20 { range.removeFirst() }
        while let last = range.last, bytes[last] <= 0x20 { range.removeLast() }
        return range.isEmpty ? nil : range
    }

    /// A name at the offset, without its namespace's prefix.
    private mutating func name() -> String {
        let start = offset
        while offset < bytes.count {
            let byte = bytes[offset]
            if byte <= 0x20 || byte == UInt8(ascii: ">") || byte == UInt8(ascii: "/") { break }
            offset += 1
        }
        let text = source.text(start..<offset)
        return text.split(separator: ":").last.map(String.init) ?? text
    }
}
