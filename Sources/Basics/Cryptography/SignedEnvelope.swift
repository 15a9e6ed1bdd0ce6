/// A signed document as the "Dead Simple Signing Envelope" (DSSE 1.0) frames it.
///
/// What is signed is the type together with the exact bytes, so nobody reads them as something else.
package struct SignedEnvelope: Hashable, Sendable {
    /// The media type of the payload.
    package var type: String
    /// The document, byte for byte.
    package var payload: [UInt8]
    /// The digest of the public key, see `Ed25519PublicKey.id`.
    package var keyID: Digest
    /// The signature, 64 bytes.
    package var signature: [UInt8]

    /// Signs a document.
    package init(_ payload: [UInt8], type: String, with key: Ed25519PrivateKey) {
        self.type = type
        self.payload = payload
        keyID = key.publicKey.id
        signature = key.signature(of: Self.framed(payload, type: type))
    }

    /// An envelope from its parts, to be checked with `isSigned(by:)`.
    package init(_ payload: [UInt8], type: String, keyID: Digest, signature: [UInt8]) {
        self.type = type
        self.payload = payload
        self.keyID = keyID
        self.signature = signature
    }

    /// Whether it is signed by the holder of this key.
    package func isSigned(by key: Ed25519PublicKey) -> Bool {
        key.id == keyID && key.verifies(signature, of: Self.framed(payload, type: type))
    }

    /// The envelope as JSON.
    package var json: JSONValue {
        .members([
            "payload": .string(Base64.encode(payload)), "payloadType": .string(type),
            "signatures": .array([
                .members([
                    "keyid": .string(keyID.description),
                    "sig": .string(Base64.encode(signature)),
                ])
            ]),
        ])
    }

    /// The bytes that are signed: every part after its length in bytes.
    package static func framed(_ payload: [UInt8], type: String) -> [UInt8] {
        Array("DSSEv1 \(type.utf8.count) \(type) \(payload.count) ".utf8) + payload
    }
}
