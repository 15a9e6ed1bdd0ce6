/// Reads JSON of a stranger in one pass, strictly and within limits, into a flat list of entries.
///
/// Stricter than RFC 8259: no key twice in one object, no half of a surrogate pair, no number that overflows a double. Nothing
/// is decoded before somebody asks for it.
struct PayloadReader {
    /// What a payload may cost at most.
    enum Limits {
        static let depth = 64
        static let stringBytes = 1 << 20
        /// Of one object; GitHub's largest have about a hundred.
        static let members = 4_096
        /// Of all values and keys; the largest push that GitHub delivers has a fifth of it.
        static let entries = 1 << 20
        static let numberBytes = 64
    }

    /// One value or key, in the order of the text; a collection is followed by its parts.
    struct Entry {
        enum Kind: UInt8 {
            case null, yes, no, number, object, array
            /// The places are those between the quotes.
            case string
            /// A string that must be decoded before use.
            case escapedString
        }

        var kind: Kind
        var start: UInt32
        var end: UInt32
        /// The entry that follows this one and all of its parts.
        var next: UInt32

        /// The bytes of a scalar or a key, a string's without quotes and escapes.
        func text(in bytes: [UInt8]) -> ArraySlice<UInt8> {
            let raw = bytes[Int(start)..<Int(end)]
            return kind == .escapedString ? PayloadString.decoded(raw)[...] : raw
        }
    }

    private let bytes: [UInt8]
    private var offset = 0
    private(set) var entries: [Entry] = []

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The entries of a text.
    static func entries(of bytes: [UInt8]) throws(WebhookError) -> [Entry] {
        guard bytes.count <= Int(UInt32.max) else { throw error("it is too long", at: 0) }
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw error("it is not UTF-8", at: 0)
        }
        var reader = PayloadReader(bytes)
        reader.entries.reserveCapacity(min(bytes.count / 16, Limits.entries))
        reader.skipBlanks()
        try reader.value(depth: 0)
        reader.skipBlanks()
        guard reader.offset == bytes.count else { throw reader.error("text after its end") }
        return reader.entries
    }

    // MARK: Values

    private mutating func value(depth: Int) throws(WebhookError) {
        switch byte {
        case UInt8(ascii: "{"): try object(depth: depth + 1)
        case UInt8(ascii: "["): try array(depth: depth + 1)
        case UInt8(ascii: "\""): try string()
        case UInt8(ascii: "t"): try word("true", .yes)
        case UInt8(ascii: "f"): try word("false", .no)
        case UInt8(ascii: "n"): try word("null", .null)
        default: try number()
        }
    }

    private mutating func object(depth: Int) throws(WebhookError) {
        let entry = try open(.object, depth: depth)
        var keys: [Int] = []
        while try !closes(with: UInt8(ascii: "}"), isFirst: keys.isEmpty) {
            guard byte == UInt8(ascii: "\"") else { throw error("a key must follow") }
            guard keys.count < Limits.members else {
                throw error("an object has more than \(Limits.members) members")
            }
            keys.append(entries.count)
            try string()
            skipBlanks()
            guard take(UInt8(ascii: ":")) else { throw error("a colon must follow") }
            skipBlanks()
            try value(depth: depth)
            skipBlanks()
        }
        try refuseTwins(among: keys)
        close(entry)
    }

    private mutating func array(depth: Int) throws(WebhookError) {
        let entry = try open(.array, depth: depth)
        var isFirst = true
        while try !closes(with: UInt8(ascii: "]"), isFirst: isFirst) {
            isFirst = false
            try value(depth: depth)
            skipBlanks()
        }
        close(entry)
    }

    private mutating func open(_ kind: Entry.Kind, depth: Int) throws(WebhookError) -> Int {
        guard depth <= Limits.depth else { throw error("it has more than \(Limits.depth) levels") }
        let entry = entries.count
        try add(kind, offset, offset)
        offset += 1
        skipBlanks()
        return entry
    }

    private mutating func close(_ entry: Int) {
        entries[entry].end = UInt32(truncatingIfNeeded: offset)
        entries[entry].next = UInt32(truncatingIfNeeded: entries.count)
    }

    /// Whether the collection ends here; else moves past the comma that must stand before the next part.
    private mutating func closes(with bracket: UInt8, isFirst: Bool) throws(WebhookError) -> Bool {
        if take(bracket) { return true }
        if isFirst { return false }
        guard take(UInt8(ascii: ",")) else { throw error("a comma or a bracket must follow") }
        skipBlanks()
        return false
    }

    /// Refuses an object in which two keys are the same once they are decoded.
    private func refuseTwins(among keys: [Int]) throws(WebhookError) {
        guard keys.count > 1 else { return }
        var seen: Set<ArraySlice<UInt8>> = []
        seen.reserveCapacity(keys.count)
        for key in keys where !seen.insert(entries[key].text(in: bytes)).inserted {
            throw Self.error("a key stands twice in its object", at: Int(entries[key].start))
        }
    }

    private mutating func add(
        _ kind: Entry.Kind, _ start: Int, _ end: Int
    ) throws(WebhookError) {
        guard entries.count < Limits.entries else {
            throw error("it has more than \(Limits.entries) values")
        }
        entries.append(
            Entry(
                kind: kind, start: UInt32(truncatingIfNeeded: start),
                end: UInt32(truncatingIfNeeded: end),
                next: UInt32(truncatingIfNeeded: entries.count + 1)))
    }

    // MARK: Scalars

    private mutating func word(
        _ word: StaticString, _ kind: Entry.Kind
    ) throws(WebhookError) {
        let start = offset
        for index in 0..<word.utf8CodeUnitCount where !take(word.utf8Start[index]) {
            throw error("a value must follow")
        }
        try add(kind, start, offset)
    }

    private mutating func string() throws(WebhookError) {
        offset += 1
        let start = offset
        var kind = Entry.Kind.string
        while true {
            guard let byte else { throw error("a string does not end") }
            if byte == UInt8(ascii: "\"") { break }
            guard byte >= 0x20 else { throw error("a control character stands in a string") }
            if byte == UInt8(ascii: "\\") {
                kind = .escapedString
                guard let length = PayloadString.escapeLength(in: bytes, at: offset) else {
                    throw error("an escape is malformed")
                }
                offset += length
            } else {
                offset += 1
            }
        }
        guard offset - start <= Limits.stringBytes else {
            throw error("a string has more than \(Limits.stringBytes) bytes")
        }
        try add(kind, start, offset)
        offset += 1
    }

    private mutating func number() throws(WebhookError) {
        let start = offset
        _ = take(UInt8(ascii: "-"))
        if !take(UInt8(ascii: "0")) { try digits() }
        if take(UInt8(ascii: ".")) { try digits() }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            try digits()
        }
        guard offset - start <= Limits.numberBytes,
            Double(String(decoding: bytes[start..<offset], as: UTF8.self))?.isFinite == true
        else { throw error("a number is out of range") }
        try add(.number, start, offset)
    }

    private mutating func digits() throws(WebhookError) {
        let start = offset
        while let byte, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { offset += 1 }
        guard offset > start else { throw error("a value must follow") }
    }

    // MARK: Bytes

    private var byte: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    private mutating func take(_ expected: UInt8) -> Bool {
        guard byte == expected else { return false }
        offset += 1
        return true
    }

    private mutating func skipBlanks() {
        while let byte, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { offset += 1 }
    }

    private func error(_ reason: String) -> WebhookError { Self.error(reason, at: offset) }

    private static func error(_ reason: String, at offset: Int) -> WebhookError {
        WebhookError(.malformedBody, on: "byte \(offset)", because: reason)
    }
}
