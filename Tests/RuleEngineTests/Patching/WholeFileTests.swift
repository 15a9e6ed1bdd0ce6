import Basics
import Documents
import Snapshots
import Testing

@testable import RuleEngine

/// Operations on whole files, sections and blocks that are looked after.
@Suite struct WholeFileTests {
    private func literal(_ text: String) -> Template { Template(literal: text) }

    private func plan(
        _ operations: [PatchOperation.Kind], detect: Detector, safety: Safety = .unsafe,
        on files: [RepositoryPath: MemorySnapshot.File]
    ) throws -> PatchResult {
        try PatchWorkbench.plan(
            [try PatchWorkbench.rule("rule", detect: detect, safety: safety, operations)],
            on: MemorySnapshot(files: files), options: PatchOptions(allowsUnsafe: true))
    }

    private func present(_ path: String) -> Detector {
        Detector(
            .file(FileLeaf(globs: [path], isAbsent: false, ignoresCase: false)), id: "it",
            source: PatchWorkbench.source)
    }

    @Test("a file is taken away, text or not, and nothing else changes")
    func delete() throws {
        let files: [RepositoryPath: MemorySnapshot.File] = [
            "tool.bin": .init(bytes: [0, 1, 2], mode: .executable),
            "a.txt": .init(bytes: Array("a\n".utf8)),
        ]
        for path in ["tool.bin", "a.txt"] {
            let result = try plan(
                [.deleteFile(literal(path))], detect: present(path), on: files)
            #expect(result.changes == [RepositoryPath(path): .delete])
            #expect(result.remaining.findings.isEmpty)
        }
    }

    @Test("a patch that takes a file away is never safe")
    func deleteIsUnsafe() throws {
        let result = try plan(
            [.deleteFile(literal("a.txt"))], detect: present("a.txt"), safety: .safe,
            on: ["a.txt": .init(bytes: [])])
        #expect(result.reasons == ["a patch that deletes is not safe"])
    }

    @Test("links are neither taken away nor made executable")
    func links() throws {
        let files: [RepositoryPath: MemorySnapshot.File] = [
            "link": .init(bytes: Array("/etc/passwd".utf8), mode: .symlink)
        ]
        for operation in [
            PatchOperation.Kind.deleteFile(literal("link")),
            .changeMode(literal("link"), isExecutable: true),
            .renameFile(literal("link"), to: literal("other")),
        ] {
            let result = try plan([operation], detect: present("link"), on: files)
            #expect(result.changes.isEmpty)
            #expect(result.reasons == ["link is a link or a submodule"])
        }
    }

    @Test("a file gets another name with its bytes and its mode, but not a name that is taken")
    func rename() throws {
        let bytes = Array("one\r\ntwo".utf8)
        let files: [RepositoryPath: MemorySnapshot.File] = [
            "old.sh": .init(bytes: bytes, mode: .executable), "taken": .init(bytes: []),
        ]
        let result = try plan(
            [.renameFile(literal("old.sh"), to: literal("bin/new.sh"))], detect: present("old.sh"),
            on: files)
        #expect(
            result.changes == ["old.sh": .delete, "bin/new.sh": .write(bytes, mode: .executable)])
        let refused = try plan(
            [.renameFile(literal("old.sh"), to: literal("taken"))], detect: present("old.sh"),
            on: files)
        #expect(refused.reasons == ["taken is there already"])
    }

    @Test("a mode changes alone, or together with the bytes")
    func mode() throws {
        let bytes = Array("#!/bin/sh\n".utf8)
        let detect = PatchWorkbench.lacks("^set -e$", in: ["run.sh"])
        let result = try plan(
            [
                .changeMode(literal("run.sh"), isExecutable: true),
                .ensureLine(
                    file: literal("run.sh"), line: literal("set -e"), match: nil, place: .bottom),
            ], detect: detect, on: ["run.sh": .init(bytes: bytes)])
        #expect(
            result.changes == [
                "run.sh": .write(Array("#!/bin/sh\nset -e\n".utf8), mode: .executable)
            ])
    }

    @Test("two operations that want all of a file are declined")
    func twice() throws {
        let result = try plan(
            [
                .deleteFile(literal("a.txt")),
                .ensureLine(
                    file: literal("a.txt"), line: literal("b"), match: nil, place: .bottom),
            ], detect: present("a.txt"), on: ["a.txt": .init(bytes: Array("a\n".utf8))])
        #expect(result.reasons == ["two operations want all of a.txt"])
    }

    @Test(
        "a line goes to the end of its section, which is added when it is not there",
        arguments: [
            ("[a]\nx=1\n\n[b]\ny=2\n", "[a]", "[a]\nx=1\nnew\n\n[b]\ny=2\n"),
            ("[a]\nx=1\n\n[b]\ny=2\n", "[b]", "[a]\nx=1\n\n[b]\ny=2\nnew\n"),
            ("[a]\r\nx=1\r\n", "[c]", "[a]\r\nx=1\r\n\r\n[c]\r\nnew\r\n"),
            (
                "# local\n*.log\n\n# other\n*.tmp\n", "# local",
                "# local\n*.log\nnew\n\n# other\n*.tmp\n"
            ),
            ("[a]", "[a]", "[a]\nnew"), ("", "[a]", "[a]\nnew\n"),
        ])
    func section(before: String, header: String, after: String) throws {
        let source = SourceText(Array(before.utf8))
        let operation = LineOperation(source: source, place: .section(header))
        let edit = try #require(try operation.ensuring(line: Array("new".utf8), unless: nil))
        #expect(String(decoding: try [edit].applied(to: source.bytes), as: UTF8.self) == after)
    }

    @Test("a section that starts twice is declined")
    func sections() {
        let operation = LineOperation(
            source: SourceText(Array("[a]\n[a]\n".utf8)), place: .section("[a]"))
        #expect(throws: Declined(reason: "`[a]` starts several sections")) {
            try operation.ensuring(line: Array("new".utf8), unless: nil)
        }
    }

    @Test(
        "a block between markers is made the text, and left alone when it is",
        arguments: [
            ("a\n", "a\n# B\nx\ny\n# E\n"), ("a\n# B\nold\n# E\nz\n", "a\n# B\nx\ny\n# E\nz\n"),
            ("  # B\r\n  # E\r\n", "  # B\r\n  x\r\n  y\r\n  # E\r\n"),
            ("# B\nx\ny\n# E\n", "# B\nx\ny\n# E\n"),
        ])
    func managed(before: String, after: String) throws {
        let source = SourceText(Array(before.utf8))
        let markers = PatchOperation.BlockMarkers(begin: "# B", end: "# E")
        let block = [Array("x".utf8), Array("y".utf8)]
        let edit = try LineOperation(source: source, place: .bottom)
            .ensuring(block: block, between: markers)
        let bytes = try [edit].compactMap(\.self).applied(to: source.bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == after)
        let again = try LineOperation(source: SourceText(bytes), place: .bottom)
            .ensuring(block: block, between: markers)
        #expect(again == nil)
    }

    @Test(
        "markers out of order are declined", arguments: ["# E\n# B\n", "# B\n", "# B\n# B\n# E\n"])
    func markers(text: String) {
        let operation = LineOperation(source: SourceText(Array(text.utf8)), place: .bottom)
        #expect(throws: Declined.self) {
            try operation.ensuring(
                block: [Array("x".utf8)], between: .init(begin: "# B", end: "# E"))
        }
    }
}

/// How templates write values for their place.
@Suite struct TemplateFilterTests {
    @Test("every filter reads back as it was written, and others are refused by name")
    func filters() throws {
        for name in Template.Filter.names {
            let text = "{{x|\(name.replacing("(n)", with: "(4)"))}}"
            #expect(try Template(parsing: text).source == text)
        }
        for wrong in ["indent", "indent()", "indent(-1)", "indent(65)", "indent(a)", "html"] {
            #expect(throws: Template.ParseError.unknownFilter(wrong)) {
                try Template(parsing: "{{x|\(wrong)}}")
            }
        }
    }

    @Test("lines behind the first are put further in")
    func indent() {
        #expect(Quoting.indented("a\nb\n\nc", by: 2) == "a\n  b\n\n  c")
    }
}
