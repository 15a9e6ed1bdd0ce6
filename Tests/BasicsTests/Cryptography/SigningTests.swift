import Basics
import Foundation
import TestSupport
import Testing

@Suite struct SigningTests {
    /// Section 7.1 of RFC 8032: seed, public key, message, signature.
    static let vectors = [
        (
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
        ),
        (
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        ),
    ]

    @Test("signatures are those of the standard's vectors", arguments: vectors)
    func vector(_ seed: String, _ publicKey: String, _ message: String, _ signature: String) throws
    {
        let key = try #require(Hexadecimal.decode(seed).flatMap(Ed25519PrivateKey.init(seed:)))
        let message = try #require(Hexadecimal.decode(message))
        #expect(key.publicKey.description == publicKey)
        #expect(Hexadecimal.encode(key.signature(of: message)) == signature)
        #expect(key.publicKey.verifies(key.signature(of: message), of: message))
        #expect(!key.publicKey.verifies(key.signature(of: message), of: message + [0]))
        var changed = key.signature(of: message)
        changed[3] ^= 1
        #expect(!key.publicKey.verifies(changed, of: message))
        #expect(!key.publicKey.verifies([], of: message))
    }

    @Test("a key file is made once, for its owner alone, and read from then on")
    func keyFile() throws {
        let folder = try TemporaryDirectory()
        let path = "\(folder.path)/journal.key"
        #expect(try Ed25519KeyFile.read(path) == nil)
        let key = try Ed25519KeyFile.readOrMake(path)
        #expect(try Ed25519KeyFile.readOrMake(path).publicKey == key.publicKey)
        #expect(try Ed25519KeyFile.readPublic("\(path).pub") == key.publicKey)
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
        #expect(mode as? Int == 0o600)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(names.sorted() == ["journal.key", "journal.key.pub"])
    }

    @Test("many that want a key at once get the same")
    func race() async throws {
        let folder = try TemporaryDirectory()
        let path = "\(folder.path)/journal.key"
        let keys = try await withThrowingTaskGroup(of: Ed25519PublicKey.self) { group in
            for _ in 0..<16 {
                group.addTask { try Ed25519KeyFile.readOrMake(path).publicKey }
            }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(keys.count == 1)
    }

    @Test("a key file that others may read, or that is none, is refused without showing it")
    func refusals() throws {
        let folder = try TemporaryDirectory()
        let path = "\(folder.path)/journal.key"
        _ = try Ed25519KeyFile.readOrMake(path)
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
        #expect(throws: Diagnostic.self) { try Ed25519KeyFile.read(path) }
        try folder.write("sekret", to: "other.key")
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o600], ofItemAtPath: "\(folder.path)/other.key")
        let error = #expect(throws: Diagnostic.self) {
            try Ed25519KeyFile.read("\(folder.path)/other.key")
        }
        #expect(error?.description.contains("sekret") == false)
    }

    @Test("an envelope is framed as its standard's example is")
    func envelope() throws {
        let framed = SignedEnvelope.framed(
            Array("hello world".utf8), type: "http://example.com/HelloWorld")
        #expect(
            String(decoding: framed, as: UTF8.self)
                == "DSSEv1 29 http://example.com/HelloWorld 11 hello world")
        let key = Ed25519PrivateKey.generate()
        var envelope = SignedEnvelope([1, 2, 3], type: "a/b", with: key)
        #expect(envelope.isSigned(by: key.publicKey))
        envelope.type = "a/c"
        #expect(!envelope.isSigned(by: key.publicKey))
    }

    @Test("both kinds of Base64 are written as Foundation reads them")
    func base64() {
        for count in 0..<70 {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ 250) }
            #expect(Base64.encode(bytes) == Data(bytes).base64EncodedString())
        }
    }
}
