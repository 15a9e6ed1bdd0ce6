/// What a process wrote on one stream: all of it, or its head and its tail with the count of what fell between.
///
/// However much comes in, no more than the limit stays in memory.
package struct CapturedOutput: Sendable, Hashable {
    /// The first bytes, at most half of the limit.
    package private(set) var head: [UInt8] = []
    /// How many bytes between head and tail were dropped.
    package var dropped: Int { total - head.count - tail.count }
    /// How many bytes were written in all.
    package private(set) var total = 0

    private let headLimit: Int
    private let tailLimit: Int
    /// The tail as a ring once it is full: the oldest byte stands at `oldest`.
    private var ring: [UInt8] = []
    private var oldest = 0

    /// An empty capture that keeps at most `limit` bytes.
    package init(limit: Int) {
        headLimit = max(0, limit) / 2
        tailLimit = max(0, limit) - headLimit
    }

    /// The last bytes, at most half of the limit, without those that are in the head.
    package var tail: [UInt8] { Array(ring[oldest...] + ring[..<oldest]) }

    /// Head and tail, with a line between them that counts the dropped bytes when there are any.
    package var bytes: [UInt8] {
        if dropped == 0 { return head + tail }
        return head + Array("\n[... \(dropped) bytes dropped ...]\n".utf8) + tail
    }

    /// The kept bytes as text; what is no UTF-8 becomes U+FFFD, control characters stay.
    package var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Adds what came in.
    package mutating func append(_ bytes: some Collection<UInt8>) {
        total += bytes.count
        let room = headLimit - head.count
        head.append(contentsOf: bytes.prefix(room))
        for byte in bytes.dropFirst(room).suffix(tailLimit) {
            if ring.count < tailLimit {
                ring.append(byte)
            } else {
                ring[oldest] = byte
                oldest = oldest + 1 == tailLimit ? 0 : oldest + 1
            }
        }
    }
}
