/// Numbers, bytes and texts written one after the other, to be read back by `ByteRecordReader`.
struct ByteRecordWriter {
    private(set) var bytes: [UInt8] = []
    /// Where each text stands among those that were written.
    private var texts: [[UInt8]: Int] = [:]

    /// Adds a number that is not negative.
    mutating func add(_ number: Int) {
        var rest = UInt64(max(number, 0))
        while rest >= 0x80 {
            bytes.append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    /// Adds bytes with their length.
    mutating func add(_ content: [UInt8]) {
        add(content.count)
        bytes += content
    }

    /// Adds bytes that may come again; then only their number is written.
    mutating func addShared(_ content: [UInt8]) {
        if let number = texts[content] {
            add(number + 1)
        } else {
            texts[content] = texts.count
            add(0)
            add(content)
        }
    }

    /// Adds a text that may come again.
    mutating func add(_ text: String) { addShared(Array(text.utf8)) }

    /// Adds something that may not be there.
    mutating func add<Value>(
        _ value: Value?, _ write: (inout ByteRecordWriter, Value) -> Void
    ) {
        add(value == nil ? 0 : 1)
        if let value { write(&self, value) }
    }
}

/// Reads what `ByteRecordWriter` wrote; whatever it did not write is an error and no crash.
struct ByteRecordReader {
    /// The bytes are not what a writer wrote.
    struct Malformed: Error {}

    private let bytes: [UInt8]
    private var position = 0
    private var texts: [[UInt8]] = []

    /// A reader at the start.
    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Whether nothing is left.
    var isAtEnd: Bool { position == bytes.count }

    /// The next number.
    mutating func number() throws(Malformed) -> Int {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 63, by: 7) {
            guard position < bytes.count else { throw Malformed() }
            let byte = bytes[position]
            position += 1
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return Int(value) }
        }
        throw Malformed()
    }

    /// The number of items that follow, each of at least one byte.
    mutating func count() throws(Malformed) -> Int {
        let count = try number()
        guard count <= bytes.count - position else { throw Malformed() }
        return count
    }

    /// The next bytes.
    mutating func content() throws(Malformed) -> [UInt8] {
        let count = try count()
        defer { position += count }
        return Array(bytes[position..<position + count])
    }

    /// The next bytes that may have come before.
    mutating func shared() throws(Malformed) -> [UInt8] {
        let number = try number()
        if number == 0 {
            let content = try content()
            texts.append(content)
            return content
        }
        guard number <= texts.count else { throw Malformed() }
        return texts[number - 1]
    }

    /// The next text.
    mutating func text() throws(Malformed) -> String {
        String(decoding: try shared(), as: UTF8.self)
    }

    /// The next case of an enumeration that is written by its raw value.
    mutating func choice<Choice: RawRepresentable<String>>(
        _ type: Choice.Type
    ) throws(Malformed) -> Choice {
        guard let choice = Choice(rawValue: try text()) else { throw Malformed() }
        return choice
    }

    /// Something that may not be there.
    mutating func optional<Value>(
        _ read: (inout ByteRecordReader) throws(Malformed) -> Value
    ) throws(Malformed) -> Value? {
        try number() == 0 ? nil : try read(&self)
    }
}
