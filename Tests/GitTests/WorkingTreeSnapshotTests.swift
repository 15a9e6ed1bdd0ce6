import Basics
import Foundation
import Snapshots
import TestSupport
import Testing

@testable import Git

@Suite("A snapshot of a working tree")
struct WorkingTreeSnapshotTests {
    private func snapshot(_ fixture: GitFixture, _ name: String = "work") throws
        -> WorkingTreeSnapshot
    {
        try WorkingTreeSnapshot(of: Repository.open(at: fixture.path(name)))
    }

    @Test("clean files have their blob, changed and new ones have none, deleted ones are gone")
    func states() throws {
        let fixture = try GitFixture()
        try fixture.workingTree(files: [
            "clean": "c\n", "dirty": "d\n", "gone": "g\n", "touched": "t\n",
        ])
        try fixture.folder.write("other\n", to: "work/dirty")
        try fixture.folder.write("t\n", to: "work/touched")
        try fixture.folder.write("n\n", to: "work/sub/new")
        try FileManager.default.removeItem(atPath: fixture.path("work/gone"))
        let snapshot = try snapshot(fixture)
        #expect(snapshot.entries.map(\.path) == ["clean", "dirty", "sub/new", "touched"])
        #expect(snapshot.entry(at: "clean")?.blob == GitBlobID.of(Array("c\n".utf8)))
        #expect(snapshot.entry(at: "touched")?.blob == GitBlobID.of(Array("t\n".utf8)))
        #expect(snapshot.entry(at: "dirty")?.blob == nil && snapshot.entry(at: "dirty")?.size == 6)
        #expect(snapshot.entry(at: "sub/new")?.blob == nil)
        #expect(try snapshot.bytes(of: "dirty", limit: 100) == Array("other\n".utf8))
    }

    @Test("a content has one name as long as it stays, and another with every change")
    func contentIDs() throws {
        let fixture = try GitFixture()
        try fixture.workingTree(files: ["a": "one\n", "b": "one\n"])
        func id(_ path: RepositoryPath) throws -> [UInt8]? {
            let snapshot = try snapshot(fixture)
            return try snapshot.contentID(of: #require(snapshot.entry(at: path)))
        }
        let first = try #require(try id("a"))
        #expect(try id("a") == first)
        try fixture.folder.write("two\n", to: "work/a")
        let second = try #require(try id("a"))
        #expect(second != first)
        #expect(try id("a") != (try id("b")))
        let repository = try Repository.open(at: fixture.path("work"))
        let tree = try GitTreeSnapshot(commit: repository.resolve(), in: repository)
        let entries = tree.entries.map { tree.contentID(of: $0) }
        #expect(entries[0] != nil && entries[0] == entries[1] && entries[0] != first)
    }

    @Test("a change of the same size in the same instant as the index is seen")
    func racy() throws {
        let fixture = try GitFixture()
        try fixture.workingTree(files: ["a": "one\n"])
        let index = fixture.path("work/.git/index")
        let stamp = try #require(
            try FileManager.default.attributesOfItem(atPath: index)[.modificationDate] as? Date)
        try fixture.folder.write("two\n", to: "work/a")
        try FileManager.default.setAttributes(
            [.modificationDate: stamp], ofItemAtPath: fixture.path("work/a"))
        #expect(try snapshot(fixture).entry(at: "a")?.blob == nil)
    }

    @Test("links are text and nothing outside the tree is read")
    func links() throws {
        let fixture = try GitFixture()
        try fixture.workingTree(files: ["a/real": "x\n"])
        try fixture.folder.write("secret", to: "outside/file")
        for (target, name) in [("../outside", "out"), ("loop", "loop"), ("/etc/passwd", "abs")] {
            _ = try Command.run(["ln", "-s", target, name], in: fixture.path("work"))
        }
        let seen = try snapshot(fixture)
        #expect(seen.entries.map(\.path) == ["a/real", "abs", "loop", "out"])
        #expect(seen.entry(at: "out")?.mode == .symlink)
        #expect(try seen.bytes(of: "out", limit: 100) == Array("../outside".utf8))
        // The folder is swapped for a link after the snapshot.
        try fixture.folder.write("x\n", to: "outside/real")
        _ = try Command.run(["rm", "-r", "a"], in: fixture.path("work"))
        _ = try Command.run(["ln", "-s", "../outside", "a"], in: fixture.path("work"))
        #expect(throws: SnapshotError.self) { try seen.bytes(of: "a/real", limit: 100) }
    }

    @Test("pipes, nested repositories and leftovers are left out")
    func oddities() throws {
        let fixture = try GitFixture()
        try fixture.workingTree()
        try fixture.git("init", "-q", fixture.path("work/nested"))
        try fixture.folder.write("x", to: "work/nested/file")
        try fixture.folder.write("x", to: "work/.complybot-write-1-0")
        _ = try Command.run(["mkfifo", "pipe", ".gitignore"], in: fixture.path("work"))
        let seen = try snapshot(fixture)
        #expect(seen.entries.map(\.path) == ["README.md"])
        #expect(seen.leftovers == [".complybot-write-1-0"])
    }

    @Test("a file changed after the snapshot is not handed out")
    func immutable() throws {
        let fixture = try GitFixture()
        try fixture.workingTree(files: ["a": "one\n"])
        let seen = try snapshot(fixture)
        try fixture.folder.write("two\n", to: "work/a")
        #expect(throws: SnapshotError.self) { try seen.bytes(of: "a", limit: 100) }
    }

    @Test(
        "ignore rules hide and show what git hides and shows",
        arguments: [1, 2, 3, 4, 5, 6, 7, 8] as [UInt64])
    func ignoreRules(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let names = ["a", "b", "ab", "build", "x.log", "y.txt", "#h", "!n", "s p"]
        let patterns = [
            "a", "/a", "a/", "*.log", "!x.log", "build/", "**/b", "a/**", "a/**/b", "*/b", "a*",
            "[ab]", "[!a]b",
            "#c", "\\#h", "\\!n", "!a", "s\\ p", "b ", "?", "ab/*", "!ab/b", "[[:alpha:]]", "/**",
            "x.*", "**", "a**b",
            "/build", "/*/a", "!/a/b", "*", "!*/",
        ]
        let fixture = try GitFixture()
        try fixture.git("init", "-q", fixture.path("work"))
        for _ in 0..<40 {
            let path = (0..<Int.random(in: 1...4, using: &random)).map { _ in
                names.randomElement(using: &random) ?? "a"
            }
            try? fixture.folder.write("x", to: "work/" + path.joined(separator: "/"))
        }
        func rules() -> String {
            (0..<Int.random(in: 1...4, using: &random)).map { _ in
                patterns.randomElement(using: &random) ?? "a"
            }
            .joined(separator: "\n") + "\n"
        }
        try fixture.folder.write(rules(), to: "work/.git/info/exclude")
        try fixture.folder.write(rules(), to: "work/.gitignore")
        try? fixture.folder.write(rules(), to: "work/a/.gitignore")
        try? fixture.folder.write(rules(), to: "work/build/.gitignore")
        let git = try fixture.gitOutput(
            ["ls-files", "-z", "--others", "--exclude-standard"], in: "work")
        let expected = git.bytes.split(separator: 0).map { RepositoryPath(bytes: Array($0)) }
            .sorted()
        #expect(try snapshot(fixture).entries.map(\.path) == expected)
    }

    @Test("a hostile pattern takes no time")
    func hostilePattern() {
        let pattern = IgnorePattern(
            line: Array((String(repeating: "*a", count: 200) + "b").utf8)[...])
        #expect(
            pattern?.matches(Array(String(repeating: "a", count: 255).utf8)[...], isFolder: false)
                == false)
    }
}
