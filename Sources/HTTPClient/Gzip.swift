internal import CZlib

/// Compresses bodies that a service wants as gzip.
package enum Gzip {
    /// The bytes as one gzip member: the same bytes, the same result; nil when memory or input are beyond zlib's.
    ///
    /// Blocks while it works, about a tenth of a second for ten megabytes of text.
    package static func compressed(_ bytes: [UInt8]) -> [UInt8]? {
        guard let length = UInt32(exactly: bytes.count) else { return nil }
        var stream = z_stream()
        guard complybot_gzip_begin(&stream, 9) == Z_OK else { return nil }
        defer { deflateEnd(&stream) }
        var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(length))))
        let capacity = output.count
        // One call is enough, for the output has room for the worst case.
        let isDone = bytes.withUnsafeBufferPointer { input in
            output.withUnsafeMutableBufferPointer { space in
                // zlib only reads through it; its type knows no const.
                stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
                stream.avail_in = length
                stream.next_out = space.baseAddress
                stream.avail_out = UInt32(truncatingIfNeeded: capacity)
                return deflate(&stream, Z_FINISH) == Z_STREAM_END
            }
        }
        guard isDone else { return nil }
        output.removeLast(output.count - Int(stream.total_out))
        return output
    }
}
