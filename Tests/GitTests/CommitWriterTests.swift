import Snapshots
import TestSupport
import Testing

@testable import Git

@Suite("The commit writer")
struct CommitWriterTests {
    private let identity = Identity(name: "complybot", email: "complybot@example.com")

    @Test("the same input gives the same commit in two homes, dated like its base")
    func deterministic() throws {
        var ids: Set<ObjectID> = []
        for _ in 0..<2 {
            let fixture = try GitFixture()
            try fixture.bareRepository()
            let repository = try Repository.open(at: fixture.path("origin.git"))
            let writer = CommitWriter(into: repository, as: identity)
            let written = try writer.commit(
                on: repository.resolve(),
                changes: ["a/b.txt": .write(Array("b\n".utf8), mode: .regular)],
                message: "Fix it")
            ids.insert(written.commit)
            let raw = try fixture.git(
                "cat-file", "commit", written.commit.description, in: "origin.git")
            #expect(raw.contains("author complybot <complybot@example.com> 1700000000 +0100\n"))
            #expect(raw.hasSuffix("\n\nFix it"))
            try fixture.git("fsck", "--strict", written.commit.description, in: "origin.git")
        }
        #expect(ids.count == 1)
    }

    @Test("weird dates of the base are brought into range")
    func weirdDates() throws {
        let fixture = try GitFixture()
        try fixture.bareRepository()
        let tree = try fixture.git("rev-parse", "HEAD^{tree}", in: "origin.git")
        for date in ["99999999999999 +0100", "12 +9999", "18446744073709551615 -0000"] {
            let text = "tree \(tree)\nauthor a <b> \(date)\ncommitter a <b> \(date)\n\nx\n"
            let id = try fixture.git(
                "hash-object", "-w", "-t", "commit", "--literally", "--stdin", in: "origin.git",
                input: Array(text.utf8))
            let repository = try Repository.open(at: fixture.path("origin.git"))
            let base = try #require(ObjectID(hex: id))
            let written = try CommitWriter(into: repository, as: identity).commit(
                on: base, changes: ["n": .write([], mode: .regular)], message: "m")
            let seconds = try repository.commit(written.commit).committer.seconds
            #expect((0...4_102_444_799).contains(seconds))
        }
    }

    @Test(
        "changes that do not fit the tree are refused",
        arguments: [
            "file/below", "folder", "link", "link/below", "../x", ".git/config", "a/.GIT/b", "con",
            "new\u{202e}x",
        ])
    func refused(path: String) throws {
        let fixture = try GitFixture()
        try fixture.workingTree(files: ["file": "x", "folder/a": "a"])
        try fixture.git("config", "core.symlinks", "true", in: "work")
        _ = try Command.run(["ln", "-s", "/etc/passwd", "link"], in: fixture.path("work"))
        try fixture.commit([:], in: "work")
        let repository = try Repository.open(at: fixture.path("work"))
        let error = #expect(throws: GitError.self) {
            try CommitWriter(into: repository, as: identity).commit(
                on: repository.resolve(),
                changes: [RepositoryPath(path): .write([1], mode: .regular)],
                message: "m")
        }
        #expect(error?.code == .pathConflict || error?.code == .unsafePath)
    }

    @Test("a file may become a folder and a folder a file", arguments: [true, false])
    func kinds(toFolder: Bool) throws {
        let fixture = try GitFixture()
        try fixture.workingTree(files: toFolder ? ["a": "x"] : ["a/b": "x"])
        let repository = try Repository.open(at: fixture.path("work"))
        let changes: [RepositoryPath: OverlaySnapshot.Change] =
            toFolder
            ? ["a": .delete, "a/b": .write([65], mode: .regular)]
            : ["a/b": .delete, "a": .write([65], mode: .executable)]
        let tree = try CommitWriter(into: repository, as: identity).commit(
            on: repository.resolve(), changes: changes, message: "m"
        ).tree
        let snapshot = try GitTreeSnapshot(tree: tree, in: repository)
        #expect(snapshot.entries.map(\.path) == [toFolder ? "a/b" : "a"])
    }

    @Test(
        "random changes give the tree that git itself makes",
        arguments: [1, 2, 3, 4, 5, 6] as [UInt64])
    func property(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let names = ["a", "b", "a.txt", "a-b", "z z", "\u{e9}", "a0"]
        func path() -> String {
            (0..<Int.random(in: 1...3, using: &random)).map {
                "\($0)\(names.randomElement(using: &random) ?? "a")"
            }
            .joined(separator: "/d")
        }
        let fixture = try GitFixture()
        var files: [String: String] = ["keep": "k"]
        for index in 0..<12 { files["x\(path())/f\(index)"] = "\(index)" }
        try fixture.workingTree(files: files)
        let repository = try Repository.open(at: fixture.path("work"))
        var changes: [RepositoryPath: OverlaySnapshot.Change] = [:]
        for file in files.keys.sorted() where Bool.random(using: &random) {
            changes[RepositoryPath(file)] = .delete
            try fixture.git("rm", "-q", file, in: "work")
        }
        for index in 0..<8 {
            let file = "n\(path())/g\(index)"
            changes[RepositoryPath(file)] = .write(
                Array("new \(index)".utf8), mode: index == 0 ? .executable : .regular)
            try fixture.folder.write("new \(index)", to: "work/\(file)")
            if index == 0 { _ = try Command.run(["chmod", "+x", file], in: fixture.path("work")) }
        }
        let base = try repository.resolve()
        try fixture.git("add", "-A", in: "work")
        let expected = try fixture.git("write-tree", in: "work")
        let writer = CommitWriter(into: repository, as: identity)
        #expect(
            try writer.commit(on: base, changes: changes, message: "m").tree.description == expected
        )
    }
}
