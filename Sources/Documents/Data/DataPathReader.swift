/// Reads the text of a `DataPath`.
struct DataPathReader {
    private let text: String
    private let bytes: [UInt8]
    private var offset = 0

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
        guard bytes.count <= 4096 else { throw error("the path is longer than 4096 bytes") }
        guard take("$") else { throw error("a path starts with `$`") }
        var steps: [DataPath.Step] = []
        while offset < bytes.count {
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
                throw error("expected `.` or `[`")
            }
        }
        return steps
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
        let step: DataPath.Step
        if take("*") {
            step = .every
        } else if take("'") {
            step = .key(try quoted(until: 0x27))
        } else if take("\"") {
            step = .key(try quoted(until: 0x22))
        } else {
            step = .index(try index())
        }
        guard take("]") else { throw error("expected `]`") }
        return step
    }

    private mutating func index() throws(DataPathError) -> Int {
        let start = offset
        _ = take("-")
        while offset < bytes.count, (0x30...0x39).contains(bytes[offset]) { offset += 1 }
        let digits = String(decoding: bytes[start..<offset], as: UTF8.self)
        guard let number = Int(digits), String(number) == digits, number.magnitude < 1 << 31 else {
            offset = start
            throw error("expected `*`, a quoted name or an index")
        }
        return number
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
            let digits = String(decoding: bytes.dropFirst(offset).prefix(4), as: UTF8.self)
            if digits.utf8.count == 4, let code = UInt32(digits, radix: 16),
                let scalar = Unicode.Scalar(code)
            {
                offset += 4
                return Array(String(Character(scalar)).utf8)
            }
        default: break
        }
        throw error("unknown escape")
    }

    private func peek(_ character: Unicode.Scalar) -> Bool {
        offset < bytes.count && bytes[offset] == UInt8(ascii: character)
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard peek(character) else { return false }
        offset += 1
        return true
    }

    private func error(_ reason: String) -> DataPathError {
        DataPathError(text: text, offset: offset, reason: reason)
    }
}
