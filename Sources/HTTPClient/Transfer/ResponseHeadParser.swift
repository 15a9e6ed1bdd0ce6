/// Puts a response's head together from the lines libcurl hands over one by one.
struct ResponseHeadParser {
    private static let maxBytes = 64 << 10

    private var head = Transfer.Head(status: 0, headers: [])
    private var bytes = 0
    private var isComplete = false
    /// Whether the lines together are longer than any honest head.
    private(set) var isTooLarge = false

    /// Takes a line; returns the head when the line ends it.
    ///
    /// Interim answers and trailers count for nothing.
    mutating func take(_ raw: UnsafeRawBufferPointer) -> Transfer.Head? {
        bytes += raw.count
        isTooLarge = isTooLarge || bytes > Self.maxBytes
        guard !isTooLarge, !isComplete else { return nil }
        let line = raw.prefix { $0 != 0x0d && $0 != 0x0a }
        if line.isEmpty {
            guard head.status >= 200 else { return nil }
            isComplete = true
            return head
        }
        if line.starts(with: "HTTP/".utf8) {
            head = Transfer.Head(status: Self.status(line), headers: [])
        } else if let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex {
            head.headers.append(
                HTTPHeader(Self.text(line[..<colon]), Self.text(line[(colon + 1)...])))
        }
        return nil
    }

    private static func status(_ line: Slice<UnsafeRawBufferPointer>) -> Int {
        let parts = line.split(separator: UInt8(ascii: " "), maxSplits: 2)
        guard parts.count >= 2 else { return 0 }
        return Int(String(decoding: parts[1], as: UTF8.self)) ?? 0
    }

    private static func text(_ bytes: Slice<UnsafeRawBufferPointer>) -> String {
        let isBlank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 }
        let start = bytes.firstIndex { !isBlank($0) } ?? bytes.endIndex
        let end = bytes.lastIndex { !isBlank($0) }.map { $0 + 1 } ?? start
        return String(decoding: bytes[start..<max(start, end)], as: UTF8.self)
    }
}
