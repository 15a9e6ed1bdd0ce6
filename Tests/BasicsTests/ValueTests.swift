import Testing

@testable import Basics

@Suite("Digests, JSON and diagnostics")
struct ValueTests {
    @Test("SHA-256 gives the published digests")
    func digests() {
        // FIPS 180-2, appendix B, and the digest of nothing.
        #expect(
            Digest(of: "abc").hex
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(
            Digest(of: "").hex
                == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    }

    @Test("framed fields do not run into one another")
    func framing() {
        #expect(Digest.framed(["ab", "c"]) != Digest.framed(["a", "bc"]))
        #expect(Digest.framed(["ab", "c"]) == Digest.framed(["ab", "c"]))
        #expect(Digest.framed([""]) != Digest.framed([String]()))
    }

    @Test("hexadecimal goes there and back, and refuses what is none")
    func hexadecimal() {
        let bytes = (0...255).map { UInt8($0) }
        #expect(Hexadecimal.decode(Hexadecimal.encode(bytes)) == bytes)
        #expect(Hexadecimal.decode("0G") == nil)
        #expect(Hexadecimal.decode("abc") == nil)
        #expect(Hexadecimal.decode("AbCd") == [0xab, 0xcd])
    }

    @Test("JSON keeps the order of members and escapes what must be")
    func json() {
        let value = JSONValue.members([
            "b": .int(1), "a": .array([.null, .bool(true), "q\"\\\n\u{1}\u{7f}ü"]),
            "e": .object([]),
        ])
        #expect(
            value.text(indented: false) == #"{"b":1,"a":[null,true,"q\"\\\n\u0001\u007fü"],"e":{}}"#
        )
        #expect(
            value.text()
                == "{\n  \"b\": 1,\n  \"a\": [\n    null,\n    true,\n    \"q\\\"\\\\\\n\\u0001\\u007fü\"\n  ],\n  \"e\": {}\n}"
        )
    }

    @Test("a diagnostic is one line, whatever its parts hold")
    func diagnostic() {
        let diagnostic = Diagnostic(
            .usage, "read the file", on: "a\nb\u{202e}", because: "it\tis odd", remedy: "look at it"
        )
        #expect(
            diagnostic.description
                == #"cannot read the file (a\u{a}b\u{202e}): it\u{9}is odd; look at it"#)
    }

    @Test(
        "the nearest name is the one that was probably meant",
        arguments: [
            ("formt", "format"), ("fial-on", "fail-on"), ("FORMAT", "format"), ("out", nil),
            ("xyz", nil),
        ] as [(String, String?)])
    func nearest(written: String, meant: String?) {
        #expect(
            NearestName.to(written, among: ["output", "format", "fail-on", "severity"]) == meant)
    }

    @Test("a very long name is near nothing, and costs nothing")
    func nearestOfLong() {
        #expect(NearestName.to(String(repeating: "a", count: 100_000), among: ["a"]) == nil)
        #expect(NearestName.to("", among: ["a"]) == "a")
    }
}
