/// One requirement as PEP 508 writes it, with the place of each part.
struct PythonRequirement {
    let name: String
    let extras: [String]
    /// The version clauses without blanks, or `@` and the address of a direct reference.
    let specifier: String
    let specifierSpan: Range<Int>
    let marker: String?

    /// The requirement in a range of bytes; nil when there is none, as in a path or a bare address.
    init?(_ bytes: [UInt8], in range: Range<Int>) {
        var scanner = Scanner(bytes: bytes, offset: range.lowerBound, end: range.upperBound)
        scanner.skipBlanks()
        guard let name = scanner.name() else { return nil }
        let nameEnd = scanner.offset
        scanner.skipBlanks()
        var headEnd = nameEnd
        if scanner.byte == UInt8(ascii: "[") {
            guard let extras = scanner.extras() else { return nil }
            self.extras = extras
            headEnd = scanner.offset
        } else {
            extras = []
        }
        self.name = name
        scanner.skipBlanks()
        guard let span = scanner.specifier() else { return nil }
        specifierSpan = span.isEmpty ? headEnd..<headEnd : span
        let isReference = bytes[span].first == UInt8(ascii: "@")
        specifier = String(decoding: bytes[span].filter { isReference || $0 > 0x20 }, as: UTF8.self)
        guard let marker = scanner.marker() else { return nil }
        self.marker = marker.isEmpty ? nil : marker
    }

    /// The one version the clauses allow; nil when they allow several.
    static func pinnedVersion(of specifier: String) -> String? {
        guard specifier.hasPrefix("=="), !specifier.contains(","), !specifier.hasSuffix("*") else {
            return nil
        }
        let version = specifier.drop { $0 == "=" }
        return version.isEmpty ? nil : String(version)
    }

    /// A name as PEP 503 compares it: lower case, runs of `-`, `_` and `.` as one `-`.
    static func normalized(_ name: String) -> String {
        var result = ""
        var isSeparated = false
        for character in name.lowercased() {
            if character == "-" || character == "_" || character == "." {
                isSeparated = true
                continue
            }
            if isSeparated { result += "-" }
            isSeparated = false
            result.append(character)
        }
        return result
    }
}

/// Walks over the parts of a requirement.
private struct Scanner {
    let bytes: [UInt8]
    var offset: Int
    let end: Int

    var byte: UInt8? { offset < end ? bytes[offset] : nil }

    mutating func skipBlanks() {
        while let byte, byte <= 0x20 { offset += 1 }
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: true
        default: false
        }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        isNameByte(byte) && byte != 0x2D && byte != 0x2E && byte != 0x5F
    }

    mutating func name() -> String? {
        let start = offset
        while let byte, Self.isNameByte(byte) { offset += 1 }
        guard start < offset, Self.isAlphanumeric(bytes[start]),
            Self.isAlphanumeric(bytes[offset - 1])
        else { return nil }
        return String(decoding: bytes[start..<offset], as: UTF8.self)
    }

    mutating func extras() -> [String]? {
        offset += 1
        var extras: [String] = []
        while true {
            skipBlanks()
            if byte == UInt8(ascii: "]") { break }
            guard let name = name() else { return nil }
            extras.append(name)
            skipBlanks()
            if byte == UInt8(ascii: ",") {
                offset += 1
            } else if byte != UInt8(ascii: "]") {
                return nil
            }
        }
        offset += 1
        return extras
    }

    /// The range of the clauses, without the parentheses that may stand around them; empty for none.
    mutating func specifier() -> Range<Int>? {
        if byte == UInt8(ascii: "@") { return reference() }
        let isParenthesised = byte == UInt8(ascii: "(")
        if isParenthesised {
            offset += 1
            skipBlanks()
        }
        let start = offset
        while let byte, byte != UInt8(ascii: ";"), byte != UInt8(ascii: ")") { offset += 1 }
        let span = trimmed(start)
        if isParenthesised {
            guard byte == UInt8(ascii: ")") else { return nil }
            offset += 1
            skipBlanks()
        }
        guard span.isEmpty || "=<>!~".utf8.contains(bytes[span.lowerBound]) else { return nil }
        return byte == nil || byte == UInt8(ascii: ";") ? span : nil
    }

    /// A direct reference ends at a semicolon that follows a blank, for addresses may hold semicolons.
    private mutating func reference() -> Range<Int> {
        let start = offset
        while let byte {
            if byte == UInt8(ascii: ";"), bytes[offset - 1] <= 0x20 { break }
            offset += 1
        }
        return trimmed(start)
    }

    private func trimmed(_ start: Int) -> Range<Int> {
        var last = offset
        while last > start, bytes[last - 1] <= 0x20 { last -= 1 }
        return start..<last
    }

    /// What follows the semicolon; empty when nothing follows at all, nil when something else stands there.
    mutating func marker() -> String? {
        guard byte != nil else { return "" }
        guard byte == UInt8(ascii: ";") else { return nil }
        offset += 1
        skipBlanks()
        let start = offset
        offset = end
        return String(decoding: bytes[trimmed(start)], as: UTF8.self)
    }
}
