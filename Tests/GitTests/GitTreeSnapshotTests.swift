import Basics
import Snapshots
import TestSupport
import Testing

@testable import Git

@Suite("A snapshot of a git tree")
struct GitTreeSnapshotTests {
    @Test("it lists the files of a commit as git does")
    func listsLikeGit() throws {
        let fixture = try GitFixture()
        try fixture.workingTree(files: [
            "a.txt": "a\n", "b/c.txt": "c\n", "b/d/e.py": "e\n", "b.txt": "b\n",
        ])
        let repository = try Repository.open(at: fixture.path("work"))
        let snapshot = try GitTreeSnapshot(commit: repository.resolve(), in: repository)
        let listed = snapshot.entries.map {
            "\(String($0.mode.rawValue, radix: 8)) blob \($0.blob?.description ?? "")\t\($0.path)"
        }
        let git = try fixture.git("ls-tree", "-r", "HEAD", in: "work").split(separator: "\n").map(
            String.init)
        #expect(Set(listed) == Set(git))
        #expect(snapshot.entries.map(\.path) == ["a.txt", "b.txt", "b/c.txt", "b/d/e.py"])
        #expect(try snapshot.bytes(of: "b/c.txt", limit: 10) == Array("c\n".utf8))
    }

    @Test(
        "hostile names are problems and the rest is still seen",
        arguments: [
            "..", ".", "a/b", "/abs", "..\\x", ".git", ".GIT", "git~1", ".git ", ".git.",
            ".git::$INDEX_ALLOCATION", ".g\u{200c}it", ".git\\config",
        ])
    func hostileName(name: String) throws {
        let hostile = try HostileTree(GitFixture())
        let blob = try hostile.blob("x")
        let inner = try hostile.tree([("100644", "evil", blob)])
        let tree = try hostile.tree([("100644", name, blob), ("100644", "good", blob)])
        let folders = try hostile.tree([("40000", name, inner), ("100644", "good", blob)])
        for root in [tree, folders] {
            let snapshot = try GitTreeSnapshot(tree: root, in: hostile.repository)
            #expect(snapshot.entries.map(\.path) == ["good"])
            #expect(snapshot.problems.count == 1)
            #expect(snapshot.problems.first?.reason.hasPrefix("unsafe-path") == true)
        }
    }

    @Test("an empty name is a problem")
    func emptyName() throws {
        let hostile = try HostileTree(GitFixture())
        let blob = try hostile.blob("x")
        let snapshot = try GitTreeSnapshot(
            tree: hostile.tree([("100644", "", blob), ("100644", "good", blob)]),
            in: hostile.repository)
        #expect(snapshot.entries.map(\.path) == ["good"])
        #expect(snapshot.problems.count == 1)
    }

    @Test("doubles are problems, twins by case and by normalisation are two files")
    func doublesAndTwins() throws {
        let hostile = try HostileTree(GitFixture())
        let blob = try hostile.blob("x")
        let folder = try hostile.tree([("100644", "f", blob)])
        let snapshot = try GitTreeSnapshot(
            tree: hostile.tree([
                ("100644", "z", blob), ("100644", "a", blob), ("100644", "a", blob),
                ("40000", "a", folder),
                ("100644", "A", blob), ("100644", "\u{e9}", blob), ("100644", "e\u{301}", blob),
            ]), in: hostile.repository)
        #expect(snapshot.entries.count == 5)
        #expect(
            snapshot.problems.map(\.reason)
                == Array(repeating: "malformed-tree: the name stands there twice", count: 2))
    }

    @Test("modes that git does not write are problems", arguments: ["777777", "100777", "0", "x"])
    func badMode(mode: String) throws {
        let hostile = try HostileTree(GitFixture())
        let blob = try hostile.blob("x")
        let snapshot = try GitTreeSnapshot(
            tree: hostile.tree([(mode, "bad", blob), ("100644", "good", blob)]),
            in: hostile.repository)
        #expect(snapshot.entries.map(\.path) == ["good"])
        #expect(snapshot.problems.first?.reason.hasPrefix("malformed-tree") == true)
    }

    @Test("links are their target's text and submodules are recorded")
    func linksAndSubmodules() throws {
        let hostile = try HostileTree(GitFixture())
        let target = try hostile.blob("/etc/passwd")
        let snapshot = try GitTreeSnapshot(
            tree: hostile.tree([("120000", "link", target), ("160000", "module", target)]),
            in: hostile.repository)
        #expect(snapshot.entry(at: "link")?.mode == .symlink)
        #expect(try snapshot.bytes(of: "link", limit: 100) == Array("/etc/passwd".utf8))
        #expect(snapshot.entry(at: "module")?.mode == .submodule)
        #expect(throws: SnapshotError.self) { try snapshot.bytes(of: "module", limit: 100) }
    }

    @Test("a bomb of a billion paths stops at the budget")
    func bomb() throws {
        let hostile = try HostileTree(GitFixture())
        var tree = try hostile.tree([("100644", "f", hostile.blob("x"))])
        for _ in 0..<9 {
            let child = tree
            tree = try hostile.tree((0..<10).map { ("40000", "d\($0)", child) })
        }
        let error = #expect(throws: GitError.self) {
            try GitTreeSnapshot(tree: tree, in: hostile.repository)
        }
        #expect(error?.code == .tooLarge)
    }

    @Test("a tree too deep is a problem, not a crash")
    func deep() throws {
        let hostile = try HostileTree(GitFixture())
        let path = String(repeating: "d/", count: 2000) + "f"
        let stream = """
            commit refs/heads/main
            committer a <a@b> 1 +0000
            data 1
            m
            M 100644 inline \(path)
            data 1
            x

            """
        try hostile.fixture.git(
            "fast-import", "--quiet", in: hostile.name, input: Array(stream.utf8))
        let repository = try hostile.repository
        let snapshot = try GitTreeSnapshot(commit: repository.resolve("main"), in: repository)
        #expect(snapshot.entries.isEmpty)
        #expect(snapshot.problems.count == 1)
    }

    @Test("content above the limit is not read, a missing blob is said to be missing")
    func limits() throws {
        let hostile = try HostileTree(GitFixture())
        let big = try hostile.blob(String(repeating: "x", count: 1000))
        let gone = ObjectID(bytes: Array(repeating: 7, count: 20))
        let snapshot = try GitTreeSnapshot(
            tree: hostile.tree([("100644", "big", big), ("100644", "gone", gone)]),
            in: hostile.repository)
        #expect(throws: SnapshotError.tooLarge("big", size: 1000, limit: 999)) {
            try snapshot.bytes(of: "big", limit: 999)
        }
        let error = #expect(throws: SnapshotError.self) {
            try snapshot.bytes(of: "gone", limit: 10)
        }
        #expect("\(error.map { "\($0)" } ?? "")".contains("missing-object"))
    }

    @Test("replace references are ignored")
    func replaceReferences() throws {
        let fixture = try GitFixture()
        try fixture.workingTree(files: ["a": "true\n"])
        let real = try fixture.git("rev-parse", "HEAD:a", in: "work")
        let fake = try fixture.git(
            "hash-object", "-w", "--stdin", in: "work", input: Array("fake\n".utf8))
        try fixture.git("replace", real, fake, in: "work")
        let repository = try Repository.open(at: fixture.path("work"))
        let snapshot = try GitTreeSnapshot(commit: repository.resolve(), in: repository)
        #expect(try snapshot.bytes(of: "a", limit: 10) == Array("true\n".utf8))
    }

    @Test("many threads may read one snapshot")
    func threads() async throws {
        let fixture = try GitFixture()
        var files: [String: String] = [:]
        for index in 0..<50 { files["f\(index)"] = "text \(index)\n" }
        try fixture.workingTree(files: files)
        let repository = try Repository.open(at: fixture.path("work"))
        let snapshot = try GitTreeSnapshot(commit: repository.resolve(), in: repository)
        let expected = files
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    try expected.count { path, text in
                        try snapshot.bytes(of: RepositoryPath(path), limit: 100) == Array(text.utf8)
                    }
                }
            }
            for try await right in group { #expect(right == 50) }
        }
    }
}
