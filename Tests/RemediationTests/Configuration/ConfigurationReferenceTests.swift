import Foundation
import Testing

@testable import Remediation

@Suite("The reference of the configuration")
struct ConfigurationReferenceTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    @Test("docs/configuration.md ends with the reference that the table gives")
    func manual() throws {
        let document = try String(
            contentsOf: Self.root.appending(path: "docs/configuration.md"), encoding: .utf8)
        let parts = document.components(separatedBy: "<!-- made by Scripts/docs from here on -->\n")
        try #require(parts.count == 2)
        #expect(parts[1] == "\n" + ConfigurationManual.markdown, "run Scripts/docs")
    }

    @Test("every key's example is one that the reader takes")
    func examples() {
        for key in ConfigurationTable.keys {
            var text = key.name == "version" ? "" : "version: 1\n"
            text += "\(key.name): \(key.example)\n"
            let file = ConfigurationFile.read(Array(text.utf8), file: "f.yml", layer: .repository)
            #expect(file.problems.isEmpty, "\(text): \(file.problems.map(\.reason))")
            #expect(file.waivers.problems.isEmpty, "\(file.waivers.problems.map(\.reason))")
        }
    }

    @Test("every dotted path leads to its key")
    func paths() {
        for path in ConfigurationTable.paths where !path.path.contains("[]") {
            let names = path.path.split(separator: ".").map(String.init)
            #expect(ConfigurationTable.keys.key(at: names)?.name == path.key.name, "\(path.path)")
        }
        #expect(ConfigurationTable.keys.key(at: ["rules", "x", "nothing"]) == nil)
        #expect(ConfigurationTable.keys.key(at: []) == nil)
    }
}
