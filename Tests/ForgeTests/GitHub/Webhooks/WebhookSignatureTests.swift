import Basics
import Testing

@testable import Forge

@Suite("Signatures of deliveries")
struct WebhookSignatureTests {
    private static let published =
        "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
    private let body = Array("Hello, World!".utf8)

    private func secrets(_ text: String) throws -> WebhookSecrets {
        try WebhookSecrets(parsing: text)
    }

    @Test("GitHub's published example fits, in either case of its digits")
    func publishedExample() throws {
        let secrets = try secrets("It's a Secret to Everybody")
        #expect(secrets.signature(of: body).description == Self.published)
        let digits = Self.published.dropFirst("sha256=".count)
        for text in [Self.published, "sha256=\(digits.uppercased())"] {
            let signature = try #require(WebhookSignature([text]))
            #expect(secrets.age(of: signature, over: body) == .current)
        }
    }

    @Test(
        "a header that is no signature is none",
        arguments: [
            [], [""], ["sha1=0000000000000000000000000000000000000000"], ["sha256="],
            [String(WebhookSignatureTests.published.dropLast())],
            [WebhookSignatureTests.published + "0"], [WebhookSignatureTests.published + "00"],
            [WebhookSignatureTests.published.replacing("7571", with: "zz71")],
            ["SHA256=" + WebhookSignatureTests.published.dropFirst(7)],
            [String(WebhookSignatureTests.published.dropFirst(7))],
            [WebhookSignatureTests.published, WebhookSignatureTests.published],
            [" " + WebhookSignatureTests.published],
        ])
    func malformed(_ values: [String]) {
        #expect(WebhookSignature(values) == nil)
    }

    @Test(
        "a signature covers every byte, nothing that only means the same, and is right as a whole")
    func everyByte() throws {
        let secrets = try secrets("It's a Secret to Everybody")
        let signed = Array(#"{"a": 1}"#.utf8)
        let signature = secrets.signature(of: signed)
        for other in [#"{"a": 1} "#, "{\"a\": 1}\n", #"{"a":1}"#, #"{"a": 2}"#, ""] {
            #expect(secrets.age(of: signature, over: Array(other.utf8)) == nil)
        }
        #expect(secrets.age(of: signature, over: signed) == .current)
        for index in signature.code.indices {
            var code = signature.code
            code[index] ^= 1
            #expect(secrets.age(of: WebhookSignature(code: code), over: signed) == nil)
        }
    }

    @Test("while secrets are rotated the old one is still taken, and told apart")
    func rotation() throws {
        let (old, new) = ("an old secret of 26 bytes!", "a new secret of 26 bytes!!")
        let signature = try secrets(old).signature(of: body)
        #expect(try secrets("\(new),\(old)").age(of: signature, over: body) == .old)
        #expect(try secrets("\(old),\(new)").age(of: signature, over: body) == .current)
        #expect(try secrets(new).age(of: signature, over: body) == nil)
        #expect(try secrets("\(new)\n\(old)\n").count == 2)
    }

    @Test(
        "secrets that protect nothing are refused as the operator's mistake, and never shown",
        arguments: [
            ",", "\n", "fifteen bytes!!", "sixteen bytes!!!,short",
            "sixteen bytes!!!,sixteen bytes!!!",
            (0..<9).map { "sixteen bytes \(10 + $0)" }.joined(separator: ","),
        ])
    func refused(_ text: String) {
        let error = #expect(throws: Diagnostic.self) { try WebhookSecrets(parsing: text) }
        #expect(error?.kind == .usage)
        #expect(error?.description.contains("COMPLYBOT_WEBHOOK_SECRET") == true)
        #expect(error?.description.contains("bytes!!") == false)
    }

    @Test("no secret is configured where the variable is empty or not there")
    func unset() throws {
        #expect(try WebhookSecrets.configured([:]) == nil)
        #expect(try WebhookSecrets.configured([WebhookSecrets.variable: ""]) == nil)
    }

    @Test("a secret never shows when it is printed")
    func printed() throws {
        let secrets = try secrets("It's a Secret to Everybody")
        #expect(!"\(secrets) \(String(reflecting: secrets))".contains("Everybody"))
        var dumped = ""
        dump(secrets, to: &dumped)
        #expect(!dumped.contains("73"))
    }

    @Test("codes are those of RFC 4231, and an empty key is a key")
    func codes() {
        let key = [UInt8](repeating: 0x0B, count: 20)
        #expect(
            Hexadecimal.encode(MessageAuthentication.code(of: Array("Hi There".utf8), key: key))
                == "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7")
        let long = [UInt8](repeating: 0xAA, count: 131)
        let text = "Test Using Larger Than Block-Size Key - Hash Key First"
        #expect(
            Hexadecimal.encode(MessageAuthentication.code(of: Array(text.utf8), key: long))
                == "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54")
        #expect(
            Hexadecimal.encode(MessageAuthentication.code(of: [], key: []))
                == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad")
    }

    @Test("comparison sees a difference in any byte and in length")
    func comparison() {
        let bytes = (0..<32).map { UInt8($0) }
        #expect(ConstantTime.isEqual(bytes, bytes))
        #expect(ConstantTime.isEqual([], []))
        #expect(!ConstantTime.isEqual(bytes, Array(bytes.dropLast())))
        for index in bytes.indices {
            var other = bytes
            other[index] ^= 0x80
            #expect(!ConstantTime.isEqual(bytes, other))
        }
    }
}
