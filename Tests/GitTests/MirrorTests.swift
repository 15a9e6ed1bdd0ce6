import Basics
import Foundation
import Snapshots
import Synchronization
import TestSupport
import Testing

@testable import Git

/// A fixture with one bare repository, and a mirror of it reached in one of two ways.
struct Remote {
    let fixture: GitFixture
    let server: GitHTTPServer?
    let mirror: Mirror

    init(overHTTP: Bool, _ behaviour: GitHTTPServer.Behaviour = .open) throws {
        fixture = try GitFixture()
        try fixture.bareRepository(files: ["README.md": "hello\n", "src/a.py": "a\n"])
        try fixture.git("config", "http.receivepack", "true", in: "origin.git")
        server = overHTTP ? try GitHTTPServer(fixture, behaviour) : nil
        let url = try RemoteURL(parsing: server?.url("origin.git") ?? fixture.path("origin.git"))
        mirror = MirrorStore(home: fixture.path("state")).mirror(of: url)
    }

    /// A commit of ours on the default branch, written into the mirror.
    func ourCommit(_ text: String = "x\n") throws -> ObjectID {
        let repository = try mirror.repository()
        return try CommitWriter(
            into: repository, as: Identity(name: "complybot", email: "c@example.com")
        ).commit(
            on: repository.resolve(),
            changes: ["new/file": .write(Array(text.utf8), mode: .regular)],
            message: "Add a file"
        ).commit
    }

    /// Another mirror of the same remote that has the objects of this one.
    func twin(_ home: String, of url: RemoteURL? = nil) throws -> Mirror {
        let twin = MirrorStore(home: fixture.path(home)).mirror(of: url ?? mirror.remote)
        _ = try Repository.initializeBare(at: twin.path)
        try MirrorFolder.setAlternate("\(mirror.path)/objects", of: twin.path)
        return twin
    }

    func originBranch(_ name: String) throws -> String? {
        let output = try fixture.gitOutput(
            ["rev-parse", "-q", "--verify", "refs/heads/\(name)"], in: "origin.git")
        return output.status == 0 ? output.text : nil
    }
}

func errorCode(_ body: () throws -> Void) -> GitError.Code? {
    do {
        try body()
        return nil
    } catch { return (error as? GitError)?.code }
}

@Suite("A mirror")
struct MirrorTests {
    @Test("it follows its remote: branches come, move and go", arguments: [false, true])
    func follows(overHTTP: Bool) throws {
        let remote = try Remote(overHTTP: overHTTP)
        let first = try remote.mirror.fetch()
        #expect(first.defaultBranch == "main" && first.hasMoved)
        #expect(try first.head?.description == remote.originBranch("main"))
        #expect(try !remote.mirror.fetch().hasMoved)
        let repository = try remote.mirror.repository()
        let snapshot = try GitTreeSnapshot(commit: repository.resolve(), in: repository)
        #expect(try snapshot.bytes(of: "src/a.py", limit: 10) == Array("a\n".utf8))
        let next = try remote.fixture.commit(["b": "b"], in: "origin.git.work")
        try remote.fixture.git(
            "push", "-q", remote.fixture.path("origin.git"), "main", "main:topic/x",
            in: "origin.git.work")
        let second = try remote.mirror.fetch()
        #expect(second.head?.description == next && second.hasMoved)
        #expect(try repository.reference("refs/heads/topic/x")?.description == next)
        try remote.fixture.git("update-ref", "-d", "refs/heads/topic/x", in: "origin.git")
        try remote.fixture.git("update-ref", "refs/heads/topic", "main", in: "origin.git")
        try remote.fixture.git("branch", "-m", "main", "trunk", in: "origin.git")
        let third = try remote.mirror.fetch()
        #expect(third.defaultBranch == "trunk" && third.hasMoved && third.ignoredReferences.isEmpty)
        #expect(
            try remote.mirror.repository().references(withPrefix: "refs/heads/").map(\.name) == [
                "refs/heads/topic", "refs/heads/trunk",
            ])
        #expect(try remote.mirror.repository().headBranch() == "trunk")
    }

    @Test("a head that is no branch comes when it is asked for by name", arguments: [false, true])
    func otherReference(overHTTP: Bool) throws {
        let remote = try Remote(overHTTP: overHTTP)
        _ = try remote.mirror.fetch()
        let next = try remote.fixture.commit(["b": "b"], in: "origin.git.work")
        try remote.fixture.git(
            "push", "-q", remote.fixture.path("origin.git"), "main:refs/pull/7/head",
            in: "origin.git.work")
        #expect(try remote.mirror.fetch(reference: "refs/pull/8/head") == nil)
        let head = try #require(try remote.mirror.fetch(reference: "refs/pull/7/head"))
        #expect(head.description == next)
        let repository = try remote.mirror.repository()
        let snapshot = try GitTreeSnapshot(commit: head, in: repository)
        #expect(try snapshot.bytes(of: "b", limit: 10) == Array("b".utf8))
        #expect(try repository.references(withPrefix: "refs/pull/").isEmpty)
    }

    @Test("an empty remote has a name for its branch and no commit", arguments: [false, true])
    func empty(overHTTP: Bool) throws {
        let remote = try Remote(overHTTP: overHTTP)
        try remote.fixture.git("update-ref", "-d", "refs/heads/main", in: "origin.git")
        let result = try remote.mirror.fetch()
        #expect(result.head == nil && !result.hasMoved)
        #expect(errorCode { _ = try remote.mirror.repository().resolve() } == .emptyRepository)
    }

    @Test(
        "a remote that vanishes is a typed error and the mirror stays usable",
        arguments: [false, true])
    func vanishes(overHTTP: Bool) throws {
        let remote = try Remote(overHTTP: overHTTP)
        let head = try remote.mirror.fetch().head
        try FileManager.default.moveItem(
            atPath: remote.fixture.path("origin.git"), toPath: remote.fixture.path("away.git"))
        let error = #expect(throws: GitError.self) { try remote.mirror.fetch() }
        #expect(overHTTP ? error?.code == .unreachable : error?.code == .sourceGone)
        #expect(
            error?.diagnostic.description.contains(overHTTP ? "127.0.0.1" : "origin.git") == true)
        if overHTTP {
            #expect(try remote.mirror.repository().resolve() == head)
        } else {
            #expect(errorCode { _ = try remote.mirror.repository() } == .sourceGone)
        }
        try FileManager.default.moveItem(
            atPath: remote.fixture.path("away.git"), toPath: remote.fixture.path("origin.git"))
        #expect(try remote.mirror.fetch().head == head)
    }

    @Test("nobody listens, a page answers, a connection breaks: typed, and nothing half done")
    func badServers() throws {
        let closed = try RemoteURL(parsing: "http://127.0.0.1:1/x.git")
        let fixture = try GitFixture()
        let store = MirrorStore(home: fixture.path("state"))
        #expect(errorCode { _ = try store.mirror(of: closed).fetch() } == .unreachable)
        for behaviour in [GitHTTPServer.Behaviour.page, .cut(after: 100), .cut(after: 700)] {
            let remote = try Remote(overHTTP: true, behaviour)
            #expect(errorCode { _ = try remote.mirror.fetch() } != nil)
            #expect(try Repository.open(at: remote.mirror.path).references().isEmpty)
        }
    }

    @Test("a server that stalls is given up at the deadline, and on cancellation")
    func stalls() throws {
        let remote = try Remote(overHTTP: true, .stall)
        var options = RemoteOptions()
        options.deadline = .milliseconds(200)
        #expect(errorCode { _ = try remote.mirror.fetch(options) } == .timedOut)
        let other = try Remote(overHTTP: true, .stall)
        var cancelled = RemoteOptions()
        cancelled.isCancelled = { true }
        #expect(errorCode { _ = try other.mirror.fetch(cancelled) } == .cancelled)
    }

    @Test("credentials go to the remote only, twice at most, and a redirect is not followed")
    func credentials() throws {
        let remote = try Remote(overHTTP: true, .basic(user: "u", password: "right"))
        #expect(errorCode { _ = try remote.mirror.fetch() } == .authentication)
        var options = RemoteOptions()
        let asked = Mutex(0)
        options.credentials = { _, _ in
            asked.withLock { $0 += 1 }
            return .password(user: "u", password: "wrong")
        }
        let error = #expect(throws: GitError.self) { try remote.mirror.fetch(options) }
        #expect(error?.code == .authentication && asked.withLock { $0 } <= 3)
        #expect(error?.diagnostic.description.contains("wrong") == false)
        options.credentials = { _, _ in .password(user: "u", password: "right") }
        #expect(try remote.mirror.fetch(options).defaultBranch == "main")
    }

    @Test("neither another host nor another port of the same gets our credentials")
    func redirects() throws {
        let target = try Remote(overHTTP: true, .basic(user: "u", password: "p"))
        let port = target.server?.port ?? 0
        var options = RemoteOptions()
        options.credentials = { _, _ in .password(user: "u", password: "p") }
        let otherHost = try Remote(overHTTP: true, .redirect(to: "http://localhost:\(port)"))
        #expect(errorCode { _ = try otherHost.mirror.fetch(options) } == .redirected)
        #expect(target.server?.requests.isEmpty == true)
        let otherPort = try Remote(overHTTP: true, .redirect(to: "http://127.0.0.1:\(port)"))
        #expect(errorCode { _ = try otherPort.mirror.fetch(options) } == .redirected)
        #expect(target.server?.requests.allSatisfy { $0.headers["authorization"] == nil } == true)
    }

    @Test("what a killed process left does not stand in the way")
    func leftovers() throws {
        let remote = try Remote(overHTTP: true)
        _ = try remote.mirror.fetch()
        for lock in ["refs/heads/main.lock", "HEAD.lock", "packed-refs.lock"] {
            try Data().write(to: URL(filePath: "\(remote.mirror.path)/\(lock)"))
        }
        let pack = "\(remote.mirror.path)/objects/pack/pack_git2_abc"
        try Data([1]).write(to: URL(filePath: pack))
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: 1)], ofItemAtPath: pack)
        let next = try remote.fixture.commit(["b": "b"], in: "origin.git.work")
        try remote.fixture.git(
            "push", "-q", remote.fixture.path("origin.git"), "main", in: "origin.git.work")
        #expect(try remote.mirror.fetch().head?.description == next)
        #expect(!FileManager.default.fileExists(atPath: pack))
    }

    @Test("fetches of one mirror wait for one another")
    func lock() throws {
        let remote = try Remote(overHTTP: false)
        _ = try remote.mirror.fetch()
        let held = try FileLock.take("\(remote.mirror.path)/complybot.lock")
        let waited = Mutex(false)
        var options = RemoteOptions()
        options.onWait = { _ in
            waited.withLock { $0 = true }
            held.release()
        }
        _ = try remote.mirror.fetch(options)
        #expect(waited.withLock { $0 })
    }

    @Test("a branch of ours is never the default branch")
    func oursAsDefault() throws {
        let remote = try Remote(overHTTP: false)
        try remote.fixture.git("branch", "complybot/x", "main", in: "origin.git")
        try remote.fixture.git("symbolic-ref", "HEAD", "refs/heads/complybot/x", in: "origin.git")
        let result = try remote.mirror.fetch()
        #expect(result.defaultBranch == nil && result.head == nil)
    }
}

@Suite("A push")
struct PushTests {
    @Test("it makes, moves and repeats; a foreign commit stands", arguments: [false, true])
    func lease(overHTTP: Bool) throws {
        let remote = try Remote(overHTTP: overHTTP)
        _ = try remote.mirror.fetch()
        let (first, second) = try (remote.ourCommit(), remote.ourCommit("y\n"))
        let branch = "complybot/service-baseline"
        #expect(try remote.mirror.push(first, toBranch: branch, expecting: nil) == .pushed)
        #expect(try remote.originBranch(branch) == first.description)
        #expect(try remote.mirror.push(first, toBranch: branch, expecting: nil) == .alreadyThere)
        #expect(
            errorCode { _ = try remote.mirror.push(second, toBranch: branch, expecting: nil) }
                == .leaseFailed(actual: first))
        #expect(try remote.mirror.push(second, toBranch: branch, expecting: first) == .pushed)
        #expect(
            errorCode { _ = try remote.mirror.push(first, toBranch: branch, expecting: first) }
                == .leaseFailed(actual: second))
        #expect(try remote.mirror.remoteBranch(branch) == second)
        #expect(try remote.mirror.remoteBranch("complybot/none") == nil)
        try remote.fixture.git("update-ref", "-d", "refs/heads/\(branch)", in: "origin.git")
        #expect(
            errorCode { _ = try remote.mirror.push(first, toBranch: branch, expecting: second) }
                == .leaseFailed(actual: nil))
        try remote.fixture.git("fsck", "--strict", in: "origin.git")
        #expect(
            try Repository.open(at: remote.mirror.path).references(withPrefix: "refs/complybot/")
                .isEmpty)
    }

    @Test(
        "only branches of ours are pushed",
        arguments: [
            "main", "complybot/", "complybot/A", "complybot/a/b", "complybot/a;b", "x/complybot/a",
            "complybot/$(x)",
        ])
    func names(branch: String) throws {
        let remote = try Remote(overHTTP: false)
        let id = try #require(try remote.mirror.fetch().head)
        #expect(
            errorCode { _ = try remote.mirror.push(id, toBranch: branch, expecting: nil) }
                == .invalidName)
    }

    @Test(
        "neither the default branch nor below a branch named complybot", arguments: [false, true])
    func conflicts(overHTTP: Bool) throws {
        let remote = try Remote(overHTTP: overHTTP)
        _ = try remote.mirror.fetch()
        let commit = try remote.ourCommit()
        try remote.fixture.git("branch", "complybot", "main", in: "origin.git")
        let error = #expect(throws: GitError.self) {
            try remote.mirror.push(commit, toBranch: "complybot/x", expecting: nil)
        }
        #expect(error?.code == .pushRefused && error?.detail.contains("branch-conflict") == true)
        try remote.fixture.git("branch", "-D", "complybot", in: "origin.git")
        try remote.fixture.git("branch", "complybot/x", "main", in: "origin.git")
        try remote.fixture.git("symbolic-ref", "HEAD", "refs/heads/complybot/x", in: "origin.git")
        #expect(
            errorCode {
                _ = try remote.mirror.push(commit, toBranch: "complybot/x", expecting: nil)
            } == .pushRefused)
    }

    @Test("of many pushes at once exactly one wins", arguments: [false, true])
    func race(overHTTP: Bool) async throws {
        let remote = try Remote(overHTTP: overHTTP)
        _ = try remote.mirror.fetch()
        let commits = try (0..<4).map { try remote.ourCommit("\($0)\n") }
        let won = try await withThrowingTaskGroup(of: Bool.self) { group in
            for (index, commit) in commits.enumerated() {
                // Over HTTP each through a mirror of its own, so that only the remote decides.
                let pusher = overHTTP ? try remote.twin("state\(index)") : remote.mirror
                group.addTask {
                    return (try? pusher.push(commit, toBranch: "complybot/race", expecting: nil))
                        == .pushed
                }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(won == 1)
        let id = try remote.originBranch("complybot/race")
        #expect(commits.map(\.description).contains(id ?? ""))
    }

    @Test("a remote that refuses says why, and nothing moved")
    func refused() throws {
        let remote = try Remote(overHTTP: true)
        _ = try remote.mirror.fetch()
        let hook = remote.fixture.path("origin.git/hooks/update")
        try remote.fixture.folder.write("#!/bin/sh\nexit 1\n", to: "origin.git/hooks/update")
        _ = try Command.run(["chmod", "+x", hook], in: remote.fixture.folder.path)
        let commit = try remote.ourCommit()
        #expect(
            errorCode {
                _ = try remote.mirror.push(commit, toBranch: "complybot/x", expecting: nil)
            } == .pushRefused)
        #expect(try remote.originBranch("complybot/x") == nil)
    }

    @Test("an answer lost after the push is still a success")
    func answerLost() throws {
        let remote = try Remote(overHTTP: true)
        _ = try remote.mirror.fetch()
        let commit = try remote.ourCommit()
        let lossy = try GitHTTPServer(remote.fixture, .loseAnswer)
        let mirror = try remote.twin("other", of: RemoteURL(parsing: lossy.url("origin.git")))
        #expect(try mirror.push(commit, toBranch: "complybot/x", expecting: nil) == .pushed)
        #expect(try remote.originBranch("complybot/x") == commit.description)
    }

    @Test("a push with a password arrives")
    func authenticated() throws {
        let remote = try Remote(overHTTP: true, .basic(user: "u", password: "p"))
        var options = RemoteOptions()
        options.credentials = { _, _ in .password(user: "u", password: "p") }
        _ = try remote.mirror.fetch(options)
        let commit = try remote.ourCommit()
        #expect(
            try remote.mirror.push(commit, toBranch: "complybot/x", expecting: nil, options)
                == .pushed)
    }
}
