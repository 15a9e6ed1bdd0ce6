internal import COpenSSL

/// An Ed25519 public key (RFC 8032): 32 bytes, written as 64 hex digits.
package struct Ed25519PublicKey: Hashable, Sendable, CustomStringConvertible {
    /// The bytes of a signature.
    package static let signatureByteCount = 64

    /// The 32 bytes.
    package let bytes: [UInt8]

    /// A key from its bytes; nil for another number of them.
    package init?(bytes: [UInt8]) {
        guard bytes.count == Ed25519PrivateKey.byteCount else { return nil }
        self.bytes = bytes
    }

    /// A key from its 64 hex digits; nil for anything else.
    package init?(hex: some StringProtocol) {
        guard let bytes = Hexadecimal.decode(hex) else { return nil }
        self.init(bytes: bytes)
    }

    package var description: String { Hexadecimal.encode(bytes) }

    /// What a signature names its key by: the digest of the key's 32 bytes.
    package var id: Digest { Digest(of: bytes) }

    /// Whether a signature of the message was made with the private key of this one.
    package func verifies(_ signature: [UInt8], of message: [UInt8]) -> Bool {
        defer { ERR_clear_error() }
        guard signature.count == Self.signatureByteCount,
            let key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nil, bytes, bytes.count)
        else { return false }
        defer { EVP_PKEY_free(key) }
        guard let context = EVP_MD_CTX_new() else { return false }
        defer { EVP_MD_CTX_free(context) }
        return EVP_DigestVerifyInit(context, nil, nil, nil, key) == 1
            && EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
    }
}
