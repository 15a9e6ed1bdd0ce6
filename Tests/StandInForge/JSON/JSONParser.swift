extension JSON {
    /// What is wrong with a text that should be JSON.
    package struct Mistake: Error, Hashable {
        /// At which byte.
        package let offset: Int
    }

    /// Reads one document; everything after it but white space is a mistake, and so are 128 levels.
    package init(parsing bytes: some Collection<UInt8>) throws(Mistake) {
        var parser = JSONParser(bytes: Array(bytes))
        self = try parser.document()
    }
}

/// Reads JSON from left to right.
private struct JSONParser {
    let bytes: [UInt8]
    var position = 0

    mutating func document() throws(JSON.Mistake) -> JSON {
        let value = try value(depth: 0)
        skipSpace()
        guard position == bytes.count else { throw mistake }
        return value
    }

    var mistake: JSON.Mistake { JSON.Mistake(offset: position) }
    var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    mutating func skipSpace() {
        while let byte = next, [0x20, 0x0a, 0x0d, 0x09].contains(byte) { position += 1 }
    }

    mutating func takes(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        position += 1
        return true
    }

    mutating func word(_ word: StaticString, _ value: JSON) throws(JSON.Mistake) -> JSON {
        let letters = Array(String(describing: word).utf8)
        guard bytes[position...].starts(with: letters) else { throw mistake }
        position += letters.count
        return value
    }

    mutating func value(depth: Int) throws(JSON.Mistake) -> JSON {
        skipSpace()
        guard depth < 128, let byte = next else { throw mistake }
        switch byte {
        case 0x7b: return try object(depth: depth)
        case 0x5b: return try array(depth: depth)
        case 0x22: return .string(try string())
        case 0x74: return try word("true", .bool(true))
        case 0x66: return try word("false", .bool(false))
        case 0x6e: return try word("null", .null)
        default: return try number()
        }
    }

    mutating func object(depth: Int) throws(JSON.Mistake) -> JSON {
        position += 1
        var members: [String: JSON] = [:]
        skipSpace()
        if takes(0x7d) { return .object(members) }
        while true {
            skipSpace()
            guard next == 0x22 else { throw mistake }
            let name = try string()
            skipSpace()
            guard takes(0x3a) else { throw mistake }
            members[name] = try value(depth: depth + 1)
            skipSpace()
            if takes(0x7d) { return .object(members) }
            guard takes(0x2c) else { throw mistake }
        }
    }

    mutating func array(depth: Int) throws(JSON.Mistake) -> JSON {
        position += 1
        var items: [JSON] = []
        skipSpace()
        if takes(0x5d) { return .array(items) }
        while true {
            items.append(try value(depth: depth + 1))
            skipSpace()
            if takes(0x5d) { return .array(items) }
            guard takes(0x2c) else { throw mistake }
        }
    }

    mutating func number() throws(JSON.Mistake) -> JSON {
        let start = position
        while let byte = next,
            (0x30...0x39).contains(byte) || [0x2b, 0x2d, 0x2e, 0x45, 0x65].contains(byte)
        {
            position += 1
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if let number = Int(text), !text.hasPrefix("+") { return .int(number) }
        guard let number = Double(text), number.isFinite, let last = text.last, last.isNumber else {
            throw mistake
        }
        return .double(number)
    }

    mutating func string() throws(JSON.Mistake) -> String {
        position += 1
        var text: [UInt8] = []
        while let byte = next {
            position += 1
            switch byte {
            case 0x22:
                guard let string = String(validating: text, as: UTF8.self) else { throw mistake }
                return string
            case 0x5c: text += try escape()
            case 0..<0x20: throw mistake
            default: text.append(byte)
            }
        }
        throw mistake
    }

    mutating func escape() throws(JSON.Mistake) -> [UInt8] {
        guard let byte = next else { throw mistake }
        position += 1
        switch byte {
        case 0x22, 0x5c, 0x2f: return [byte]
        case 0x62: return [0x08]
        case 0x66: return [0x0c]
        case 0x6e: return [0x0a]
        case 0x72: return [0x0d]
        case 0x74: return [0x09]
        case 0x75:
            var units = [try unit()]
            if UTF16.isLeadSurrogate(units[0]), takes(0x5c), takes(0x75) {
                units.append(try unit())
            }
            return Array(String(decoding: units, as: UTF16.self).utf8)
        default: throw mistake
        }
    }

    mutating func unit() throws(JSON.Mistake) -> UInt16 {
        guard position + 4 <= bytes.count,
            let unit = UInt16(
                String(decoding: bytes[position..<(position + 4)], as: UTF8.self), radix: 16)
        else { throw mistake }
        position += 4
        return unit
    }
}
