/// Finds the first byte at which a text stops being valid UTF-8.
enum UTF8Scanner {
    /// The offset of the first invalid byte; nil when all of it is valid.
    static func firstInvalidOffset(in bytes: [UInt8]) -> Int? {
        bytes.withUnsafeBufferPointer { buffer in
            var offset = 0
            while offset < buffer.count {
                if buffer[offset] < 0x80 {
                    offset += 1
                    continue
                }
                guard let length = sequenceLength(in: buffer, at: offset) else { return offset }
                offset += length
            }
            return nil
        }
    }

    private static func sequenceLength(in buffer: UnsafeBufferPointer<UInt8>, at offset: Int)
        -> Int?
    {
        let length: Int
        var second: ClosedRange<UInt8> = 0x80...0xBF
        switch buffer[offset] {
        case 0xC2...0xDF: length = 2
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: length = 3
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        case 0xF1...0xF3: length = 4
        default: return nil
        }
        guard offset + length <= buffer.count, second.contains(buffer[offset + 1]) else {
            return nil
        }
        for index in 2..<max(length, 2) where buffer[offset + index] & 0xC0 != 0x80 { return nil }
        return length
    }
}
