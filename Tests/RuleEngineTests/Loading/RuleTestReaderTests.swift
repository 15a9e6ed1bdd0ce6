import Snapshots
import Testing

@testable import RuleEngine

@Suite("How cases give their files")
struct RuleTestReaderTests {
    private func file(_ form: String, _ files: [String: String] = [:]) throws -> MemorySnapshot.File
    {
        let rule = try WrittenRule(
            tests:
                "\n  - name: the case\n    files: {a.txt: \(form)}\n    expect: {outcome: fail}\n",
            files: files)
        return try #require(try rule.cases().first?.files["a.txt"])
    }

    @Test(
        "a file is its text, or a mapping that says more",
        arguments: [
            (#""old\n""#, "old\n"), (#"["o", "ld\n"]"#, "old\n"), (#"{text: "old\n"}"#, "old\n"),
            (#"{join: ["o", "ld"]}"#, "old"), ("{base64: b2xkAA==}", "old\0"),
            (#"{text: "old\nx\n", final_newline: false}"#, "old\nx"),
            (#"{text: "old\nx\n", eol: crlf}"#, "old\r\nx\r\n"),
            (#"{text: "old\nx\n", eol: cr}"#, "old\rx\r"),
            (#"{text: "old\r\nx\r\n", eol: lf}"#, "old\nx\n"),
            (#"{text: "old\nx\n", eol: crlf, final_newline: false}"#, "old\r\nx"),
            (#"{text: "old\n", bom: true}"#, "\u{FEFF}old\n"),
            (#"{fixture: given/a.txt, final_newline: false}"#, "old, from a file"),
        ])
    func forms(form: String, text: String) throws {
        let file = try file(
            form, ["tests/\(WrittenRule.id)/given/a.txt": "old, from a file\n"])
        #expect(file.bytes == Array(text.utf8))
        #expect(file.mode == .regular)
    }

    @Test("a file may be executable or a link")
    func modes() throws {
        #expect(try file(#"{text: "old\n", mode: executable}"#).mode == .executable)
        let link = try file("{symlink: b.txt}")
        #expect(link.mode == .symlink && link.bytes == Array("b.txt".utf8))
    }

    @Test(
        "a form that says nothing, or too much, is a mistake",
        arguments: [
            ("{text: x, base64: eA==}", "a file has one of the keys"),
            ("{eol: crlf}", "a file has one of the keys"), ("{base64: '%'}", "is not base64"),
            ("{fixture: ../x}", "leaves the folder of the rule's tests"),
            ("{fixture: nothing.txt}", "there is no file tests/\(WrittenRule.id)/nothing.txt"),
        ])
    func wrongForms(form: String, words: String) throws {
        let rule = try WrittenRule(
            tests:
                "\n  - name: the case\n    files: {a.txt: \(form)}\n    expect: {outcome: fail}\n")
        #expect(rule.mistakes().contains { $0.contains(words) }, "\(rule.mistakes())")
    }

    private static let folders = [
        "tests/good-words/one/before/a.txt": "old\n", "tests/good-words/one/after/a.txt": "new\n",
        "tests/good-words/one/case.yaml": "expect: {outcome: fail, patch: applied}\n",
        "tests/good-words/two/before/sub/a.txt": "new\n",
        "tests/good-words/two/expect.yaml": "name: nothing old\nexpect: {outcome: pass}\n",
    ]

    @Test("a folder of cases gives each folder's case, and more cases may be listed beside it")
    func folder() throws {
        let listed = """
            \n  dir: tests/good-words
              cases:
                - {name: listed, files: {a.txt: "old\\n"}, expect: {outcome: fail}}
            """
        let cases = try WrittenRule(tests: listed, files: Self.folders).cases()
        #expect(cases.map(\.name) == ["one", "nothing old", "listed"])
        #expect(cases[0].folder == "tests/good-words/one" && cases[2].folder == nil)
        #expect(cases[0].files["a.txt"]?.bytes == Array("old\n".utf8))
        #expect(cases[0].after == ["a.txt": Array("new\n".utf8)])
        #expect(cases[1].files.keys.map(\.description) == ["sub/a.txt"] && cases[1].after == nil)
    }

    @Test("a listed case may have a folder of its own")
    func ownFolder() throws {
        let rule = try WrittenRule(
            tests: "\n  - {name: x, dir: tests/good-words/one, expect: {outcome: fail}}\n",
            files: Self.folders)
        let test = try #require(try rule.cases().first)
        #expect(test.files.count == 1 && test.after?.count == 1)
        #expect(test.folder == "tests/good-words/one")
    }

    @Test(
        "folders that are not there, or say something twice, are mistakes",
        arguments: [
            (" {dir: tests/nothing}\n", "there is no folder tests/nothing"),
            (" {dir: ../x}\n", "there is no folder ../x"),
            (" {dir: tests/empty}\n", "the folder tests/empty has no cases"),
            (
                "\n  - {name: x, dir: tests/good-words/one, after: {a: b}, expect: {outcome: fail}}\n",
                "what comes after stands in its folder `after`"
            ),
            (
                "\n  - {name: x, dir: tests/good-words/one, files: {a: b}, expect: {outcome: fail}}\n",
                "either `files` or `dir`"
            ), ("\n  - {name: x, expect: {outcome: fail}}\n", "either `files` or `dir`"),
        ])
    func wrongFolders(tests: String, words: String) throws {
        var files = Self.folders
        files["tests/empty/x/readme"] = "no case"
        let rule = try WrittenRule(tests: tests, files: files)
        #expect(rule.mistakes().contains { $0.contains(words) }, "\(rule.mistakes())")
    }
}
