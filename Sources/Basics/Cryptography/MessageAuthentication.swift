internal import COpenSSL

/// HMAC with SHA-256 (RFC 2104): proof that bytes come from somebody who knows a secret.
package enum MessageAuthentication {
    /// How many bytes a code has.
    package static let byteCount = 32

    /// The code of a message under a key.
    package static func code(of message: [UInt8], key: [UInt8]) -> [UInt8] {
        var code = [UInt8](repeating: 0, count: byteCount)
        var length: UInt32 = 0
        // An empty array may have no address, which OpenSSL reads as "the key of before".
        let keyBytes = key.isEmpty ? [0] : key
        let result = HMAC(
            EVP_sha256(), keyBytes, Int32(clamping: key.count), message, message.count, &code,
            &length)
        guard result != nil, length == byteCount else {
            preconditionFailure("OpenSSL could not compute an HMAC: out of memory")
        }
        return code
    }
}

/// Comparison of secrets.
package enum ConstantTime {
    /// Whether two runs of bytes are the same, in a time that depends on nothing but their lengths.
    package static func isEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        left.count == right.count && CRYPTO_memcmp(left, right, left.count) == 0
    }
}
