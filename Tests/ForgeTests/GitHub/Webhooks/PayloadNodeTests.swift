import Foundation
import TestSupport
import Testing

@testable import Forge

@Suite("JSON of strangers")
struct PayloadNodeTests {
    private func read(_ text: String) throws -> PayloadNode {
        try PayloadNode(parsing: Array(text.utf8))
    }

    private func refusal(_ bytes: [UInt8]) -> WebhookError? {
        do throws(WebhookError) {
            _ = try PayloadNode(parsing: bytes)
            return nil
        } catch {
            return error
        }
    }

    @Test("values are found by their keys, and what is null or of another kind is nothing")
    func lookup() throws {
        let node = try read(
            #" {"a": {"b": [1, -2, "x", null, true]}, "n": null, "\u0061\t": "\ud83d\ude00\u00e9\/"} "#
        )
        let items = try #require(node["a"]?["b"]?.items)
        #expect(items.map(\.int) == [1, -2, nil, nil, nil])
        #expect(items.map(\.string) == [nil, nil, "x", nil, nil])
        #expect(items.map(\.bool) == [nil, nil, nil, nil, true])
        #expect(node["n"] == nil)
        #expect(node["n"]?["deeper"] == nil)
        #expect(node["a\t"]?.string == "😀é/")
        #expect(node["a"]?.string == nil)
        #expect(node["b"] == nil)
        #expect(items[0]["x"] == nil && items[0].items.isEmpty)
    }

    @Test(
        "text that is no JSON is refused",
        arguments: [
            "", " ", "{", "[", "}", "{]", "[}", "[1,]", "{\"a\":1,}", "{\"a\"}", "{\"a\":}",
            "{a:1}",
            "{'a':1}", "[1 2]", "1 2", "[]]", "nul", "nulll", "True", "NaN", "[NaN]", "Infinity",
            "-Infinity", "-", "+1", ".5", "1.", "1e", "1e+", "01", "-01", "0x1", "\"", "\"a",
            "\"\\\"", "\"\\x\"", "\"\\u12\"", "\"\\u12g4\"", "\"\\", "\"\\u", "\"\u{1}\"", "\"\n\"",
            "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"\\udc00\"", "\"\\ud800\\ud800\"",
            "\"\\ud83d\\\"",
            "\u{FEFF}{}", "// x\n1", "[1]\u{0}", "\u{0B}1", "\u{A0}1",
        ])
    func malformed(_ text: String) {
        #expect(refusal(Array(text.utf8))?.code == .malformedBody)
    }

    @Test("bytes that are no UTF-8 are refused")
    func encoding() {
        for bytes: [UInt8] in [
            [0xFF, 0xFE, 0x7B, 0], [0x22, 0xC3, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22],
            [0x22, 0xC0, 0x80, 0x22], [0x22, 0xF5, 0x80, 0x80, 0x80, 0x22],
        ] {
            #expect(refusal(bytes)?.code == .malformedBody)
        }
    }

    @Test("a key that stands twice in one object is refused, also when it is spelled otherwise")
    func twins() throws {
        for text in [
            #"{"repository": {"id": 1}, "repository": {"id": 2}}"#,
            #"{"a": {"b": 1, "\u0062": 2}}"#,
            #"[{"": 1, "": 2}]"#,
        ] {
            #expect(refusal(Array(text.utf8))?.detail == "a key stands twice in its object")
        }
        // Different spellings of one letter are different keys, as they are different bytes.
        _ = try read("{\"\u{E9}\": 1, \"e\u{301}\": 2, \"a\": {\"a\": {}}}")
    }

    @Test("collections may be nested to 64 levels and no further")
    func depth() throws {
        func nested(_ levels: Int) -> String {
            String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
        }
        _ = try read(nested(64))
        #expect(refusal(Array(nested(65).utf8))?.detail == "it has more than 64 levels")
        let open = String(repeating: "{\"a\":", count: 100_000)
        #expect(refusal(Array(open.utf8))?.detail == "it has more than 64 levels")
    }

    @Test("strings, numbers, members and values are bounded")
    func bounds() throws {
        let long = String(repeating: "a", count: 1 << 20)
        _ = try read("\"\(long)\"")
        #expect(refusal(Array("\"\(long)a\"".utf8)) != nil)
        #expect(refusal(Array(("1" + String(repeating: "0", count: 400)).utf8)) != nil)
        #expect(refusal(Array("1e400".utf8)) != nil)
        _ = try read("1e-400")
        let members = (0...4_096).map { "\"\($0)\":0" }
        #expect(refusal(Array("{\(members.joined(separator: ","))}".utf8)) != nil)
        _ = try read("{\(members.dropLast().joined(separator: ","))}")
        let values = String(repeating: "0,", count: 1 << 20)
        #expect(refusal(Array("[\(values)0]".utf8)) != nil)
    }

    @Test("what Foundation reads of random documents is what is read here")
    func agreement() throws {
        var generator = SplitMix64(seed: 11)
        for _ in 0..<400 {
            let value = Self.value(depth: 0, &generator)
            let bytes = try [UInt8](
                JSONSerialization.data(withJSONObject: value, options: [.fragmentsAllowed]))
            #expect(Self.matches(try PayloadNode(parsing: bytes), value))
        }
    }

    @Test("a document with any byte changed or cut off is read or refused, and nothing else")
    func mutations() throws {
        var generator = SplitMix64(seed: 12)
        let original = try WebhookFixture.body("check_suite.rerequested")
        var (read, refused) = (0, 0)
        for _ in 0..<1_500 {
            var bytes = original
            let place = Int.random(in: bytes.indices, using: &generator)
            switch Int.random(in: 0..<3, using: &generator) {
            case 0: bytes[place] = UInt8.random(in: .min ... .max, using: &generator)
            case 1: bytes.removeSubrange(place...)
            default: bytes.insert(contentsOf: bytes[place...].prefix(40), at: place)
            }
            let reference =
                (try? JSONSerialization.jsonObject(with: Data(bytes), options: [.fragmentsAllowed]))
                != nil
            if refusal(bytes) == nil {
                read += 1
                #expect(reference, "Foundation refuses what was read")
            } else {
                refused += 1
            }
            _ = try? WebhookPayload(event: "check_suite", body: bytes)
        }
        #expect(read > 100 && refused > 100)
    }

    private static func value(depth: Int, _ generator: inout SplitMix64) -> Any {
        switch Int.random(in: 0..<(depth < 5 ? 7 : 5), using: &generator) {
        case 0: return NSNull()
        case 1: return Bool.random(using: &generator)
        case 2: return Int.random(in: .min ... .max, using: &generator)
        case 3, 4: return text(&generator)
        case 5:
            return (0..<Int.random(in: 0...4, using: &generator)).map { _ in
                value(depth: depth + 1, &generator)
            }
        default:
            var members: [String: Any] = [:]
            for _ in 0..<Int.random(in: 0...4, using: &generator) {
                members[text(&generator)] = value(depth: depth + 1, &generator)
            }
            return members
        }
    }

    private static func text(_ generator: inout SplitMix64) -> String {
        let letters: [Unicode.Scalar] = [
            "a", "\"", "\\", "/", "\n", "\t", "\u{8}", "\u{0}", "\u{1F}", "\u{7F}", "é", "\u{2028}",
            "\u{FEFF}", "😀", "\u{FFFF}", "\u{10FFFF}",
        ]
        var text = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0...6, using: &generator) {
            letters.randomElement(using: &generator).map { text.append($0) }
        }
        return String(text)
    }

    private static func matches(_ node: PayloadNode, _ value: Any) -> Bool {
        switch value {
        case is NSNull: node.string == nil && node.int == nil && node.bool == nil && !node.isObject
        case let flag as Bool where node.int == nil: node.bool == flag
        case let number as Int: node.int == number
        case let text as String: node.string?.utf8.elementsEqual(text.utf8) ?? false
        case let items as [Any]:
            node.items.count == items.count && zip(node.items, items).allSatisfy { matches($0, $1) }
        case let members as [String: Any]:
            node.isObject
                && members.allSatisfy { key, value in
                    value is NSNull
                        ? node[key] == nil : node[key].map { matches($0, value) } ?? false
                }
        default: false
        }
    }
}
