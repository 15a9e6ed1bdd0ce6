import Foundation
import Snapshots
import Synchronization
import TestSupport
import Testing

@testable import Git

@Suite("Writing into a working tree")
struct WorkingTreeTests {
    typealias Changes = [RepositoryPath: OverlaySnapshot.Change]

    private let changes: Changes = [
        "a": .write(Array("new a\n".utf8), mode: .regular), "gone": .delete,
        "new/deep/file": .write(Array("n\n".utf8), mode: .executable),
        "run": .write(Array("new run\n".utf8), mode: .executable),
    ]

    private func make() throws -> (GitFixture, Repository) {
        let fixture = try GitFixture()
        try fixture.workingTree(files: ["a": "old a\n", "gone": "g\n", "run": "old run\n"])
        _ = try Command.run(["chmod", "750", "run"], in: fixture.path("work"))
        return (fixture, try Repository.open(at: fixture.path("work")))
    }

    private func leftovers(_ fixture: GitFixture) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: fixture.path("work"))
            .filter { $0.contains(".complybot-write-") }
    }

    @Test("changes are written, permissions kept, nothing left behind")
    func writes() throws {
        let (fixture, repository) = try make()
        try WorkingTree(of: repository).apply(
            changes, expecting: WorkingTreeSnapshot(of: repository))
        #expect(try fixture.folder.read("work/a") == "new a\n")
        #expect(try fixture.folder.read("work/new/deep/file") == "n\n")
        #expect(throws: (any Error).self) { try fixture.folder.read("work/gone") }
        let modes = try Command.run(["stat", "-c", "%a", "run", "a"], in: fixture.path("work")).text
        #expect(modes == "750\n644" || modes == "750\n664")
        #expect(try leftovers(fixture).isEmpty)
    }

    @Test(
        "a file changed since the snapshot keeps everything from being written",
        arguments: ["a", "gone", "new/deep/file"])
    func stale(path: String) throws {
        let (fixture, repository) = try make()
        let snapshot = try WorkingTreeSnapshot(of: repository)
        try fixture.folder.write("mine\n", to: "work/\(path)")
        let error = #expect(throws: GitError.self) {
            try WorkingTree(of: repository).apply(changes, expecting: snapshot)
        }
        #expect(error?.code == .staleFile)
        #expect(try fixture.folder.read("work/\(path)") == "mine\n")
        #expect(try fixture.folder.read("work/run") == "old run\n")
        #expect(try leftovers(fixture).isEmpty)
    }

    @Test(
        "nothing is written through a link or where nothing may be",
        arguments: [
            "link", "folder/x", ".git/config", "../x", "a/below",
        ])
    func unsafe(path: String) throws {
        let (fixture, repository) = try make()
        try fixture.folder.write("outside\n", to: "outside/x")
        _ = try Command.run(["ln", "-s", "../outside/x", "link"], in: fixture.path("work"))
        _ = try Command.run(["ln", "-s", "../outside", "folder"], in: fixture.path("work"))
        let snapshot = try WorkingTreeSnapshot(of: repository)
        let error = #expect(throws: GitError.self) {
            try WorkingTree(of: repository).apply(
                [RepositoryPath(path): .write([65], mode: .regular)], expecting: snapshot)
        }
        #expect(error?.code == .unsafePath || error?.code == .pathConflict)
        #expect(try fixture.folder.read("outside/x") == "outside\n")
    }

    @Test("a kill at any step leaves each file old or new, and the next run cleans up")
    func kills() throws {
        var finished = false
        for limit in 0..<20 where !finished {
            let (fixture, repository) = try make()
            let left = Mutex(limit)
            var tree = try WorkingTree(of: repository)
            tree.beforeStep = { (_: WorkingTreeWrite.Step) throws(GitError) in
                let isDead = left.withLock { left in
                    left -= 1
                    return left < 0
                }
                if isDead { throw GitError(.cancelled, "go on", because: "killed by the test") }
            }
            do {
                try tree.apply(changes, expecting: WorkingTreeSnapshot(of: repository))
                finished = true
            } catch {}
            #expect(["old a\n", "new a\n"].contains(try fixture.folder.read("work/a")))
            #expect(["old run\n", "new run\n"].contains(try fixture.folder.read("work/run")))
            let new = try? fixture.folder.read("work/new/deep/file")
            #expect(new == nil || new == "n\n")
            try WorkingTree(of: repository).apply(
                ["a": .write(Array("last\n".utf8), mode: .regular)],
                expecting: WorkingTreeSnapshot(of: repository))
            #expect(try leftovers(fixture).isEmpty)
        }
        #expect(finished)
    }
}
