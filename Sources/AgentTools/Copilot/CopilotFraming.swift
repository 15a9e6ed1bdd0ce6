internal import Basics

/// Cuts a stream into messages: each after fields of which `Content-Length` says how many bytes it has.
struct CopilotFraming: Sendable {
    /// The largest message, in bytes.
    static let largestMessage = 16 << 20
    /// The longest fields before a message, in bytes.
    static let longestFields = 4 << 10

    private var pending: [UInt8] = []
    /// Up to where `pending` was looked through for the end of the fields.
    private var searched = 0
    /// How many bytes the message has that comes now; nil while its fields come.
    private var length: Int?

    /// The messages that are whole now.
    mutating func take(_ bytes: some Collection<UInt8>) throws(CopilotError) -> [[UInt8]] {
        pending += bytes
        var messages: [[UInt8]] = []
        var start = 0
        while true {
            if let length {
                guard pending.count - start >= length else { break }
                messages.append(Array(pending[start..<start + length]))
                start += length
                searched = start
                self.length = nil
            } else {
                guard let end = endOfFields(from: start) else { break }
                length = try Self.length(in: pending[start..<end])
                start = end
            }
        }
        pending.removeFirst(start)
        searched -= start
        if length == nil, pending.count > Self.longestFields {
            throw CopilotError(.malformed, "it sent something that is no message")
        }
        return messages
    }

    /// Whether the stream may end here.
    var isBetweenMessages: Bool { pending.isEmpty && length == nil }

    /// A message with its fields.
    static func framed(_ message: JSONValue) -> [UInt8] {
        let body = Array(message.text(indented: false).utf8)
        return Array("Content-Length: \(body.count)\r\n\r\n".utf8) + body
    }

    /// Behind the empty line.
    private mutating func endOfFields(from start: Int) -> Int? {
        let mark = Array("\r\n\r\n".utf8)
        var place = max(start, searched)
        while place + mark.count <= pending.count {
            if pending[place..<place + mark.count].elementsEqual(mark) {
                searched = place + mark.count
                return searched
            }
            place += 1
        }
        searched = place
        return nil
    }

    private static func length(in fields: ArraySlice<UInt8>) throws(CopilotError) -> Int {
        for line in fields.split(whereSeparator: { $0 == 0x0d || $0 == 0x0a }) {
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { continue }
            let name = String(decoding: line[..<colon], as: UTF8.self).lowercased()
            guard name == "content-length" else { continue }
            let digits = line[(colon + 1)...].filter { $0 != 0x20 && $0 != 0x09 }
            guard !digits.isEmpty, digits.count <= 9,
                digits.allSatisfy({ (0x30...0x39).contains($0) }),
                let length = Int(String(decoding: digits, as: UTF8.self))
            else { break }
            guard length <= largestMessage else {
                throw CopilotError(.floods, "it announced a message of \(length) bytes")
            }
            return length
        }
        throw CopilotError(.malformed, "it sent a message without its length")
    }
}
