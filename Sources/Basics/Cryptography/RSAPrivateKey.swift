internal import COpenSSL

/// An RSA private key that signs with SHA-256; it is never printed, compared or written.
package final class RSAPrivateKey: Sendable {
    /// Why a key cannot be used.
    package enum Refusal: Error, Hashable, Sendable {
        /// The text holds no private key in PEM (PKCS#1 or PKCS#8).
        case notPEM
        /// The key needs a passphrase, and there is nobody to ask.
        case encrypted
        /// It is a key of another kind than RSA.
        case notRSA
        /// It has fewer bits than are safe.
        case tooShort(bits: Int)
        /// OpenSSL did not sign.
        case cannotSign

        /// The reason in words.
        package var reason: String {
            switch self {
            case .notPEM: "it holds no private key in PEM"
            case .encrypted: "the key is encrypted with a passphrase"
            case .notRSA: "the key is not an RSA key"
            case .tooShort(let bits): "the key has \(bits) bits; 2048 are the least"
            case .cannotSign: "OpenSSL cannot sign with the key"
            }
        }
    }

    private static let leastBits = 2048
    // OpenSSL reads a key that nobody changes from several threads at once.
    nonisolated(unsafe) private let key: OpaquePointer

    /// A key from the text of a PEM file; the caller's copy of the bytes is the caller's to forget.
    package init(pem: [UInt8]) throws(Refusal) {
        // From here on `deinit` frees it, also when this throws.
        key = try Self.parse(pem)
        guard EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA else { throw .notRSA }
        let bits = Int(EVP_PKEY_get_bits(key))
        guard bits >= Self.leastBits else { throw .tooShort(bits: bits) }
    }

    deinit { EVP_PKEY_free(key) }

    /// The signature of some bytes: RSASSA-PKCS1-v1_5 with SHA-256, `RS256` to JSON Web Tokens.
    package func signature(of message: [UInt8]) throws(Refusal) -> [UInt8] {
        guard let context = EVP_MD_CTX_new() else { throw .cannotSign }
        defer {
            EVP_MD_CTX_free(context)
            ERR_clear_error()
        }
        var length = 0
        guard EVP_DigestSignInit(context, nil, EVP_sha256(), nil, key) == 1,
            EVP_DigestSign(context, nil, &length, message, message.count) == 1
        else { throw .cannotSign }
        var signature = [UInt8](repeating: 0, count: length)
        guard EVP_DigestSign(context, &signature, &length, message, message.count) == 1 else {
            throw .cannotSign
        }
        return Array(signature.prefix(length))
    }

    private static func parse(_ pem: [UInt8]) throws(Refusal) -> OpaquePointer {
        defer { ERR_clear_error() }
        guard let buffer = BIO_new_mem_buf(pem, Int32(clamping: pem.count)) else { throw .notPEM }
        defer { BIO_free(buffer) }
        var wasAsked = false
        // Without a callback OpenSSL would ask the terminal for a passphrase.
        let key = PEM_read_bio_PrivateKey(
            buffer, nil,
            { _, _, _, asked in
                asked?.assumingMemoryBound(to: Bool.self).pointee = true
                return -1
            }, &wasAsked)
        guard let key else { throw wasAsked ? .encrypted : .notPEM }
        return key
    }
}

extension RSAPrivateKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "(private key)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(reflecting: description) }
}
