import Basics
import Documents
import Snapshots
import TestSupport
import Testing

@testable import RuleEngine

/// The text after one operation on a Dockerfile, or why it was declined.
private func outcome(
    _ change: PatchOperation.DockerChange, on text: String,
    leaf: DockerfileLeaf = .init(
        stage: .any, instructions: ["ADD"], arguments: nil, state: .present, bases: [], files: [])
) throws -> String {
    let detector = Detector(.dockerfile(leaf), id: "it", source: PatchWorkbench.source)
    let rule = try PatchWorkbench.rule(
        "docker", detect: detector, safety: .unsafe,
        [.dockerfile(file: Template(literal: "Dockerfile"), change: change)])
    let result = try PatchWorkbench.plan(
        [rule], on: ["Dockerfile": text], options: PatchOptions(allowsUnsafe: true))
    guard result.changes.isEmpty else { return result.text("Dockerfile") ?? "" }
    return result.reasons.joined(separator: "; ")
}

private func lacking(_ keyword: String) -> DockerfileLeaf {
    .init(
        stage: .final, instructions: [keyword], arguments: nil, state: .absent, bases: [], files: []
    )
}

private func inserted(
    _ place: PatchOperation.DockerPlace, _ line: String = "USER 1", stage: String = "final",
    in text: String
) throws -> String {
    try outcome(
        .insert(Template(literal: line), stage: stage, place: place), on: text,
        leaf: lacking("USER"))
}

@Suite struct DockerfileOperationTests {
    private static let trailing = PatchOperation.DockerPlace.beforeTrailing([
        "CMD", "ENTRYPOINT", "EXPOSE",
    ])

    @Test(
        "a new instruction goes before the run of instructions that ends the stage",
        arguments: [
            ("FROM a\nRUN x\nEXPOSE 1\nCMD y\n", "FROM a\nRUN x\nUSER 1\nEXPOSE 1\nCMD y\n"),
            ("FROM a\nCMD y\nRUN x\n", "FROM a\nCMD y\nRUN x\nUSER 1\n"),
            ("FROM a", "FROM a\nUSER 1"), ("FROM a\n\n# end\n", "FROM a\nUSER 1\n\n# end\n"),
            ("\u{FEFF}FROM a\r\nCMD y", "\u{FEFF}FROM a\r\nUSER 1\r\nCMD y"),
            ("FROM a\n\n# about\n# it\nCMD y\n", "FROM a\n\nUSER 1\n# about\n# it\nCMD y\n"),
            ("FROM a\n  RUN x\n  CMD y\n", "FROM a\n  RUN x\n  USER 1\n  CMD y\n"),
            (
                "FROM a\nRUN <<E\nCMD z\nE\nCMD \\\n\n # c\n  y\n",
                "FROM a\nRUN <<E\nCMD z\nE\nUSER 1\nCMD \\\n\n # c\n  y\n"
            ),
            ("# escape=`\nFROM a\nRUN x `\n y\n", "# escape=`\nFROM a\nRUN x `\n y\nUSER 1\n"),
            (
                "FROM a AS b\nUSER 2\nCMD x\n\nFROM c\nCMD y\n",
                "FROM a AS b\nUSER 2\nCMD x\n\nFROM c\nUSER 1\nCMD y\n"
            ),
        ])
    func beforeTrailing(before: String, after: String) throws {
        #expect(try inserted(Self.trailing, in: before) == after)
    }

    @Test("a new instruction goes before the first or after the last of some, in a stage by name")
    func beside() throws {
        let text = "FROM a\nRUN 1\nFROM b AS c\nRUN 2\nENV A=1\nRUN 3\nFROM c\n"
        #expect(
            try inserted(.before(["RUN"]), stage: "C", in: text)
                == text.replacing("RUN 2", with: "USER 1\nRUN 2"))
        #expect(
            try inserted(.after(["RUN", "ENV"]), stage: "c", in: text)
                == text.replacing("RUN 3", with: "RUN 3\nUSER 1"))
        #expect(try inserted(.after(["FROM"]), in: text) == text + "USER 1\n")
        // The builder's user is none of the final stage's, so the finding stays and the patch with it.
        #expect(
            try inserted(.before(["RUN"]), stage: "first", in: text)
                .contains("does not close the finding"))
    }

    @Test("without its place, or with other text than one instruction, the patch is declined")
    func declined() throws {
        let text = "FROM a\nRUN x\n"
        #expect(try inserted(.before(["CMD"]), in: text) == "the stage has no CMD")
        #expect(try inserted(.before(["FROM"]), in: text) == "the stage has no FROM")
        #expect(
            try inserted(Self.trailing, stage: "b", in: text)
                == "Dockerfile has no stage `b`, or several")
        for line in [
            "", "# x", "FROM b", "USER 1\nRUN x", "USER 1 \\", "RUN <<E", "FOO", " USER 1", "USER",
        ] {
            #expect(
                try inserted(Self.trailing, line, in: text)
                    == "`\(line)` is not one instruction on one line")
        }
    }

    @Test("behind an instruction that is continued to the end of the file nothing is put")
    func openEnd() throws {
        let text = "FROM a\nRUN x \\\n"
        #expect(
            try inserted(Self.trailing, in: text)
                .contains("would have other instructions than its operations say"))
    }

    @Test("an instruction is replaced or removed with all its lines; comments around it stay")
    func replaceAndDelete() throws {
        let text = "FROM a\r\n# one\r\nADD x \\\r\n  y\r\n# two\r\nRUN z\r\n"
        #expect(
            try outcome(.replace(at: "it", Template(literal: "COPY x y")), on: text)
                == "FROM a\r\n# one\r\nCOPY x y\r\n# two\r\nRUN z\r\n")
        #expect(
            try outcome(.delete(at: "it"), on: text)
                == "FROM a\r\n# one\r\n# two\r\nRUN z\r\n")
        #expect(try outcome(.delete(at: "it"), on: "FROM a\nADD x y") == "FROM a")
    }

    @Test(
        "edits of other operations must leave the other instructions and the comments as they are")
    func otherOperations() throws {
        func replacing(_ old: String, with new: String, in text: String) throws -> String {
            let rule = try PatchWorkbench.rule(
                "replaces", detect: PatchWorkbench.matches(old),
                [.replace(at: "it", text: Template(literal: new))])
            let result = try PatchWorkbench.plan([rule], on: ["Dockerfile": text])
            guard result.changes.isEmpty else { return result.text("Dockerfile") ?? "" }
            return result.reasons.joined(separator: "; ")
        }
        let text = "FROM a\nADD x y\n# c\nRUN z\n"
        #expect(try replacing("ADD", with: "COPY", in: text) == "FROM a\nCOPY x y\n# c\nRUN z\n")
        #expect(
            try replacing("x y$", with: "x y \\", in: text)
                .contains("would read differently in line 4"))
        #expect(try replacing("ADD", with: "AD", in: text).contains("unknown instruction `AD`"))
        #expect(
            try replacing("x y$", with: "x \\\n# d\n  y", in: text)
                == "FROM a\nADD x \\\n# d\n  y\n# c\nRUN z\n")
        #expect(
            try replacing("FROM a", with: "# escape=`\nFROM a", in: text)
                .contains("would change its parser directives"))
    }

    @Test("a file that does not parse is not changed")
    func unparsable() throws {
        let rule = try PatchWorkbench.rule(
            "line", detect: PatchWorkbench.absent("never-there"),
            [
                .dockerfile(
                    file: Template(literal: "Dockerfile"),
                    change: .insert(
                        Template(literal: "USER 1"), stage: "final", place: .after(["FROM"])))
            ])
        let result = try PatchWorkbench.plan([rule], on: ["Dockerfile": "FROM a\nFOO\n"])
        #expect(result.changes.isEmpty)
        #expect(
            result.reasons == ["Dockerfile does not parse: unknown instruction `FOO` in line 2"])
    }

    @Test("an insertion adds exactly one instruction, whatever the file")
    func property() throws {
        var random = SplitMix64(seed: 5)
        let lines = [
            "RUN a", "RUN a \\", "  && b", "# c", "", "CMD x", "EXPOSE 1", "FROM b AS c", "FROM c",
            "RUN <<E", "E", "COPY a b", "ENTRYPOINT [\"a\", \\", "\"b\"]", "\tCMD y",
        ]
        var changed = 0
        for _ in 0..<300 {
            let end = Bool.random(using: &random) ? "\n" : "\r\n"
            var text = "FROM a" + end
            for _ in 0..<Int.random(in: 0...9, using: &random) {
                text += (lines.randomElement(using: &random) ?? "") + end
            }
            guard let before = try? Dockerfile(parsing: Array(text.utf8)) else { continue }
            let result = try inserted(Self.trailing, in: text)
            guard let after = try? Dockerfile(parsing: Array(result.utf8)) else { continue }
            changed += 1
            #expect(after.instructions.count == before.instructions.count + 1)
            #expect(after.comments.count == before.comments.count)
            let others = after.instructions.filter { $0.keyword != "USER" }
            #expect(
                others.map { after.source.text($0.span) }
                    == before.instructions.map { before.source.text($0.span) })
        }
        #expect(changed > 80)
    }
}
