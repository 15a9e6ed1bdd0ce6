import Basics
import Foundation
import RuleEngine
import Snapshots
import TestSupport
import Testing

@testable import Remediation

@Suite("Packs pinned by commit")
struct PinnedStoreTests {
    private let fixture: GitFixture
    private let store: PinnedStore

    init() throws {
        fixture = try GitFixture()
        store = PinnedStore(home: fixture.path("state"))
    }

    private func source(
        _ git: String, _ commit: String, path: RepositoryPath = "rules/x", digest: Digest? = nil
    ) throws -> PinnedSource {
        PinnedSource(
            git: git, commit: try #require(ObjectID(hex: commit)), path: path, digest: digest,
            place: SourceLocation(file: "complybot.yml", line: 2, column: 5))
    }

    private func repository() throws -> (path: String, commit: String) {
        let path = try fixture.bareRepository(
            files: ["rules/x/pack.yaml": "a\n", "rules/x/policies/p.md": "b\n", "other": "c\n"])
        return (path, try fixture.git("rev-parse", "main", in: "origin.git"))
    }

    private func reason(_ body: () throws -> PinnedFolder) -> String {
        do { return "taken: \(try body())" } catch { return "\(error)" }
    }

    @Test("the files of the commit are there, by file:// and by http, with the digest of a pack")
    func fetched() throws {
        let (path, commit) = try repository()
        let server = try GitHTTPServer(fixture)
        for address in ["file://\(path)", server.url("origin.git")] {
            let folder = try store.folder(of: try source(address, commit))
            #expect(folder.note == nil)
            let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
            #expect(names == ["pack.yaml", "policies", "policies/p.md"])
            #expect(
                folder.digest == .framed(["pack.yaml", "a\n", "policies/p.md", "b\n"]))
            let pinned = try source(address, commit, digest: folder.digest)
            #expect(try store.folder(of: pinned).digest == folder.digest)
        }
        let requests = server.requests.count
        _ = try store.folder(of: try source(server.url("origin.git"), commit))
        #expect(server.requests.count == requests, "a commit that is here is not asked for again")
        let single = try store.folder(of: try source("file://\(path)", commit, path: "other"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: single.path) == ["other"])
    }

    @Test("a repository that is gone falls back to the last good copy and says so")
    func unreachable() throws {
        let (path, commit) = try repository()
        let pinned = try source("file://\(path)", commit)
        let first = try store.folder(of: pinned)
        try FileManager.default.removeItem(atPath: path)
        let second = try store.folder(of: pinned)
        #expect(second.path == first.path && second.digest == first.digest)
        #expect(second.note?.contains("the last good copy of") == true)
        let other = try source("file://\(path)", commit, path: "other")
        #expect(reason { try store.folder(of: other) }.contains("cannot fetch the pack"))
        try fixture.folder.write(
            "changed\n",
            to: "state/packs/copies/\(URL(filePath: first.path).lastPathComponent)/pack.yaml")
        let tampered = reason { try store.folder(of: pinned) }
        #expect(tampered.contains(first.digest.description), "\(tampered)")
        #expect(tampered.components(separatedBy: "sha256:").count == 3, "both digests: \(tampered)")
    }

    @Test("a copy that was changed is made anew while the repository is there")
    func repaired() throws {
        let (path, commit) = try repository()
        let pinned = try source("file://\(path)", commit)
        let first = try store.folder(of: pinned)
        try Data("changed\n".utf8).write(to: URL(filePath: "\(first.path)/pack.yaml"))
        try Data("new\n".utf8).write(to: URL(filePath: "\(first.path)/added.yaml"))
        #expect(try store.folder(of: pinned).digest == first.digest)
        #expect(try String(contentsOfFile: "\(first.path)/pack.yaml", encoding: .utf8) == "a\n")
        #expect(!FileManager.default.fileExists(atPath: "\(first.path)/added.yaml"))
    }

    @Test("a digest that differs shows both, and nothing is kept")
    func mismatch() throws {
        let (path, commit) = try repository()
        let wanted = Digest(of: "else")
        let pinned = try source("file://\(path)", commit, digest: wanted)
        let said = reason { try store.folder(of: pinned) }
        #expect(said.contains(wanted.description) && said.contains("complybot.yml:2:5"))
        #expect(said.components(separatedBy: "sha256:").count == 3, "\(said)")
    }

    @Test("links, missing folders, missing commits and branches are refused by name")
    func refused() throws {
        let (path, commit) = try repository()
        let none = try source("file://\(path)", commit, path: "rules/y")
        #expect(reason { try store.folder(of: none) }.contains("nothing at rules/y"))
        let absent = try source("file://\(path)", String(repeating: "a", count: 40))
        #expect(reason { try store.folder(of: absent) }.contains("no branch of it has the commit"))
        try fixture.workingTree("linked", files: ["rules/x/pack.yaml": "a\n"])
        try FileManager.default.createSymbolicLink(
            atPath: fixture.path("linked/rules/x/etc"), withDestinationPath: "/etc")
        let linked = try fixture.commit(["z": "z"], in: "linked")
        let link = try source("file://\(fixture.path("linked"))", linked)
        #expect(reason { try store.folder(of: link) }.contains("a link or a submodule"))
    }
}
