import Foundation
import TestSupport
import Testing

@Suite("The commands about rules")
struct RulesCommandTests {
    @Test("rules show says what a rule finds, who asks for it, and what its patch does")
    func show() throws {
        let outcome = try Program.run([
            "rules", "show", "codeowners-present", "--var", "code_owner=@contoso/platform",
        ])
        #expect(outcome.status == 0, "\(outcome.errors)")
        for part in [
            "codeowners-present (repository-hygiene, version", "\nWhere:\n",
            "\nWhat it looks for:\n",
            "\nVariables:\n  code_owner = @contoso/platform, from --var\n",
            "\nBy hand: ", "\nIts patch is safe and touches ", "\nExample (", "+++ b/",
            "\nSee also: ",
        ] {
            #expect(outcome.output.contains(part), "\(part) in \(outcome.output)")
        }
        // The policy's own sentence, with the place in its document.
        let line = try #require(outcome.output.split(separator: "\n").first { $0.hasPrefix("  “") })
        let clause = line.dropFirst(3).dropLast()
        let policies = "\(Program.root)/rules/repository-hygiene/policies"
        let texts = try FileManager.default.contentsOfDirectory(atPath: policies).map {
            String(
                decoding: try Data(contentsOf: URL(filePath: "\(policies)/\($0)")), as: UTF8.self)
        }
        #expect(texts.contains { $0.contains(clause) }, "\(clause)")
    }

    private struct Shown: Decodable {
        struct Example: Decodable { let diff: String }
        struct Patch: Decodable {
            let safety: String
            let declinedWhen: [String]
        }
        struct Variable: Decodable {
            let name: String
            let value: String?
            let origin: String
        }
        let id: String
        let patch: Patch?
        let example: Example?
        let variables: [Variable]
    }

    @Test("rules show as JSON has the same, and null for what a rule has not")
    func showJSON() throws {
        let outcome = try Program.run(["rules", "show", "kubernetes-probes", "--format", "json"])
        let shown = try outcome.decoded(as: Shown.self)
        #expect(shown.id == "kubernetes-probes" && shown.patch?.safety == "unsafe")
        #expect(shown.patch?.declinedWhen.isEmpty == false)
        #expect(shown.example?.diff.contains("+++ b/") == true)
        #expect(
            shown.variables.contains { $0.name == "health_path" && $0.origin.contains("has it") })
        let bare = try Program.run(["rules", "show", "license-present", "--format", "json"])
            .decoded(as: Shown.self)
        #expect(bare.patch == nil && bare.example == nil)
    }

    /// A pack whose cases are as the arguments say.
    private func pack(_ tests: String) throws -> WrittenPack {
        try WrittenPack(
            pattern: "\\bold\\b",
            patch: """
                patch:
                  safety: safe
                  touches: ["*.txt"]
                  ops: [{replace: {at: hit, with: new}}]
                """, tests: tests, files: ["a.txt": "old\n"])
    }

    private static let sound = """
        tests:
          - {name: drift, files: {a.txt: "old\\n"}, expect: {outcome: fail, patch: applied}}
          - {name: none, files: {a.txt: "new\\n"}, expect: {outcome: pass}}
        """

    @Test(
        "rules test writes JSON and JUnit to a file, and says by its exit status whether all passed"
    )
    func test() throws {
        let written = try pack(Self.sound)
        for (format, words) in [
            ("json", "\"passed\": false"), ("junit", "<failure message="), ("text", "FAILED  "),
        ] {
            let file = "\(written.folder.path)/report.\(format)"
            let outcome = try Program.run([
                "rules", "test", "--rules", written.pack, "--format", format, "--output", file,
            ])
            // A rule has to have a case in which it is not applicable.
            #expect(outcome.status == 1 && outcome.output.isEmpty, "\(outcome)")
            #expect(try written.folder.read("report.\(format)").contains(words))
            #expect(
                try written.folder.read("report.\(format)").contains(
                    "there is no case with the outcome not_applicable"))
        }
    }

    @Test(
        "rules test -U adds `after` once, and leaves alone what did not come out as the case says")
    func update() throws {
        let written = try pack(
            Self.sound
                + "\n  - {name: odd, files: {a.txt: x}, expect: {outcome: fail, patch: applied}}\n")
        let arguments = ["rules", "test", "-U", "--rules", written.pack]
        let first = try Program.run(arguments)
        #expect(first.errors.contains("updated  no-such-text: drift ("), "\(first.errors)")
        #expect(first.errors.contains("left     no-such-text: odd ("), "\(first.errors)")
        #expect(first.errors.contains("outcome pass instead of fail"), "\(first.errors)")
        let text = try written.folder.read("pack/no-such-text.yaml")
        #expect(text.contains("after") && text.contains("new"))
        let second = try Program.run(arguments)
        #expect(!second.errors.contains("updated"), "\(second.errors)")
        #expect(try written.folder.read("pack/no-such-text.yaml") == text)
    }

    @Test("a pack without a case is a mistake of its author")
    func empty() throws {
        let written = try WrittenPack(pattern: "x", files: ["a.txt": "x\n"])
        let file = "\(written.pack)/no-such-text.yaml"
        try FileManager.default.removeItem(atPath: file)
        let outcome = try Program.run(["rules", "test", "--rules", written.pack])
        #expect(outcome.status == 2, "\(outcome)")
    }
}
