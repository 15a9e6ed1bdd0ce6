import Testing

@testable import Snapshots

@Suite("Paths and snapshots")
struct SnapshotsTests {
    @Test(
        "unsafe paths are not even read",
        arguments: [
            "", "..", ".", "a/../b", "/abs", "a//b", "a/", "a\\b", ".git", ".GIT/config",
            "sub/.git", "git~1",
            "GIT~1", ".git ", ".git.", ".git . .", ".git::$INDEX_ALLOCATION", ".git:x",
            ".g\u{200c}it",
            ".gi\u{feff}t", "a\0b",
        ])
    func unsafe(path: String) {
        #expect(PathPolicy.refusal(reading: RepositoryPath(path)) != nil)
        #expect(PathPolicy.refusal(writing: RepositoryPath(path)) != nil)
    }

    @Test(
        "ordinary paths are read and written",
        arguments: [
            ".github/workflows/ci.yml", ".gitignore", ".gitattributes", "git/.gitkeep", "a b.txt",
            "über.md",
            "digit~1", "..a", "a..b", "...",
        ])
    func safe(path: String) {
        #expect(PathPolicy.refusal(reading: RepositoryPath(path)) == nil)
        if path != "..." { #expect(PathPolicy.refusal(writing: RepositoryPath(path)) == nil) }
    }

    @Test(
        "odd paths are read but never written",
        arguments: [
            "con", "NUL.txt", "a/aux.c", "a.", "a ", "a:b", "a\nb", "a\u{202e}b", "a*b", "lpt1",
        ])
    func readable(path: String) {
        #expect(PathPolicy.refusal(reading: RepositoryPath(path)) == nil)
        #expect(PathPolicy.refusal(writing: RepositoryPath(path)) != nil)
    }

    @Test("names and paths have limits, and bytes that are no UTF-8 are not written")
    func limits() {
        #expect(
            PathPolicy.refusal(reading: RepositoryPath(String(repeating: "a", count: 255))) == nil)
        #expect(
            PathPolicy.refusal(reading: RepositoryPath(String(repeating: "a", count: 256))) != nil)
        let deep = Array(repeating: "a", count: 256).joined(separator: "/")
        #expect(PathPolicy.refusal(reading: RepositoryPath(deep)) == nil)
        #expect(PathPolicy.refusal(writing: RepositoryPath(deep)) != nil)
        #expect(PathPolicy.refusal(reading: RepositoryPath(deep + "/a")) != nil)
        #expect(PathPolicy.refusal(reading: RepositoryPath(bytes: [0xff, 0xfe])) == nil)
        #expect(PathPolicy.refusal(writing: RepositoryPath(bytes: [0xff, 0xfe])) != nil)
    }

    @Test("paths are compared as bytes: two spellings that Unicode calls equal are two paths")
    func bytes() {
        let composed = RepositoryPath("\u{e9}")
        let decomposed = RepositoryPath("e\u{301}")
        #expect(composed != decomposed)
        #expect(Set([composed, decomposed]).count == 2)
        #expect(decomposed < composed)
    }

    @Test("a path knows its folder, its name, and what lies inside")
    func structure() {
        let path: RepositoryPath = "a/b/c.txt"
        #expect(path.parent == "a/b")
        #expect(path.lastComponent == "c.txt")
        #expect(RepositoryPath("c.txt").parent == .root)
        #expect(path.isInside("a") && path.isInside(.root) && path.isInside(path))
        #expect(!path.isInside("a/b/c") && !RepositoryPath("ab").isInside("a"))
        #expect(path.relative(to: "a") == "b/c.txt")
        #expect(path.relative(to: "b") == nil)
        #expect(RepositoryPath.root.appending("x") == "x")
    }

    @Test("an overlay shows edits, additions and deletions, and leaves its base alone")
    func overlay() throws {
        let base = MemorySnapshot(files: [
            "a": .init(bytes: [1]), "b": .init(bytes: [2], mode: .executable),
            "c": .init(bytes: [3]),
        ])
        let overlay = OverlaySnapshot(
            base: base,
            changes: [
                "a": .write([9, 9], mode: .regular), "b": .delete,
                "d": .write([4], mode: .executable),
            ])
        #expect(overlay.entries.map(\.path) == ["a", "c", "d"])
        #expect(try overlay.bytes(of: "a", limit: 10) == [9, 9])
        #expect(try overlay.bytes(of: "c", limit: 10) == [3])
        #expect(throws: SnapshotError.missing("b")) { try overlay.bytes(of: "b", limit: 10) }
        #expect(throws: SnapshotError.tooLarge("a", size: 2, limit: 1)) {
            try overlay.bytes(of: "a", limit: 1)
        }
        #expect(try base.bytes(of: "a", limit: 10) == [1])
        #expect(overlay.entry(at: "d")?.mode == .executable && overlay.entry(at: "b") == nil)
    }

    @Test("an overlay over an overlay is one layer, and the later edit wins")
    func layers() throws {
        let base = MemorySnapshot(files: ["a": .init(bytes: [1])])
        let first = OverlaySnapshot(
            base: base,
            changes: ["a": .write([2], mode: .regular), "b": .write([3], mode: .regular)])
        let second = OverlaySnapshot(
            base: first, changes: ["a": .write([4], mode: .regular), "b": .delete])
        #expect(second.base is MemorySnapshot)
        #expect(try second.bytes(of: "a", limit: 10) == [4])
        #expect(second.entries.map(\.path) == ["a"])
    }

    @Test("object ids are read strictly")
    func objectIDs() {
        let hex = "0123456789abcdef0123456789abcdef01234567"
        #expect(ObjectID(hex: hex)?.description == hex)
        #expect(ObjectID(hex: hex)?.short == "0123456")
        for bad in [
            "", "01", hex + "0", String(hex.dropLast()) + "g", String(hex.dropLast(2)) + "+1",
        ] {
            #expect(ObjectID(hex: bad) == nil)
        }
    }
}
