import Foundation
import Snapshots
import TestSupport
import Testing

@testable import Git

@Suite("What changed since a revision")
struct ChangedPathsTests {
    @Test("the merge base is git's, on every pair of commits of a history with merges")
    func mergeBase() throws {
        let fixture = try GitFixture()
        let path = try fixture.workingTree()
        var commits = [try fixture.git("rev-parse", "HEAD", in: "work")]
        commits.append(try fixture.commit(["a": "1"], in: "work"))
        try fixture.git("checkout", "-q", "-b", "side", "HEAD~1", in: "work")
        commits.append(try fixture.commit(["b": "1"], in: "work"))
        try fixture.git("merge", "-q", "--no-edit", "main", in: "work")
        commits.append(try fixture.git("rev-parse", "HEAD", in: "work"))
        try fixture.git("checkout", "-q", "main", in: "work")
        commits.append(try fixture.commit(["c": "1"], in: "work"))
        let repository = try Repository.open(at: path)
        for one in commits {
            for other in commits {
                let base = try repository.mergeBase(
                    of: repository.resolve(one), and: repository.resolve(other))
                #expect(
                    base?.description == (try fixture.git("merge-base", one, other, in: "work")))
            }
        }
    }

    @Test("unrelated histories have no merge base, and a shallow clone says that it is one")
    func none() throws {
        let fixture = try GitFixture()
        let path = try fixture.workingTree()
        let first = try fixture.git("rev-parse", "HEAD", in: "work")
        try fixture.git("checkout", "-q", "--orphan", "other", in: "work")
        let second = try fixture.commit(["x": "1"], in: "work")
        let repository = try Repository.open(at: path)
        #expect(
            try repository.mergeBase(
                of: repository.resolve(first), and: repository.resolve(second)) == nil)
        try fixture.git("clone", "-q", "--depth", "1", "file://\(path)", "shallow")
        try fixture.git("fetch", "-q", "--depth", "1", "origin", "main", in: "shallow")
        let shallow = try Repository.open(at: fixture.path("shallow"))
        #expect(throws: GitError.self) {
            try shallow.mergeBase(of: shallow.resolve(first), and: shallow.resolve(second))
        }
    }

    @Test("paths that were added, changed, removed or made executable, and no others")
    func paths() throws {
        let fixture = try GitFixture()
        let path = try fixture.workingTree(
            files: ["same": "1", "edited": "1", "gone": "1", "mode": "1", "untracked": "1"])
        let repository = try Repository.open(at: path)
        let before = try GitTreeSnapshot(commit: repository.resolve(), in: repository)
        try fixture.folder.write("2", to: "work/edited")
        try fixture.folder.write("1", to: "work/new")
        try fixture.folder.write("1", to: "work/same")
        try FileManager.default.removeItem(atPath: "\(path)/gone")
        _ = try Command.run(["chmod", "+x", "mode"], in: path)
        try fixture.git("rm", "-q", "--cached", "untracked", in: "work")
        let now = try WorkingTreeSnapshot(of: repository)
        #expect(ChangedPaths.between(before, now) == ["edited", "gone", "mode", "new"])
        #expect(ChangedPaths.between(now, before) == ["edited", "gone", "mode", "new"])
        #expect(ChangedPaths.between(before, before).isEmpty)
    }

    @Test(
        "the origin is what the configuration says, without credentials",
        arguments: [
            ("[remote \"origin\"]\n\turl = https://forge.example/o/r.git\n", true),
            ("[Remote \"origin\"]\r\n\tURL=https://forge.example/o/r.git\r\n", true),
            ("[remote \"other\"]\n\turl = https://forge.example/o/r.git\n", false),
            ("[core]\n\turl = https://forge.example/o/r.git\n", false),
            ("[remote \"origin\"]\n\turl = https://ada:secret@forge.example/o/r.git\n", false),
        ])
    func origin(text: String, isKnown: Bool) throws {
        let fixture = try GitFixture()
        let path = try fixture.workingTree()
        try fixture.folder.write(text, to: "work/.git/config")
        let origin = try Repository.open(at: path).origin
        #expect(origin?.description == (isKnown ? "https://forge.example/o/r.git" : nil))
    }
}
