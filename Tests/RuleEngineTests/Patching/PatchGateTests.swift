import Basics
import Documents
import Snapshots
import Testing

@testable import RuleEngine

/// A rule that creates a file when there is none.
private func creating(_ path: String) throws -> Rule {
    try PatchWorkbench.rule(
        "creates", detect: PatchWorkbench.absent("never-there"),
        [
            .createFile(
                paths: [Template(literal: path)], isFirstFree: false,
                text: Template(literal: "x\n"),
                isExecutable: false, existing: .decline)
        ])
}

private func replacing(_ old: String, with new: String) throws -> Rule {
    try PatchWorkbench.rule(
        "replaces", detect: PatchWorkbench.matches(old),
        [.replace(at: "it", text: Template(literal: new))])
}

private func reason(_ rule: Rule, on files: [RepositoryPath: MemorySnapshot.File]) throws -> String
{
    let result = try PatchWorkbench.plan([rule], on: MemorySnapshot(files: files))
    #expect(result.changes.isEmpty)
    return result.reasons.joined(separator: "; ")
}

@Suite struct PatchGateTests {
    @Test(
        "no file is created at a path that is not plain",
        arguments: [
            "../x", "a/../../x", "/x", ".git/config", ".GIT/x", "a/.git/hooks/x", "git~1/x", "a\\b",
            "a//b",
            "con.txt", "a/nul", "x.", "x ", "a/b\u{202E}c", "a:b",
        ])
    func hostilePaths(path: String) throws {
        let reason = try reason(try creating(path), on: PatchWorkbench.files(["a.txt": "x\n"]))
        #expect(reason.contains("cannot be written"), "\(reason)")
    }

    @Test("no file is created through a link, a submodule or a file, nor over a folder")
    func links() throws {
        let files: [RepositoryPath: MemorySnapshot.File] = [
            "link": .init(bytes: Array("elsewhere".utf8), mode: .symlink),
            "module": .init(bytes: [], mode: .submodule), "file": .init(bytes: [0x78, 0x0A]),
            "folder/a": .init(bytes: [0x78, 0x0A]),
        ]
        #expect(try reason(try creating("link/x"), on: files).contains("`link` is a symbolic link"))
        #expect(try reason(try creating("module/x"), on: files).contains("`module` is a submodule"))
        #expect(try reason(try creating("file/x"), on: files).contains("`file` is a file"))
        #expect(try reason(try creating("folder"), on: files).contains("is there already"))
    }

    @Test("no file is created beside a twin in another case or Unicode form")
    func twins() throws {
        let files = PatchWorkbench.files(["README": "x\n", "Docs/a": "x\n", "caf\u{E9}": "x\n"])
        for path in ["readme", "docs/b", "cafe\u{301}"] {
            #expect(try reason(try creating(path), on: files).contains("differs from"))
        }
    }

    @Test("links, submodules and pointers to large files are not edited")
    func types() throws {
        let rule = try PatchWorkbench.rule(
            "edits", detect: PatchWorkbench.absent("never-there"),
            [
                .ensureLine(
                    file: Template(literal: "x"), line: Template(literal: "l"), match: nil,
                    place: .bottom)
            ])
        let pointer = Array(
            "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n".utf8)
        #expect(try reason(rule, on: ["x": .init(bytes: pointer)]).contains("large file storage"))
        #expect(try reason(rule, on: ["x": .init(bytes: [0x79], mode: .symlink)]) != "")
        #expect(try reason(rule, on: ["x": .init(bytes: [], mode: .submodule)]) != "")
        #expect(try reason(rule, on: ["x": .init(bytes: [0, 1, 2])]) != "")
        #expect(try reason(rule, on: ["x": .init(bytes: [0x61, 0xFF, 0x0A])]).contains("UTF-8"))
    }

    @Test("an executable file stays one")
    func mode() throws {
        let result = try PatchWorkbench.plan(
            [try replacing("old", with: "new")],
            on: MemorySnapshot(files: ["run": .init(bytes: Array("old\n".utf8), mode: .executable)])
        )
        #expect(result.after.entry(at: "run")?.mode == .executable)
        #expect(result.text("run") == "new\n")
    }

    @Test(
        "a file that does not parse, or would not, is left alone",
        arguments: [
            ("a.py", "def (:\n    old\n", "new", "a.py does not parse"),
            ("a.py", "old = 1\n", "new =", "a.py would not parse"),
            ("a.yaml", "a: [old\n", "new", "a.yaml does not parse"),
            ("a.yaml", "a: old\n", "'new", "a.yaml would not parse"),
            ("a.json", "{\"a\": \"old\"}\n", "n\"ew", "a.json would not parse"),
            ("a.toml", "a = \"old\"\n", "n\"ew", "a.toml would not parse"),
        ])
    func parses(path: String, text: String, new: String, expected: String) throws {
        let reason = try reason(
            try replacing("old", with: new), on: PatchWorkbench.files([path: text]))
        #expect(reason.hasPrefix(expected), "\(reason)")
    }

    @Test(
        "an edit that changes the meaning of what stands around it is left out",
        arguments: [
            ("a.py", "if x:\n    old\n    y()\n", "new\nif z:\n    pass"),
            ("a.py", "old\ny()\n", "'''"),
            ("a.py", "f(old)  # c\n", "new) # ("),
            ("a.yaml", "a: old\nb:\n  c: 1\n", "1\nb: 2"),
        ])
    func meaning(path: String, text: String, new: String) throws {
        #expect(
            try reason(try replacing("old", with: new), on: PatchWorkbench.files([path: text]))
                != "")
    }

    @Test("a comment in code is never lost")
    func comments() throws {
        let reason = try reason(
            try replacing("old\\(\n.*\n\\)", with: "new()"),
            on: PatchWorkbench.files(["a.py": "old(\n    # why\n)\n"]))
        #expect(reason == "a.py would lose the comment `# why`")
    }

    @Test("no blanks come to stand at the end of a line")
    func blanks() throws {
        let files = PatchWorkbench.files(["a.txt": "x old\n"])
        #expect(try reason(try replacing("old", with: "new "), on: files).contains("blanks"))
        #expect(try reason(try replacing("old", with: ""), on: files).contains("blanks"))
    }

    @Test("the line end behind the last line is neither gained nor lost")
    func finalNewline() throws {
        #expect(
            try reason(try replacing("old", with: "new\n"), on: PatchWorkbench.files(["a": "old"]))
                .contains("line end behind its last line"))
        #expect(
            try reason(
                try replacing("old\n", with: "new"), on: PatchWorkbench.files(["a": "x\nold\n"])
            )
            .contains("line end behind its last line"))
    }

    @Test("a rule that would no longer apply does not count as passing")
    func notApplicable() throws {
        var rule = try PatchWorkbench.rule(
            "gone", detect: PatchWorkbench.absent("never-there"),
            [
                .createFile(
                    paths: [Template(literal: "marker")], isFirstFree: false,
                    text: Template(literal: "x\n"), isExecutable: false, existing: .decline)
            ])
        rule.applicability.existsNone = ["marker"]
        #expect(
            try reason(rule, on: PatchWorkbench.files(["a": "x\n"]))
                == "the rule would no longer apply instead of passing")
    }

    @Test("a change outside of the declared edits is caught")
    func outside() throws {
        let before = SourceText("a\nb\nc\n")
        let edit = PlannedEdit(
            path: "x.txt", action: .splice(TextEdit(range: 2..<3, replacement: [0x42])))
        let change = try FileChange(path: "x.txt", edits: [edit], before: before, mode: .regular)
        #expect(throws: Never.self) {
            try FileGates(grammars: PatchWorkbench.grammars, languages: LanguageCatalog()).check(
                change)
        }
        let tampered = change.with(after: SourceText("a\nB\nd\n"))
        #expect(throws: GateFailure.self) {
            try FileGates(grammars: PatchWorkbench.grammars, languages: LanguageCatalog()).check(
                tampered)
        }
    }

    @Test("line ends other than the neighbours' are caught")
    func lineEnds() throws {
        let before = SourceText("a\r\nb\r\n")
        let edit = PlannedEdit(
            path: "x.txt", action: .splice(.insertion(Array("new\n".utf8), at: 3)))
        let change = try FileChange(path: "x.txt", edits: [edit], before: before, mode: .regular)
        #expect(throws: GateFailure.self) { try ByteGate(change).check() }
    }
}
