import Snapshots
import TestSupport
import Testing

@testable import Git

@Suite("A unified diff")
struct UnifiedDiffTests {
    typealias Files = [RepositoryPath: MemorySnapshot.File]

    private func file(_ text: String, _ mode: FileMode = .regular) -> MemorySnapshot.File {
        MemorySnapshot.File(bytes: Array(text.utf8), mode: mode)
    }

    @Test("git applies it and gets the new content", arguments: 0..<10)
    func applies(index: Int) throws {
        let cases: [(MemorySnapshot.File?, MemorySnapshot.File?)] = [
            (file("a\nb\n"), file("a\nc\n")), (nil, file("new\n")), (file("old\n"), nil),
            (file("no newline"), file("no newline\n")), (file("a\n"), file("a\n", .executable)),
            (file("a\r\nb\r\n"), file("a\r\nx\r\nb\r\n")), (nil, file("")), (file(""), file("x")),
            (file("\u{0}\u{1}bin"), file("\u{0}\u{2}bin")), (file("a\n", .executable), file("b\n")),
        ]
        let (old, new) = cases[index]
        for path in ["plain", "with space.txt", "d/caf\u{e9} \"q\".txt"] as [RepositoryPath] {
            let fixture = try GitFixture()
            try fixture.git("init", "-q", fixture.path("work"))
            if let old {
                try fixture.folder.write(
                    String(decoding: old.bytes, as: UTF8.self), to: "work/\(path)")
                if old.mode == .executable {
                    _ = try Command.run(["chmod", "+x", "\(path)"], in: fixture.path("work"))
                }
            }
            let before = MemorySnapshot(files: old.map { [path: $0] } ?? [:])
            let after = MemorySnapshot(files: new.map { [path: $0] } ?? [:])
            let text = try UnifiedDiff.text(from: before, to: after, paths: [path])
            let applied = try fixture.gitOutput(["apply", "-"], in: "work", input: text)
            #expect(
                applied.status == 0, "\(applied.errors) \(String(decoding: text, as: UTF8.self))")
            if let new {
                #expect(
                    try fixture.folder.read("work/\(path)")
                        == String(decoding: new.bytes, as: UTF8.self))
                let listed = try Command.run(
                    ["stat", "-c", "%A", "\(path)"], in: fixture.path("work")
                ).text
                #expect(listed.contains("x") == (new.mode == .executable))
            } else {
                #expect(throws: (any Error).self) { try fixture.folder.read("work/\(path)") }
            }
        }
    }

    @Test("it reads as git's own")
    func likeGit() throws {
        let fixture = try GitFixture()
        try fixture.workingTree(files: ["a.txt": "1\n2\n3\n4\n5\n6\n7\n8\n9", "gone": "x\n"])
        let repository = try Repository.open(at: fixture.path("work"))
        let base = try GitTreeSnapshot(commit: repository.resolve(), in: repository)
        let overlay = OverlaySnapshot(
            base: base,
            changes: [
                "a.txt": .write(Array("1\n2\n3\nfour\n5\n6\n7\n8\n9\n".utf8), mode: .regular),
                "gone": .delete,
                "new": .write(Array("n\n".utf8), mode: .executable),
            ])
        let written = try CommitWriter(
            into: repository, as: Identity(name: "b", email: "b@c")
        ).commit(on: repository.resolve(), changes: overlay.changes, message: "m")
        let git = try fixture.gitOutput(
            ["diff", "--no-renames", "--abbrev=7", "HEAD", written.commit.description], in: "work")
        #expect(
            try String(decoding: UnifiedDiff.text(of: overlay), as: UTF8.self)
                == String(decoding: git.bytes, as: UTF8.self))
    }
}
