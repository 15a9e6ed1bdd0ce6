/// The words of a GraphQL document.
struct GraphQLLexer {
    enum Token: Equatable {
        case name(String)
        case number(JSON)
        case string(String)
        case mark(String)
        case end
    }

    private let bytes: [UInt8]
    private var position = 0
    private var line = 1
    private var lineStart = 0

    init(_ text: String) { bytes = Array(text.utf8) }

    /// Where the next token begins.
    var place: GraphQLDocument.Place {
        mutating get {
            skip()
            return GraphQLDocument.Place(line: line, column: position - lineStart + 1)
        }
    }

    private var byte: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skip() {
        while let byte {
            if byte == 0x23 {
                while let byte = self.byte, byte != 0x0a { position += 1 }
            } else if byte == 0x0a {
                position += 1
                line += 1
                lineStart = position
            } else if [0x20, 0x09, 0x0d, 0x2c].contains(byte) {
                position += 1
            } else {
                return
            }
        }
    }

    mutating func next() throws -> Token {
        let place = place
        guard let byte else { return .end }
        if Self.isLetter(byte) {
            let start = position
            while let byte = self.byte, Self.isLetter(byte) || (0x30...0x39).contains(byte) {
                position += 1
            }
            return .name(String(decoding: bytes[start..<position], as: UTF8.self))
        }
        if byte == 0x22 { return .string(try string(place)) }
        if byte == 0x2d || (0x30...0x39).contains(byte) { return .number(try number(place)) }
        if byte == 0x2e, bytes[position...].starts(with: Array("...".utf8)) {
            position += 3
            return .mark("...")
        }
        position += 1
        return .mark(String(UnicodeScalar(byte)))
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        byte == 0x5f || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
    }

    private mutating func number(_ place: GraphQLDocument.Place) throws -> JSON {
        let start = position
        while let byte,
            (0x30...0x39).contains(byte) || [0x2b, 0x2d, 0x2e, 0x45, 0x65].contains(byte)
        {
            position += 1
        }
        guard let number = try? JSON(parsing: bytes[start..<position]) else {
            throw GraphQLMistake(message: "Expected a number", place: place)
        }
        return number
    }

    private mutating func string(_ place: GraphQLDocument.Place) throws -> String {
        if bytes[position...].starts(with: Array("\"\"\"".utf8)) { return try block(place) }
        let start = position
        position += 1
        while let byte, byte != 0x22 {
            position += byte == 0x5c ? 2 : 1
        }
        position += 1
        guard position <= bytes.count, let text = try? JSON(parsing: bytes[start..<position]).text
        else {
            throw GraphQLMistake(message: "Expected the end of a string", place: place)
        }
        return text
    }

    private mutating func block(_ place: GraphQLDocument.Place) throws -> String {
        let mark = Array("\"\"\"".utf8)
        let start = position + 3
        guard let end = bytes[start...].firstRange(of: mark) else {
            throw GraphQLMistake(message: "Expected the end of a string", place: place)
        }
        line += bytes[start..<end.lowerBound].count { $0 == 0x0a }
        position = end.upperBound
        return String(decoding: bytes[start..<end.lowerBound], as: UTF8.self)
    }
}
