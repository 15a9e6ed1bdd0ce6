/// Turns libyaml's positions, counted in code points after the byte order mark, into byte offsets.
///
/// One pass to build, then at most 64 steps a look-up; a text of only ASCII costs nothing.
struct CodePointIndex {
    private static let stride = 64
    private let start: Int
    private let checkpoints: [Int]
    private let bytes: UnsafeBufferPointer<UInt8>

    /// The index of the text from `start` on; valid as long as `bytes` is, which must be valid UTF-8.
    init(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) {
        self.bytes = bytes
        self.start = start
        guard bytes.contains(where: { $0 >= 0x80 }) else {
            checkpoints = []
            return
        }
        var checkpoints: [Int] = []
        var count = 0
        for offset in start..<bytes.count where bytes[offset] & 0xC0 != 0x80 {
            if count % Self.stride == 0 { checkpoints.append(offset) }
            count += 1
        }
        self.checkpoints = checkpoints
    }

    /// The byte at which a code point starts; the end of the text for any beyond it.
    func offset(ofCodePoint index: Int) -> Int {
        if checkpoints.isEmpty { return min(start + index, bytes.count) }
        guard index / Self.stride < checkpoints.count else { return bytes.count }
        var offset = checkpoints[index / Self.stride]
        for _ in 0..<(index % Self.stride) {
            offset += 1
            while offset < bytes.count, bytes[offset] & 0xC0 == 0x80 { offset += 1 }
            if offset >= bytes.count { return bytes.count }
        }
        return offset
    }
}
