import TestSupport
import Testing

@testable import Documents

@Suite struct XMLTests {
    private static let pom = """
        <?xml version="1.0" encoding="UTF-8"?>
        <!-- built by maven -->
        <project xmlns="http://maven.apache.org/POM/4.0.0">
          <artifactId>shop &amp; co</artifactId>
          <properties/>
          <dependencies>
            <dependency><artifactId>one</artifactId><version> 1.0 </version></dependency>
            <dependency scope='test'>
              <artifactId>two</artifactId><version><![CDATA[2.0]]></version>
            </dependency>
          </dependencies>
        </project>

        """

    @Test("elements and attributes are found by their paths")
    func reads() throws {
        let document = try DataDocument(Self.pom, .xml)
        func texts(_ path: String) throws -> [String?] {
            try document.select(DataPath(parsing: path)).map(\.node.string)
        }
        #expect(try texts("$.project.artifactId") == ["shop & co"])
        #expect(try texts("$.project['@xmlns']") == ["http://maven.apache.org/POM/4.0.0"])
        #expect(try texts("$.project.properties") == [""])
        #expect(try texts("$.project.dependencies.dependency.version") == ["1.0", "2.0"])
        #expect(
            try texts("$.project.dependencies[?@.artifactId == 'two'].version") == ["2.0"])
        #expect(try texts("$.project.dependencies[?@['@scope']].artifactId") == ["two"])
        #expect(
            try document.text(document.node("$.project.dependencies.dependency.version")) == "1.0")
    }

    @Test("nothing is written")
    func readOnly() throws {
        let document = try DataDocument(Self.pom, .xml)
        #expect(throws: DataEditError.unsupported("XML is only read")) {
            try document.setting(DataPath(parsing: "$.project.artifactId"), to: .string("x"))
        }
    }

    @Test(
        "what may hide something, or is no XML, is refused",
        arguments: [
            "", "text", "<a>", "<a></b>", "<a/><b/>", "<!DOCTYPE a><a/>", "<a>&x;</a>",
            "<a b='1' b='2'/>", "<a b=1/>", "<a><!-- </a>", "<a>&#0;</a>", "<a", "<a b='", "</a>",
            "<![CDATA[x]]>", "<a>&amp</a>", String(repeating: "<a>", count: 200),
        ])
    func refused(text: String) {
        #expect(throws: DocumentError.self) { try DataDocument(text, .xml) }
    }

    @Test("any text is read or refused")
    func property() throws {
        var generator = SplitMix64(seed: 11)
        let pieces = [
            "<a>", "</a>", "<a/>", "<a b='", "'", ">", "<!--", "-->", "<![CDATA[", "]]>", "&lt;",
            "&#x41;", "&", "é", " ", "<?", "?>", "<",
        ]
        var read = 0
        for _ in 0..<4_000 {
            let count = Int.random(in: 1...9, using: &generator)
            let text = (0..<count).map { _ in pieces.randomElement(using: &generator) ?? "" }
                .joined()
            if (try? DataDocument(text, .xml)) != nil { read += 1 }
        }
        #expect(read > 20)
    }
}
