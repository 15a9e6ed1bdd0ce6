import Basics
import TestSupport
import Testing

@testable import Policies

@Suite("A catalog of controls")
struct CatalogTests {
    static let text = """
        {
          "catalog": {
            "uuid": "5f2d6c0e-9c84-4d0a-8f43-0a4c5e1f7f10",
            "metadata": {"title": "Rules of the harbour", "version": "1"},
            "groups": [
              {
                "id": "mo",
                "title": "Mooring",
                "params": [{"id": "mo_days", "label": "number of days"}],
                "controls": [
                  {
                    "id": "mo-1",
                    "title": "Lines",
                    "params": [
                      {"id": "mo-1_prm_1", "values": ["two", "three"]},
                      {"id": "mo-1_prm_2", "select": {"how-many": "one-or-more",
                        "choice": ["ropes", "chains kept for {{ insert: param, mo_days }} "]}}
                    ],
                    "props": [
                      {"name": "label", "class": "zero-padded", "value": "MO-01"},
                      {"name": "label", "value": "MO-1"}
                    ],
                    "parts": [
                      {
                        "name": "statement",
                        "parts": [
                          {"name": "item", "props": [{"name": "label", "value": "a."}],
                            "prose": "Every boat is held by {{ insert: param, mo-1_prm_1 }} lines;"},
                          {"name": "item", "props": [{"name": "label", "value": "b."}],
                            "prose": "Lines are {{ mo-1_prm_2 }}."}
                        ]
                      },
                      {"name": "guidance", "prose": "A \\"line\\" is a rope.\\nChains rust."},
                      {"name": "assessment-objective", "prose": "Somebody counts the lines."}
                    ],
                    "controls": [
                      {
                        "id": "mo-1.1",
                        "title": "Spare lines",
                        "props": [{"name": "label", "value": "MO-1(1)"}],
                        "parts": [{"name": "statement", "prose": "A spare line lies ready."}]
                      }
                    ]
                  },
                  {"id": "mo-2", "title": "Anchors",
                    "props": [{"name": "status", "value": "withdrawn"}]}
                ]
              }
            ]
          }
        }
        """

    static func document(_ text: String = text, _ name: String = "harbour.json") throws
        -> PolicyDocument
    {
        try PolicyDocument(catalog: Array(text.utf8), fileName: name)
    }

    @Test("groups, controls and enhancements are sections, called by their labels")
    func sections() throws {
        let document = try Self.document()
        #expect(document.id == "harbour")
        #expect(document.title == "Rules of the harbour")
        #expect(
            document.sections.map(\.headingPath) == [
                ["Mooring"], ["Mooring", "MO-1 Lines"],
                ["Mooring", "MO-1 Lines", "MO-1(1) Spare lines"], ["Mooring", "MO-2 Anchors"],
            ])
        #expect(
            document.sections.map(\.linesWithSubsections) == [6...48, 11...44, 37...42, 45...46])
        #expect(document.section(named: "MO-1(1)")?.heading == "MO-1(1) Spare lines")
        #expect(PolicyLint.problems(in: [document]) == [])
    }

    @Test("prose has its labels and parameters in place, and what assessors do is left out")
    func rendering() throws {
        let chunks = PolicyChunk.chunks(of: try Self.document())
        #expect(chunks.map { $0.section.last } == ["MO-1 Lines", "MO-1(1) Spare lines"])
        #expect(
            chunks.first?.text == """
                a. Every boat is held by two, three lines;
                b. Lines are [Selection (one or more): ropes; chains kept for [Assignment: organization-defined number of days]].
                A "line" is a rope.
                Chains rust.
                """)
        #expect(chunks.map(\.lines) == [28...33, 41...41])
    }

    @Test("what is found in a catalog is cited by the lines of the file, and resolves")
    func citations() throws {
        let library = try PolicyLibrary(documents: [Self.document()])
        let found = try PolicyIndex(library).ragSearch(query: "spare line", limit: 5)
        #expect(found.first?.section.last == "MO-1(1) Spare lines")
        for evidence in found {
            #expect(CitationVerifier.verify(evidence.citation, in: library) == .resolved)
        }
        let clause = try #require(
            library.citation(document: "harbour", section: "MO-1", clause: "held by two, three"))
        #expect(clause.lines == 28...28)
        #expect("\(clause)" == "harbour › MO-1 Lines, line 28")
        #expect(CitationVerifier.verify(clause, in: library) == .resolved)
        #expect(
            library.citation(document: "harbour", section: "MO-1(1)", clause: "held by two") == nil)
    }

    @Test("a catalog on one line cites each section's own words only")
    func oneLine() throws {
        let text = Self.text.split(separator: "\n").joined(separator: " ")
        let library = try PolicyLibrary(documents: [Self.document(text)])
        let good = try #require(
            library.citation(document: "harbour", section: "MO-1(1)", clause: "A spare line"))
        #expect(good.lines == 1...1)
        #expect(CitationVerifier.verify(good, in: library) == .resolved)
        #expect(
            library.citation(document: "harbour", section: "MO-1(1)", clause: "is a rope") == nil)
    }

    @Test(
        "a catalog that lacks what is needed is refused with its line",
        arguments: [
            ("[]", 1), ("{}", 1), ("{\"catalog\": {}}", 1),
            ("{\"catalog\": {\n\"metadata\": {}}}", 2),
            ("{\"catalog\": {\n\"metadata\": {\"title\": \"t\"}}}", 1),
            (
                "{\"catalog\": {\"metadata\": {\"title\": \"t\"},\n\"controls\": [{\"id\": \"a\"}]}}",
                2
            ),
            (
                "{\"catalog\": {\"metadata\": {\"title\": \"t\"},\n\"controls\": [{\"title\": \"a\"}]}}",
                2
            ),
            (
                "{\"catalog\": {\"metadata\": {\"title\": \"t\"},\"controls\": [{\"id\": \"a\", \"title\": \"t\"},\n{\"id\": \"a\", \"title\": \"t\"}]}}",
                2
            ),
            (
                "{\"catalog\": {\"metadata\": {\"title\": \"t\"},\"controls\": [{\"id\": \"a\", \"title\": \"t\",\n\"parts\": [{\"name\": \"statement\", \"prose\":\n 3}]}]}}",
                3
            ),
            ("{\"catalog\":\n{\"a\": 1, \"a\": 2}}", 2),
        ])
    func refusals(text: String, line: Int) throws {
        let error = #expect(throws: PolicyError.self) { try Self.document(text) }
        #expect(error?.code == .malformedCatalog)
        #expect(error?.line == line)
        #expect(error?.diagnostic.kind == .usage)
    }

    @Test(
        "parameters that insert each other without end are cut, and those that are nowhere are told"
    )
    func parameters() throws {
        func catalog(_ prose: String, _ params: String) -> String {
            """
            {"catalog": {"metadata": {"title": "t"}, "params": [\(params)], "controls": [
            {"id": "a-1", "title": "t", "parts": [{"name": "statement", "prose": "\(prose)"}]}]}}
            """
        }
        let circle = try Self.document(
            catalog("x {{ insert: param, p }} y", "{\"id\": \"p\", \"values\": [\"{{ p }}\"]}"))
        #expect(PolicyChunk.chunks(of: circle).first?.text == "x [Assignment: p] y")
        #expect(PolicyLint.problems(in: [circle]).map(\.code) == [.unresolvedParameter])
        let insertions = String(repeating: "{{ p }}", count: 100)
        let bomb = catalog(insertions, "{\"id\": \"p\", \"values\": [\"\(insertions)\"]}")
        let error = #expect(throws: PolicyError.self) { try Self.document(bomb) }
        #expect(error?.code == .malformedCatalog)
        #expect(error?.line == 2)
        let open = try Self.document(catalog("x {{ p", ""))
        #expect(PolicyChunk.chunks(of: open).first?.text == "x {{ p")
    }

    @Test(
        "random changes never crash the reader, and all that can be found resolves",
        arguments: 0..<4)
    func fuzz(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let pieces = [
            "\"", "{", "}", "[", "]", ",", "{{", "}}", "\\u0000", "\\n", "\u{0}", "\"controls\": [",
            "p",
        ]
        .map { Array($0.utf8) }
        for _ in 0..<60 {
            var bytes = Array(Self.text.utf8)
            for _ in 0..<Int(random.next() % 3 + 1) {
                let place = Int(random.next() % UInt64(bytes.count))
                let piece = pieces[Int(random.next() % UInt64(pieces.count))]
                bytes.replaceSubrange(
                    place..<min(place + Int(random.next() % 3), bytes.count), with: piece)
            }
            guard let document = try? PolicyDocument(catalog: bytes, fileName: "f.json") else {
                continue
            }
            let library = try PolicyLibrary(documents: [document])
            for chunk in PolicyChunk.chunks(of: document) {
                let citation = chunk.evidence(rank: 1).citation
                #expect(CitationVerifier.verify(citation, in: library) == .resolved)
            }
        }
    }
}
