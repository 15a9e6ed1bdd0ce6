import TestSupport
import Testing

@testable import Documents

@Suite("CODEOWNERS as GitHub reads it")
struct CodeownersTests {
    private func owners(_ text: String, of path: String) -> [String] {
        Codeowners(Array(text.utf8)).owners(of: Array(path.utf8))
    }

    @Test("the last line that matches decides")
    func lastMatch() {
        let text = "* @a\n*.js @b c@example.org #d\n/docs/ @org/team\n"
        #expect(owners(text, of: "main.go") == ["@a"])
        #expect(owners(text, of: "web/app.js") == ["@b", "c@example.org"])
        #expect(owners(text, of: "docs/app.js") == ["@org/team"])
        #expect(owners(text, of: "web/docs/x") == ["@a"])
    }

    @Test(
        "a pattern means what it means on GitHub",
        arguments: [
            ("docs/*", "docs/a.md", true), ("docs/*", "docs/a/b.md", false),
            ("docs/**", "docs/a/b.md", true), ("apps/", "x/apps/y/z", true),
            ("/apps/", "x/apps/y", false), ("**/logs", "a/b/logs/c", true),
            ("/build/logs/", "build/logs/a/b", true), ("*", "a/b/c", true),
            ("a\\ b", "a b", true), ("/src/*.go", "src/a.go", true),
            ("/src/*.go", "src/x/a.go", false), ("Src/", "src/a", false),
            ("docs", "docs/a", true), ("docs", "x/docs", true),
        ])
    func patterns(pattern: String, path: String, matches: Bool) {
        #expect(owners("\(pattern) @a\n", of: path).isEmpty == !matches)
    }

    @Test("a line without owners takes them away")
    func noOwners() {
        #expect(owners("/apps/ @a\n/apps/github\n", of: "apps/github/x").isEmpty)
        #expect(owners("/apps/ @a\n/apps/github\n", of: "apps/x") == ["@a"])
    }

    @Test(
        "a line that GitHub skips changes nothing",
        arguments: [
            "!* @b", "[Section] @b", "a[bc] @b", "\\#a @b", "* b", "* @", "* @a/b/c", "* @b @c!",
        ])
    func mistakes(line: String) {
        let file = Codeowners(Array("* @a\n\(line)\n".utf8))
        #expect(file.mistakes.count == 1)
        #expect(file.owners(of: Array("a".utf8)) == ["@a"])
    }

    @Test("CR LF and comments are no part of a rule")
    func lineEnds() {
        let file = Codeowners(Array("# c\r\n\r\n*\t@a \r\n".utf8))
        #expect(file.rules.map(\.pattern) == ["*"])
        #expect(file.source.text(file.rules[0].span) == "*\t@a")
        #expect(file.mistakes.isEmpty)
    }

    @Test("noise is read without a crash, and every span lies in the file", arguments: [1, 2, 3])
    func noise(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let alphabet = Array("*/a.@#\\![] \t\r\n-é".utf8)
        for _ in 0..<600 {
            let bytes = (0..<Int.random(in: 0...60, using: &random)).map { _ in
                alphabet.randomElement(using: &random) ?? 0
            }
            let file = Codeowners(bytes)
            #expect(file.source.bytes == bytes)
            for span in file.rules.map(\.span) + file.mistakes.map(\.span) {
                #expect(span.upperBound <= bytes.count)
            }
            _ = file.owners(of: bytes)
        }
    }
}

@Suite(".gitattributes")
struct GitAttributesTests {
    private func state(_ text: String, _ path: String) -> GitAttributes.State? {
        GitAttributes(Array(text.utf8)).state(
            of: "linguist-generated", at: Array(path.utf8)[...])
    }

    @Test("the last line that names the attribute decides")
    func lastMatch() {
        let text = "*.go linguist-generated\n/api/*.go -linguist-generated text\n*.go text\n"
        #expect(state(text, "a/b.go") == .set)
        #expect(state(text, "api/b.go") == .unset)
        #expect(state(text, "b.py") == nil)
    }

    @Test("values, quoted patterns, macros, and patterns that match no file")
    func forms() {
        #expect(state("*.pb.go linguist-generated=true\r\n", "x/a.pb.go")?.isOn == true)
        #expect(state("*.pb.go linguist-generated=false\n", "a.pb.go")?.isOn == false)
        #expect(state("\"a b\" linguist-generated\n", "a b") == .set)
        #expect(state("[attr]x linguist-generated\n", "x") == nil)
        #expect(state("!a linguist-generated\n", "a") == nil)
        #expect(state("gen/ linguist-generated\n", "gen") == nil)
        #expect(state("gen/** linguist-generated\n", "gen/a/b") == .set)
        #expect(state("a linguist-generated\na !linguist-generated\n", "a") == .unspecified)
        #expect(state("# a linguist-generated\n", "a") == nil)
    }

    @Test("noise is read without a crash", arguments: [1, 2])
    func noise(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let alphabet = Array("*/a.\"\\!=- \t\r\n#[]".utf8)
        for _ in 0..<600 {
            let bytes = (0..<Int.random(in: 0...50, using: &random)).map { _ in
                alphabet.randomElement(using: &random) ?? 0
            }
            let file = GitAttributes(bytes)
            #expect(file.source.bytes == bytes)
            _ = file.state(of: "a", at: bytes[...])
        }
    }
}
