import Basics
import TestSupport
import Testing

@testable import AgentTools

@Suite("Schemas of tools")
struct ToolSchemaTests {
    private static let schema = ToolSchema.object([
        .required("query", .text(1...5, "words")),
        .optional("limit", .integer(1...3)),
        .optional("kind", .choice(["a", "b"])),
        .optional("deep", .flag()),
        .optional("note", .text(0...3).orNull),
        .optional("edits", .array(of: .object([.required("path", .text(1...9))]), count: 1...2)),
        .optional("rest", ToolSchema(.anything)),
    ])

    private func violation(_ text: String) throws -> String? {
        let value = try JSONText.value(parsing: Array(text.utf8), limit: 4096)
        return Self.schema.violation(in: value)?.description
    }

    @Test(
        "values of the shape are let in",
        arguments: [
            #"{"query": "hello"}"#, #"{"query": "ééééé", "limit": 3.0, "kind": "a"}"#,
            #"{"query": "x", "deep": true, "note": null, "rest": [1.5, {"a": null}]}"#,
            #"{"query": "x", "edits": [{"path": "a"}, {"path": "b"}]}"#,
        ])
    func fits(text: String) throws { #expect(try violation(text) == nil) }

    @Test(
        "every other value is refused with its place",
        arguments: [
            ("[]", "it is an object"), ("{}", "query: it is missing"),
            (#"{"query": 1}"#, "query: it is a text"), (#"{"query": ""}"#, "query: it is empty"),
            (#"{"query": "abcdef"}"#, "query: it has 6 characters, the most is 5"),
            (#"{"query": "a", "limit": 4}"#, "limit: 4 is not from 1 to 3"),
            (#"{"query": "a", "limit": 1.5}"#, "limit: it is a whole number"),
            (#"{"query": "a", "limit": "1"}"#, "limit: it is a whole number"),
            (#"{"query": "a", "limit": 99999999999999999999}"#, "limit: it is a whole number"),
            (#"{"query": "a", "kind": "c"}"#, "kind: it is one of a, b"),
            (#"{"query": "a", "deep": 1}"#, "deep: it is true or false"),
            (#"{"query": "a", "deep": null}"#, "deep: it is true or false"),
            (#"{"query": "a", "note": "abcd"}"#, "note: it has 4 characters, the most is 3"),
            (#"{"query": "a", "edits": []}"#, "edits: it has 0 items; there may be 1 to 2"),
            (#"{"query": "a", "edits": [{}]}"#, "edits[0].path: it is missing"),
            (
                #"{"query": "a", "edits": [{"path": "a"}, {"path": "b", "x": 1}]}"#,
                "edits[1]: it has no member x"
            ),
            (#"{"qeury": "a"}"#, "it has no member qeury; did you mean query?"),
        ])
    func refused(text: String, reason: String) throws {
        #expect(try violation(text) == reason)
    }

    @Test("what is written for clients is JSON Schema that an outside validator agrees with")
    func json() {
        #expect(
            ToolSchema.object([.required("a", .text(1...2, "x").orNull)]).json.text(indented: false)
                == #"{"type":"object","properties":{"a":{"type":["string","null"],"description":"x","minLength":1,"maxLength":2}},"required":["a"],"additionalProperties":false}"#
        )
    }

    @Test("no JSON, however mangled, is taken for arguments or brings the reader down")
    func mangled() {
        var generator = SplitMix64(seed: 7)
        let seed = Array(#"{"query": "a\u00e9", "edits": [{"path": "b"}], "limit": 2e0}"#.utf8)
        var refused = 0
        for _ in 0..<2_000 {
            var bytes = seed
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                bytes[place] = UInt8.random(in: 0...255, using: &generator)
            }
            do {
                let value = try JSONText.value(parsing: bytes, limit: 4096)
                if Self.schema.violation(in: value) != nil { refused += 1 }
            } catch { refused += 1 }
        }
        #expect(refused > 1_000)
    }
}
