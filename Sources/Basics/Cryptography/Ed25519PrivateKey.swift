internal import COpenSSL

/// An Ed25519 private key (RFC 8032); it is never printed or compared.
package final class Ed25519PrivateKey: Sendable {
    /// The bytes of a seed, and of a public key.
    package static let byteCount = 32

    /// The 32 bytes from which the key follows; whoever has them can sign.
    package let seed: [UInt8]
    /// The key that proves the signatures of this one.
    package let publicKey: Ed25519PublicKey
    // OpenSSL reads a key that nobody changes from several threads at once.
    nonisolated(unsafe) private let key: OpaquePointer

    /// A key from its 32 bytes; nil for another number of them.
    package init?(seed: [UInt8]) {
        defer { ERR_clear_error() }
        guard seed.count == Self.byteCount,
            let key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, seed, seed.count)
        else { return nil }
        var bytes = [UInt8](repeating: 0, count: Self.byteCount)
        var length = bytes.count
        guard EVP_PKEY_get_raw_public_key(key, &bytes, &length) == 1,
            let publicKey = Ed25519PublicKey(bytes: bytes)
        else {
            EVP_PKEY_free(key)
            return nil
        }
        self.seed = seed
        self.publicKey = publicKey
        self.key = key
    }

    deinit { EVP_PKEY_free(key) }

    /// A new key from the system's random numbers.
    package static func generate() -> Ed25519PrivateKey {
        var random = SystemRandomNumberGenerator()
        let seed = (0..<byteCount).map { _ in UInt8.random(in: .min ... .max, using: &random) }
        guard let key = Ed25519PrivateKey(seed: seed) else {
            preconditionFailure("OpenSSL could not make a key: out of memory")
        }
        return key
    }

    /// The 64 bytes that prove that the holder of the key saw the message; the same for the same message.
    package func signature(of message: [UInt8]) -> [UInt8] {
        var signature = [UInt8](repeating: 0, count: Ed25519PublicKey.signatureByteCount)
        var length = signature.count
        guard let context = EVP_MD_CTX_new() else {
            preconditionFailure("OpenSSL could not start a signature: out of memory")
        }
        defer { EVP_MD_CTX_free(context) }
        guard EVP_DigestSignInit(context, nil, nil, nil, key) == 1,
            EVP_DigestSign(context, &signature, &length, message, message.count) == 1
        else { preconditionFailure("OpenSSL could not sign: out of memory") }
        return signature
    }
}

extension Ed25519PrivateKey: CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    package var description: String { "(private key)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(reflecting: description) }
}
