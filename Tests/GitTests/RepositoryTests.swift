import Basics
import Snapshots
import TestSupport
import Testing

@testable import Git

@Suite("A repository")
struct RepositoryTests {
    private func code(_ body: () throws -> Void) -> GitError.Code? {
        do {
            try body()
            return nil
        } catch { return (error as? GitError)?.code }
    }

    @Test("working trees, git folders and bare repositories open; sub-folders only by discovery")
    func opening() throws {
        let fixture = try GitFixture()
        try fixture.workingTree(files: ["a/b/c": "x"])
        try fixture.bareRepository()
        let work = try Repository.open(at: fixture.path("work"))
        #expect(work.workingDirectory?.hasSuffix("/work") == true && !work.isBare)
        #expect(
            try Repository.open(at: fixture.path("work/.git")).workingDirectory
                == work.workingDirectory)
        #expect(try Repository.open(at: fixture.path("origin.git")).isBare)
        #expect(
            try Repository.discover(from: fixture.path("work/a/b")).gitDirectory
                == work.gitDirectory)
        #expect(code { _ = try Repository.open(at: fixture.path("work/a")) } == .notARepository)
        #expect(code { _ = try Repository.open(at: fixture.path("home")) } == .notARepository)
        #expect(code { _ = try Repository.discover(from: fixture.path("home")) } == .notARepository)
        #expect(code { _ = try Repository.open(at: fixture.path("nowhere")) } == .notFound)
        #expect(code { _ = try Repository.open(at: fixture.path("work/a/b/c")) } == .notARepository)
    }

    @Test("a linked worktree opens with its own HEAD")
    func linkedWorktree() throws {
        let fixture = try GitFixture()
        try fixture.workingTree()
        try fixture.git("worktree", "add", "-q", "-b", "side", fixture.path("side"), in: "work")
        let repository = try Repository.open(at: fixture.path("side"))
        #expect(try repository.headBranch() == "side")
        #expect(
            try repository.resolve().description == fixture.git("rev-parse", "HEAD", in: "work"))
    }

    @Test("an empty repository, an unborn and a detached HEAD are told apart")
    func heads() throws {
        let fixture = try GitFixture()
        try fixture.git("init", "-q", "-b", "trunk", fixture.path("empty"))
        let empty = try Repository.open(at: fixture.path("empty"))
        #expect(try empty.headBranch() == "trunk")
        #expect(code { _ = try empty.resolve() } == .emptyRepository)
        try fixture.workingTree()
        let work = try Repository.open(at: fixture.path("work"))
        let head = try work.resolve()
        try fixture.git("checkout", "-q", "--orphan", "new", in: "work")
        #expect(code { _ = try work.resolve() } == .unbornHead)
        try fixture.git("checkout", "-q", "--detach", "main", in: "work")
        #expect(try work.resolve() == head)
        #expect(try work.headBranch() == nil)
    }

    @Test(
        "names that are no commit are the user's mistake",
        arguments: ["nope", "-x", "HEAD:README.md", "", "a\nb"])
    func revisions(name: String) throws {
        let fixture = try GitFixture()
        try fixture.workingTree()
        let work = try Repository.open(at: fixture.path("work"))
        let error = #expect(throws: GitError.self) { try work.resolve(name) }
        #expect(error?.code == .noSuchRevision && error?.diagnostic.kind == .usage)
    }

    @Test("tags, short ids and ancestors resolve to commits")
    func resolving() throws {
        let fixture = try GitFixture()
        try fixture.workingTree()
        let first = try fixture.git("rev-parse", "HEAD", in: "work")
        let second = try fixture.commit(["b": "b"], in: "work")
        try fixture.git("tag", "-a", "-m", "tag", "v1", in: "work")
        let work = try Repository.open(at: fixture.path("work"))
        #expect(try work.resolve("v1").description == second)
        #expect(try work.resolve(String(second.prefix(9))).description == second)
        #expect(try work.resolve("HEAD~1").description == first)
    }

    @Test("a reference moves only from where it is thought to be")
    func references() throws {
        let fixture = try GitFixture()
        try fixture.workingTree()
        try fixture.commit(["b": "b"], in: "work")
        let work = try Repository.open(at: fixture.path("work"))
        let (new, old) = try (work.resolve(), work.resolve("HEAD~1"))
        let name = "refs/heads/complybot/x"
        try work.setReference(name, to: old, expecting: nil)
        #expect(
            code { try work.setReference(name, to: new, expecting: nil) }
                == .referenceMoved(actual: old))
        #expect(
            code { try work.setReference(name, to: old, expecting: new) }
                == .referenceMoved(actual: old))
        try work.setReference(name, to: new, expecting: old)
        #expect(try work.reference(name) == new)
        #expect(
            try work.references(withPrefix: "refs/heads/").map(\.name) == [name, "refs/heads/main"])
        #expect(
            code { try work.deleteReference(name, expecting: old) } == .referenceMoved(actual: new))
        try work.deleteReference(name, expecting: new)
        #expect(try work.reference(name) == nil)
        #expect(
            code { try work.deleteReference(name, expecting: new) } == .referenceMoved(actual: nil))
        #expect(
            code { try work.setReference("refs/heads/a..b", to: new, expecting: nil) }
                == .invalidName)
    }

    @Test("a commit tells its tree, parents, people and message")
    func metadata() throws {
        let fixture = try GitFixture()
        try fixture.workingTree()
        try fixture.commit(["b": "b"], message: "Subject\n\nBody", in: "work")
        let work = try Repository.open(at: fixture.path("work"))
        let commit = try work.commit(work.resolve())
        #expect(
            commit.tree.description == (try fixture.git("rev-parse", "HEAD^{tree}", in: "work")))
        #expect(try commit.parents == [work.resolve("HEAD~1")])
        #expect(
            commit.author
                == Signature(
                    name: "Ada Author", email: "ada@example.com", seconds: 1_700_000_000, offset: 60
                ))
        #expect(commit.message == "Subject\n\nBody\n")
    }

    @Test("the repository's configuration leads nowhere")
    func configuration() throws {
        let fixture = try GitFixture()
        try fixture.workingTree()
        try fixture.git("config", "core.worktree", "/", in: "work")
        try fixture.git("config", "core.fsmonitor", "touch \(fixture.path("ran"))", in: "work")
        try fixture.git("config", "include.path", "/nonexistent", in: "work")
        let work = try Repository.open(at: fixture.path("work"))
        #expect(work.workingDirectory?.hasSuffix("/work") == true)
        #expect(try WorkingTreeSnapshot(of: work).entries.map(\.path) == ["README.md"])
        #expect(throws: (any Error).self) { try fixture.folder.read("ran") }
    }

    @Test("a sparse checkout opens, its absent files are read from the object database")
    func sparse() throws {
        let fixture = try GitFixture()
        try fixture.workingTree(files: ["a/x": "ax\n", "b/y": "by\n"])
        try fixture.git("sparse-checkout", "set", "a", in: "work")
        let snapshot = try WorkingTreeSnapshot(of: Repository.open(at: fixture.path("work")))
        #expect(snapshot.entries.map(\.path) == ["a/x", "b/y"])
        #expect(try snapshot.bytes(of: "b/y", limit: 10) == Array("by\n".utf8))
    }

    @Test(
        "what this libgit2 cannot read is a typed error", arguments: ["sha256", "garbage", "pipe"])
    func unreadable(kind: String) throws {
        let fixture = try GitFixture()
        switch kind {
        case "sha256": try fixture.git("init", "-q", "--object-format=sha256", fixture.path("work"))
        case "garbage":
            try fixture.workingTree()
            try fixture.folder.write("[core\nnonsense", to: "work/.git/config")
        default:
            try fixture.workingTree()
            _ = try Command.run(["rm", ".git/config"], in: fixture.path("work"))
            _ = try Command.run(["mkfifo", ".git/config"], in: fixture.path("work"))
        }
        let error = #expect(throws: GitError.self) { try Repository.open(at: fixture.path("work")) }
        #expect(error != nil)
    }

    @Test("errors show no credentials")
    func redaction() {
        let error = GitError(
            .failed, "fetch", on: "https://user:secret@host/x",
            because: "at 'ssh://a:secret@b/c' and https://secret@d")
        #expect(!error.diagnostic.description.contains("secret"))
        #expect(error.diagnostic.description.contains("https://host/x"))
    }
}
