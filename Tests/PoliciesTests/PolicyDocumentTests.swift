import Basics
import TestSupport
import Testing

@testable import Policies

@Suite("A policy document")
struct PolicyDocumentTests {
    static let text = """
        ---
        id: OPS-2.1
        title: "Health and readiness"
        owner: Platform
        status: active
        effective: 2024-05-01
        ---

        # Health and readiness

        Intro text.

        ## Endpoints

        Every service answers
        on the health path.

        ```sh
        # not a heading
        ```

        ### Paths

        The health path is `/healthz`.

        ## Kubernetes ##

        Probes.
        """

    private func parse(_ text: String, _ name: String = "OPS-2.1-health.md") throws
        -> PolicyDocument
    {
        try PolicyDocument(parsing: Array(text.utf8), fileName: name)
    }

    @Test("front matter and sections are read with their lines")
    func reading() throws {
        let document = try parse(Self.text)
        #expect(document.id == "OPS-2.1")
        #expect(document.title == "Health and readiness")
        #expect(document.owner == "Platform")
        #expect(document.status == "active")
        #expect(document.effective == "2024-05-01")
        #expect(document.digest == Digest(of: Self.text))
        #expect(
            document.sections.map(\.heading) == [
                "Health and readiness", "Endpoints", "Paths", "Kubernetes",
            ])
        #expect(document.sections.map(\.lines) == [9...12, 13...21, 22...25, 26...28])
        #expect(
            document.sections.map(\.linesWithSubsections) == [9...28, 13...25, 22...25, 26...28])
        #expect(document.sections[2].headingPath == ["Health and readiness", "Endpoints", "Paths"])
        #expect(document.text(ofLines: 15...16) == "Every service answers\non the health path.")
        #expect(document.text(ofLines: 28...29) == nil)
        #expect(document.text(ofLines: 0...1) == nil)
    }

    @Test("line ends of every kind and a byte order mark do not move the lines")
    func lineEnds() throws {
        let plain = try parse(Self.text)
        for end in ["\r\n", "\r"] {
            let text = Self.text.split(separator: "\n", omittingEmptySubsequences: false).joined(
                separator: end)
            let document = try PolicyDocument(
                parsing: [0xef, 0xbb, 0xbf] + Array(text.utf8), fileName: "a.md")
            #expect(document.sections == plain.sections)
            #expect(document.frontMatter == plain.frontMatter)
        }
    }

    @Test("a field may be a list of indented items, and an item elsewhere is an error")
    func lists() throws {
        let document = try parse(
            "---\nid: a\nsources:\n  - one: (x)\n  - 'two'\nowner: o\n---\n# H\n")
        #expect(document.frontMatter.fields.map(\.items) == [[], ["one: (x)", "two"], []])
        #expect(document.owner == "o")
        for text in ["---\nid: a\n  - one\n---\n", "---\n  - one\n---\n", "---\nid:\n- one\n---\n"]
        {
            #expect(throws: PolicyError.self) { try parse(text) }
        }
    }

    @Test("a file without front matter takes its names from the file")
    func noFrontMatter() throws {
        let document = try parse("# A title\ntext\n", "SEC-1.md")
        #expect(document.id == "SEC-1")
        #expect(document.title == "A title")
        #expect(document.frontMatter.lines == nil)
        #expect(try parse("", "x.md").sections.isEmpty)
        #expect(try parse("", "x.md").title == "x")
    }

    @Test(
        "malformed front matter is an error with its line",
        arguments: [
            ("---\nid: a\n", 1), ("---\nid: a\nnonsense\n---\n", 3),
            ("---\nid: a\nid: b\n---\n", 3),
            ("---\nBad Key: a\n---\n", 2), ("---\n: a\n---\n", 2),
        ])
    func malformed(text: String, line: Int) throws {
        let error = #expect(throws: PolicyError.self) { try parse(text) }
        #expect(error?.code == .malformedFrontMatter)
        #expect(error?.line == line)
        #expect(error?.diagnostic.kind == .usage)
    }

    @Test(
        "a heading needs a space, at most six marks and three spaces of indentation, and no fence around it"
    )
    func headings() throws {
        let text = """
            #no
            ####### no
                # no
               ## yes one
            ~~~
            ## no
            ```
            ~~~
            # yes two #
            # yes#
            #
            `````
            ```
            # no
            `````
            ###### yes three
            """
        #expect(
            try parse(text).sections.map(\.heading)
                == ["", "yes one", "yes two", "yes#", "", "yes three"])
    }

    @Test("a fence that is never closed swallows the rest")
    func openFence() throws {
        #expect(try parse("# a\n```\n# b\n").sections.map(\.heading) == ["a"])
    }

    @Test("a file of more than a mebibyte is refused")
    func size() throws {
        let bytes = [UInt8](repeating: 0x61, count: PolicyDocument.maximumSize + 1)
        let error = #expect(throws: PolicyError.self) {
            try PolicyDocument(parsing: bytes, fileName: "a.md")
        }
        #expect(error?.code == .tooLarge)
        _ = try PolicyDocument(parsing: bytes.dropLast(), fileName: "a.md")
    }

    @Test("a hundred thousand headings are read in linear time, nested and flat")
    func manyHeadings() throws {
        let flat = try parse(String(repeating: "# h\n", count: 100_000))
        #expect(flat.sections.count == 100_000)
        let nested = try parse(
            (0..<100_000).map { String(repeating: "#", count: $0 % 6 + 1) + " h\n" }.joined())
        #expect(nested.sections.count == 100_000)
        #expect(nested.sections.allSatisfy { $0.headingPath.count <= 6 })
    }

    @Test("random bytes never crash the reader, and sections tile the body", arguments: 0..<8)
    func fuzz(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let pieces: [[UInt8]] = [
            Array("---\n".utf8), Array("# ".utf8), [0x0a], [0x0d], Array("```".utf8), [0],
            [0xff, 0xfe],
            Array("id: x\n".utf8), Array("text ".utf8), Array("~~~".utf8), Array("##".utf8),
            [0xe2, 0x80],
        ]
        for _ in 0..<120 {
            let bytes = (0..<Int(random.next() % 40)).flatMap { _ in
                pieces[Int(random.next() % UInt64(pieces.count))]
            }
            guard let document = try? PolicyDocument(parsing: bytes, fileName: "f.md") else {
                continue
            }
            for (section, next) in zip(document.sections, document.sections.dropFirst()) {
                #expect(section.lines.upperBound + 1 == next.lines.lowerBound)
                #expect(section.linesWithSubsections.upperBound >= section.lines.upperBound)
            }
            if let last = document.sections.last {
                #expect(last.lines.upperBound == document.lineCount)
            }
            _ = PolicyLint.problems(in: [document])
            _ = try PolicyIndex(PolicyLibrary(documents: [document])).ragSearch(
                query: "text", limit: 3)
        }
    }
}
