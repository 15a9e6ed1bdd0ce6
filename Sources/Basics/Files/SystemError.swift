internal import Glibc

/// An error number of the system, in the system's words.
package struct SystemError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The number, as in `errno`.
    package let code: Int32

    /// An error of this number.
    package init(code: Int32) { self.code = code }

    /// The error of the last failed call on this thread; ask before anything else is called.
    package static var current: SystemError { SystemError(code: errno) }

    package var description: String {
        var text = [CChar](repeating: 0, count: 256)
        return text.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress, strerror_r(code, base, buffer.count) == 0 else {
                return "error \(code)"
            }
            return String(cString: base)
        }
    }
}
