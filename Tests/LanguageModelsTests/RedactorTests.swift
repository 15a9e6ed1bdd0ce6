import Basics
import Foundation
import LanguageModels
import Testing

@Suite struct RedactorTests {
    let canary = "Canary/Value+42"
    var redactor: Redactor { Redactor(secrets: [canary]) }

    @Test("a known value goes in each of its forms")
    func forms() {
        let hex = canary.utf8.map { String($0, radix: 16) }.joined()
        let forms = [
            canary, Data(canary.utf8).base64EncodedString(), hex, hex.uppercased(),
            String(canary.reversed()), "Canary%2FValue%2B42",
        ]
        for form in forms {
            let text = redactor.redacted("before \(form) after")
            #expect(!text.contains(form))
            #expect(text.hasPrefix("before [redacted]") && text.hasSuffix(" after"))
        }
    }

    @Test(
        "what looks like a credential goes",
        arguments: [
            "Bearer abcdef0123456789abcdef", "bearer  AbCdEf0123456789/+==",
            "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----",
            "-----BEGIN PRIVATE KEY-----\nMIIE without an end",
        ])
    func shapes(_ secret: String) {
        let text = Redactor(secrets: []).redacted("x = \"\(secret)\"")
        #expect(text.contains("[redacted:"))
        #expect(!text.contains(secret.suffix(12)))
    }

    @Test(
        "ordinary text stays as it is",
        arguments: [
            "task-force and disk-management-is-a-long-word", "bearer authentication is required",
            "-----BEGIN CERTIFICATE-----\nMIID\n-----END CERTIFICATE-----", "ghp_short",
            "eyJ is base64",
            "AKIA", "app/main.py:12 é 🙂", "",
        ])
    func ordinary(_ text: String) {
        #expect(redactor.redacted(text) == text)
        #expect(!redactor.findsSecret(in: text))
    }

    @Test("what the finder finds goes, whatever else goes")
    func found() {
        struct Finder: CredentialFinder {
            func credentials(in bytes: [UInt8]) -> [FoundCredential] {
                bytes.indices.filter { bytes[$0] == UInt8(ascii: "#") && $0 + 3 <= bytes.count }
                    .map { FoundCredential(span: $0..<($0 + 3), kind: "sample") }
            }
        }
        let redactor = Redactor(secrets: [canary], finder: Finder()).adding(secrets: ["another"])
        #expect(
            redactor.redacted("a #12 b \(canary) #34")
                == "a [redacted:sample] b [redacted] [redacted:sample]")
        #expect(redactor.findsSecret(in: "#12"))
        #expect(redactor.redacted("another") == "[redacted]")
    }

    @Test("a value with blanks strewn in, or reversed, is still found")
    func hidden() {
        #expect(redactor.findsSecret(in: canary.map { "\($0) " }.joined()))
        #expect(redactor.findsSecret(in: canary.uppercased()))
        #expect(redactor.findsSecret(in: String(canary.reversed())))
        #expect(!redactor.findsSecret(in: "Canary and value"))
    }

    @Test("redacting twice is redacting once")
    func idempotent() {
        let text =
            "a \(canary) b ghp_\(String(repeating: "a", count: 36)) Bearer 0123456789abcdef01"
        #expect(redactor.redacted(redactor.redacted(text)) == redactor.redacted(text))
    }
}
