import TestSupport
import Testing

@testable import Documents

/// Broken and malicious files end in a value or a typed error, and whatever is read has sound places.
@Suite struct HostileDataTests {
    private static let samples: [(String, DataFormat)] = [
        (YAMLEditorTests.workflow, .yaml),
        ("%YAML 1.1\n---\na: &x {b: [1, 'é', \"\\u00e9\"], c: *x2}\n", .yaml),
        (
            "a: &x\n  b: |+\n    é\n\nc: *x\n<<: *x\n? [k]\n: !t v\n--- >-\n f\n  o\n...\n- - - x\n",
            .yaml
        ),
        (TOMLReaderTests.pyproject, .toml),
        (
            "a = 1979-05-27 07:32:00.5-07:00\nb = \"\"\"\\\n  é\\U0001F600\"\"\"\nc.\"d e\".'f' = [ {x = 0x1F, y = [[]]}, '''\n''' ]\n[[t]]\n[t.u]\nz = -1_0.5e+3\n",
            .toml
        ),
        ("{\"a\": [1, -0.5e+3, \"\\ud83d\\ude00é\\n\", null, true], \"b\": {\"c\": {}}}\n", .json),
        ("\u{FEFF}// é\n{\"a\": [1, /* x */ 2,], // y\r\n \"b\": false,}\r\n", .jsonc),
    ]

    /// Every span lies in the file and in its parent's, and edits of the document do not crash.
    private func check(_ document: DataDocument, edits: Bool) throws {
        let count = document.source.bytes.count
        for (index, root) in document.roots.enumerated() {
            #expect(root.span.lowerBound >= 0 && root.span.upperBound <= count)
            for match in document.select(DataPath(steps: [.descendants, .every]), document: index) {
                let span = match.node.span
                #expect(span.lowerBound >= 0 && span.upperBound <= count)
                #expect(document.source.position(at: span.lowerBound).offset == span.lowerBound)
                guard edits else { continue }
                _ = try? document.setting(match.path, to: .string("x\ny"), document: index)
                _ = try? document.deleting(match.path, document: index)
                _ = try? document.appending(
                    .mapping([.init("k", .null)]), to: match.path, document: index)
                _ = try? document.setting(
                    match.path.appending(.key("new")), to: .integer("1"), position: .first,
                    document: index)
            }
        }
    }

    @Test("every prefix of a file can be tried")
    func prefixes() throws {
        for (sample, format) in Self.samples {
            let bytes = Array(sample.utf8)
            for end in 0...bytes.count {
                guard
                    let document = try? DataDocument(parsing: Array(bytes[..<end]), format: format)
                else { continue }
                try check(document, edits: end % 16 == 0)
            }
        }
    }

    @Test("files with random bytes changed can be tried")
    func mutations() throws {
        var random = SplitMix64(seed: 42)
        let alphabet =
            Array("{}[]()<>:,;-?!&*#|>'\"%@`=\\\n\r\t .~/ax1é\u{2028}\u{85}\u{FEFF}".utf8) + [
                0, 0xFF, 0xC3,
            ]
        for round in 0..<1000 {
            let (sample, format) = Self.samples[round % Self.samples.count]
            var bytes = Array(sample.utf8)
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: bytes.indices, using: &random)
                let byte = alphabet[Int.random(in: alphabet.indices, using: &random)]
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[place] = byte
                case 1: bytes.insert(byte, at: place)
                default: bytes.remove(at: place)
                }
            }
            guard let document = try? DataDocument(parsing: bytes, format: format) else { continue }
            try check(document, edits: round % 10 == 0)
        }
    }

    @Test(
        "brackets, quotes and indents without end are typed errors or values",
        arguments: DataFormat.allCases)
    func repeated(format: DataFormat) {
        let parts = [
            "[", "{", "{\"a\":", "- ", "? ", "a: ", "\"", "'", "&a ", "*a ", "!t ", "a:\n ",
            "[[a]]\n", "a.", "\\", "#", "\r", "\u{2028}", "---\n", "|\n", "\"\"\"", "//", "/*",
            "\t",
        ]
        for part in parts {
            for head in ["", "a: ", "a = ", "["] {
                let text = head + String(repeating: part, count: 20_000)
                _ = try? DataDocument(text, format)
            }
        }
    }

    @Test("separators that only Unicode knows are text, and edits beside them are right or refused")
    func unicodeSeparators() throws {
        let document = try DataDocument("{\"a\": \"x\u{2028}y\u{85}\", \"b\": 1}", .json)
        let edits = try document.setting(DataPath(parsing: "$.b"), to: .integer("2"))
        #expect(try document.applying(edits) == "{\"a\": \"x\u{2028}y\u{85}\", \"b\": 2}")
        let yaml = try DataDocument("a: \"x\u{2028}\"\nb: 1\n")
        #expect(
            try yaml.applying(yaml.setting(DataPath(parsing: "$.b"), to: .integer("2")))
                == "a: \"x\u{2028}\"\nb: 2\n")
    }
}
