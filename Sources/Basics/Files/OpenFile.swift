internal import Glibc

/// Writing to a file that is open already.
package enum OpenFile {
    /// Writes all bytes, however many calls it takes; the file stays open.
    package static func write(_ bytes: [UInt8], to descriptor: Int32) throws(SystemError) {
        var offset = 0
        while offset < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                Glibc.write(
                    descriptor, buffer.baseAddress.map { $0 + offset }, bytes.count - offset)
            }
            if count > 0 {
                offset += count
            } else if count == 0 || errno != EINTR {
                throw count == 0 ? SystemError(code: EIO) : .current
            }
        }
    }
}
