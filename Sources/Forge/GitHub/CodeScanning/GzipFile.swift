/// A gzip file that holds its bytes as they are, for those who ask for gzip and not for small.
///
/// RFC 1952 around blocks of RFC 1951 that are not compressed: as large as the bytes and a thousandth more.
enum GzipFile {
    /// The most bytes of one block.
    private static let blockSize = 65_535

    /// The file around these bytes; its header tells neither time nor system, so the same bytes give the same file.
    static func holding(_ bytes: [UInt8]) -> [UInt8] {
        var file: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF]
        file.reserveCapacity(bytes.count + bytes.count / 1000 + 64)
        var start = 0
        repeat {
            let end = min(start + blockSize, bytes.count)
            let size = UInt16(end - start)
            file.append(end == bytes.count ? 1 : 0)
            for value in [size, ~size] { append(UInt32(value), bytes: 2, to: &file) }
            file += bytes[start..<end]
            start = end
        } while start < bytes.count
        append(checksum(bytes), bytes: 4, to: &file)
        append(UInt32(truncatingIfNeeded: bytes.count), bytes: 4, to: &file)
        return file
    }

    private static func append(_ value: UInt32, bytes: Int, to file: inout [UInt8]) {
        for place in 0..<bytes { file.append(UInt8(truncatingIfNeeded: value >> (8 * place))) }
    }

    /// CRC-32 as gzip, zip and Ethernet have it.
    static func checksum(_ bytes: [UInt8]) -> UInt32 {
        var sum = UInt32.max
        for byte in bytes { sum = table[Int(UInt8(truncatingIfNeeded: sum) ^ byte)] ^ sum >> 8 }
        return ~sum
    }

    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in
            value & 1 == 1 ? 0xEDB8_8320 ^ value >> 1 : value >> 1
        }
    }
}
