import Basics
import Database
import Foundation
import Git
import Snapshots
import TestSupport
import Testing

@testable import Fleet

@Suite("Anchors in a git repository")
struct JournalAnchoringTests {
    let place: AnchorPlace

    init() throws { place = try AnchorPlace() }

    @Test("each checkpoint that is due becomes a commit after the one before, with its trailers")
    func commits() async throws {
        let store = try place.place.open()
        let anchoring = try place.anchoring(store)
        try await anchoring.run()
        #expect(throws: Command.Failure.self) { try place.commits() }
        let first = try #require(try await place.grow(store, by: 1))
        try await anchoring.run()
        #expect(try place.commits().count == 1)
        let message = try place.git.git(
            "log", "-1", "--format=%B%(trailers:only)", AnchorPlace.branch, in: "anchors.git")
        #expect(message.contains("Complybot-Journal-Event: 1\n"))
        #expect(message.contains("Complybot-Journal-Hash: \(first.hash)\n"))
        #expect(message.contains("Complybot-Journal-Signature: "))
        let file = try place.git.git(
            "show", "\(AnchorPlace.branch):checkpoint.json", in: "anchors.git")
        #expect(file == first.line)

        // Not before its time, but at the end whenever that is.
        try await place.grow(store, by: 2)
        try await anchoring.run()
        #expect(try place.commits().count == 1)
        try await anchoring.run(evenEarly: true)
        let two = try place.commits()
        #expect(two.count == 2)
        place.place.clock.pass(.seconds(3600))
        try await anchoring.run()
        #expect(try place.commits() == two)
        try await place.grow(store, by: 3)
        place.place.clock.pass(.seconds(3600))
        try await anchoring.run()
        #expect(try place.commits().dropFirst() == two[...])
        let (audit, problem) = try await place.audit()
        #expect(audit.finding == nil && problem == nil && audit.newestAnchor?.seq == 3)
        try place.git.git("fsck", "--strict", in: "anchors.git")
    }

    /// What somebody may do to a branch that they can write to.
    enum Meddling: CaseIterable {
        case addition, removal, moveBack, replacement, replay
    }

    @Test(
        "whoever writes to the branch is found out, told of once, and not written over",
        arguments: Meddling.allCases)
    func meddling(_ kind: Meddling) async throws {
        let store = try place.place.open()
        let anchoring = try place.anchoring(store)
        for number in 1...3 {
            try await place.grow(store, by: number)
            try await anchoring.run(evenEarly: true)
        }
        let commits = try place.commits()
        let tree = try place.git.git("rev-parse", "main^{tree}", in: "anchors.git")
        switch kind {
        case .addition:
            try place.move(
                to: try place.git.git(
                    "commit-tree", tree, "-p", commits[0], "-m", "Hi", in: "anchors.git"))
        case .removal: try place.git.git("branch", "-D", AnchorPlace.branch, in: "anchors.git")
        case .moveBack: try place.move(to: commits[1])
        case .replacement: try place.move(to: "main")
        case .replay:
            // An anchor of ours, but an old one.
            let text = try place.git.git("cat-file", "commit", commits[2], in: "anchors.git")
            let message = String(text[try #require(text.firstRange(of: "\n\n")).upperBound...])
            let old = try place.git.git("rev-parse", "\(commits[2])^{tree}", in: "anchors.git")
            try place.move(
                to: try place.git.git(
                    "commit-tree", old, "-p", commits[0], "-m", message, in: "anchors.git"))
        }
        let left = try? place.commits()
        try await place.grow(store, by: 4)
        for _ in 1...2 {
            await #expect(throws: JournalAnchorProblem.self) {
                try await anchoring.run(evenEarly: true)
            }
        }
        #expect((try? place.commits()) == left)
        #expect(try place.events("journal.anchors-refused").count == 1)
        let (audit, problem) = try await place.audit()
        #expect(audit.finding == nil && problem != nil, "\(kind)")

        // Once it is put right, it goes on.
        try place.move(to: commits[0])
        try await anchoring.run(evenEarly: true)
        #expect(try place.commits().dropFirst() == commits[...])
    }

    @Test("a journal whose end was cut off is found out, and its anchors stay")
    func truncated() async throws {
        let store = try place.place.open()
        for number in 1...3 { try await place.grow(store, by: number) }
        try await place.anchoring(store).run()
        try place.tamper { store in
            try store.run("DELETE FROM journal WHERE seq > 1")
            try store.run("DELETE FROM journal_checkpoint WHERE seq > 1")
        }
        #expect(
            try await place.place.reader().auditJournal(keys: [place.key.publicKey]).finding == nil)
        let (audit, problem) = try await place.audit()
        #expect(audit.finding?.seq == 2 && problem == nil)
        await #expect(throws: JournalAnchorProblem.self) {
            try await place.anchoring(store).run()
        }
        #expect(try place.commits().count == 1)
    }

    @Test("a journal that was written anew with the key is found out")
    func rewritten() async throws {
        let store = try place.place.open()
        for number in 1...3 { try await place.grow(store, by: number) }
        try await place.anchoring(store).run()
        try place.tamper { store in
            try store.withTransaction {
                try store.run("DELETE FROM journal")
                try store.run("DELETE FROM journal_checkpoint")
                for number in 1...4 {
                    try Journal.append(
                        JournalEvent("job.queued", by: "somebody", job: 1), at: Int64(number),
                        to: store)
                }
                try Journal.seal(at: 9, with: place.key, evenEarly: true, in: store)
            }
        }
        let keys = [place.key.publicKey]
        #expect(try await place.place.reader().auditJournal(keys: keys).finding == nil)
        let (audit, _) = try await place.audit()
        #expect(audit.finding?.reason.contains("were rewritten") == true, "\(audit)")
        let commits = try place.commits()
        let problem = await #expect(throws: JournalAnchorProblem.self) {
            try await place.anchoring(store).run()
        }
        let expected = JournalAnchorProblem.otherJournal(
            try #require(ObjectID(hex: commits[0])), event: 3)
        #expect(problem == expected)
        #expect(try place.commits() == commits)
    }

    @Test("an anchor whose answer was lost is known as ours, one by another key is not")
    func lostAnswer() async throws {
        let store = try place.place.open()
        try await place.grow(store, by: 1)
        try await place.anchoring(store).run()
        let memory = URL(filePath: "\(place.place.home.path)/journal.anchored")
        let before = try Data(contentsOf: memory)
        try await place.grow(store, by: 2)
        try await place.anchoring(store).run()
        try before.write(to: memory)
        try await place.anchoring(store).run()
        #expect(try Data(contentsOf: memory) != before)
        #expect(try place.commits().count == 2)
        let stranger = Ed25519PrivateKey.generate()
        await #expect(throws: JournalAnchorProblem.self) {
            try await place.anchoring(store, signedBy: stranger).run()
        }
    }

    @Test("anchors go over the network, and one that does not get there is tried again")
    func network() async throws {
        let store = try place.place.open()
        let server = try GitHTTPServer(place.git)
        let address = "http://127.0.0.1:\(server.port)/anchors.git"
        let anchoring = try place.anchoring(store, in: address)
        for number in 1...2 {
            try await place.grow(store, by: number)
            try await anchoring.run(evenEarly: true)
        }
        #expect(try place.commits().count == 2)
        // Another machine, which has nothing of it yet.
        let other = try FleetPlace()
        let branch = try JournalAnchorBranch(
            of: MirrorStore(home: other.home.path).mirror(of: RemoteURL(parsing: address)))
        let keys = [place.key.publicKey]
        let found = try branch.read()
        #expect(found.anchors(of: "x", keys: keys).map(\.seq) == [2, 1])

        let silent = try GitHTTPServer(place.git, .cut(after: 10))
        let unlucky = try place.anchoring(
            store, in: "http://127.0.0.1:\(silent.port)/anchors.git")
        await #expect(throws: GitError.self) { try await unlucky.run() }
        #expect(try place.events("journal.anchors-refused").isEmpty)
    }

    @Test("a push whose answer is lost has arrived")
    func loseAnswer() async throws {
        let store = try place.place.open()
        let server = try GitHTTPServer(place.git, .loseAnswer)
        try await place.grow(store, by: 1)
        try await place.anchoring(store, in: "http://127.0.0.1:\(server.port)/anchors.git").run()
        #expect(try place.commits().count == 1)
    }

    @Test("a branch that pull requests come from is no place for anchors")
    func names() throws {
        let mirror = MirrorStore(home: place.place.home.path)
            .mirror(of: try RemoteURL(parsing: place.git.path("anchors.git")))
        for name in ["complybot", "complybot/compliance", "-x", "a..b", ""] {
            #expect(throws: GitError.self, "\(name)") { try JournalAnchorBranch(name, of: mirror) }
        }
    }
}
