import Basics
import Foundation
import Git
import Snapshots
import TestSupport
import Testing

@testable import Forge

@Suite("The directory forge")
struct DirectoryForgeTests {
    private let forge = DirectoryForge()
    private let fixture: GitFixture
    private let url: RemoteURL
    private let draft: PullRequestDraft

    init() throws {
        fixture = try GitFixture()
        url = try RemoteURL(parsing: fixture.bareRepository("orders.git"))
        try fixture.git("branch", "complybot/x", "main", in: "orders.git")
        try fixture.git("branch", "other", "main", in: "orders.git")
        let id = try #require(ObjectID(hex: fixture.git("rev-parse", "main", in: "orders.git")))
        draft = PullRequestDraft(
            title: "Add \"health\"", body: "Line\r\nline \u{1F600}\n", head: "complybot/x",
            headID: id, base: "main", isDraft: true, diff: Array("diff\n".utf8))
    }

    private func record() throws -> String { try fixture.folder.read("orders.pulls/1.json") }

    private func code(_ body: () async throws -> Void) async -> ForgeError.Code? {
        do {
            try await body()
            return nil
        } catch { return (error as? ForgeError)?.code }
    }

    @Test("a folder that cannot be listed is an error, not a repository without pull requests")
    func unlistable() async throws {
        try fixture.folder.write("in the way", to: "orders.pulls")
        await #expect(throws: FileError.self) {
            try await forge.pullRequests(fromBranch: "complybot/x", in: url)
        }
    }

    @Test("a counter that cannot be read, or holds no number, gives no number away")
    func damagedCounter() async throws {
        try fixture.folder.write("many\n", to: "orders.pulls/.last-number")
        #expect(await code { _ = try await forge.create(draft, in: url) } == .corruptRecord)
        try FileManager.default.removeItem(
            at: fixture.folder.url.appending(path: "orders.pulls/.last-number"))
        try fixture.folder.write("", to: "orders.pulls/.last-number/x")
        await #expect(throws: FileError.self) { try await forge.create(draft, in: url) }
        #expect(try await forge.pullRequests(fromBranch: "complybot/x", in: url).isEmpty)
    }

    @Test("a pull request is three files that read back as it was written")
    func create() async throws {
        let made = try await forge.create(draft, in: url)
        #expect(made.didWrite && made.pullRequest.number == 1)
        #expect(try fixture.folder.read("orders.pulls/1.md") == draft.body)
        #expect(try fixture.folder.read("orders.pulls/1.diff") == "diff\n")
        let found = try await forge.pullRequests(fromBranch: "complybot/x", in: url)
        #expect(found == [made.pullRequest])
        #expect(try await forge.pullRequests(fromBranch: "other", in: url).isEmpty)
        #expect(found.first?.isDraft == true && found.first?.author.login == "complybot")
        #expect(try await forge.repository(at: url).defaultBranch == "main")
    }

    @Test("what is open already is not opened again, in this process and in another")
    func exists() async throws {
        let made = try await forge.create(draft, in: url)
        #expect(await code { _ = try await forge.create(draft, in: url) } == .alreadyExists)
        let other = DirectoryForge()
        #expect(await code { _ = try await other.create(draft, in: url) } == .alreadyExists)
        let same = PullRequestChange(
            title: draft.title, body: { [draft] _ in draft.body },
            head: .init(id: draft.headID, diff: draft.diff))
        #expect(try await other.update(1, to: same, in: url) == .unchanged(made.pullRequest))
        #expect(other.writeCount == 0)
    }

    @Test("an update changes what it names and nothing else")
    func update() async throws {
        _ = try await forge.create(draft, in: url)
        let outcome = try await forge.update(
            1, to: PullRequestChange(title: "New", isDraft: false), in: url)
        #expect(outcome.didWrite && outcome.pullRequest.title == "New")
        #expect(outcome.pullRequest.body == draft.body && !outcome.pullRequest.isDraft)
        let head = PullRequestChange.Head(id: draft.headID, diff: Array("other\n".utf8))
        #expect(try await forge.update(1, to: PullRequestChange(head: head), in: url).didWrite)
        #expect(try fixture.folder.read("orders.pulls/1.diff") == "other\n")
        #expect(forge.writeCount == 3)
    }

    @Test("decorations come to what people set, and a second time change nothing")
    func decorate() async throws {
        _ = try await forge.create(draft, in: url)
        let edited = try record().replacingOccurrences(
            of: "\"labels\": []", with: "\"labels\": [\"mine\", \"old\"]")
        try fixture.folder.write(edited, to: "orders.pulls/1.json")
        let wanted = Decorations(
            labels: ["b", "a", "b"], removedLabels: ["old", "a"], reviewers: ["contoso/orders"],
            assignees: ["ada"])
        let pull = try await forge.decorate(1, with: wanted, in: url).pullRequest
        #expect(pull.labels == ["a", "b", "mine"] && pull.assignees == ["ada"])
        #expect(pull.reviewers == ["contoso/orders"])
        #expect(try await forge.decorate(1, with: wanted, in: url) == .unchanged(pull))
        #expect(try await forge.enableAutomaticMerge(of: 1, in: url).didWrite)
        #expect(try await !forge.enableAutomaticMerge(of: 1, in: url).didWrite)
        #expect(try await forge.activity(on: 1, in: url).isMergedAutomatically)
    }

    @Test("a record of version 1 is read")
    func older() async throws {
        try fixture.folder.write("Text\n", to: "orders.pulls/4.md")
        try fixture.folder.write(
            """
            {"schema_version": 1, "number": 4, "state": "closed", "title": "t", "author": "complybot",
             "head": "complybot/x", "head_id": "\(draft.headID)", "base": "main", "labels": ["b"],
             "reviewers": [], "close_reason": "resolved",
             "comments": [{"author": "complybot", "marker": "m", "body": "b"}]}
            """, to: "orders.pulls/4.json")
        let pull = try #require(
            try await forge.pullRequests(fromBranch: "complybot/x", in: url).first)
        #expect(pull.number == 4 && pull.closeReason == .resolved && pull.body == "Text\n")
        #expect(try await forge.activity(on: 4, in: url).comments.map(\.marker) == ["m"])
    }

    @Test("the record of the repository says what the folder cannot")
    func repository() async throws {
        #expect(try await forge.repository(at: url).status == .active)
        try fixture.folder.write(
            #"{"status": "archived", "id": "7", "permissions": {"eve": "read"}}"#,
            to: "orders.pulls/repository.json")
        let facts = try await forge.repository(at: url)
        #expect(facts.status == .archived && facts.id == "7")
        let eve = ForgeAccount(login: "eve")
        #expect(try await forge.permission(of: eve, in: url) == .read)
        #expect(try await forge.permission(of: ForgeAccount(login: "ada"), in: url) == .write)
        let missing = try RemoteURL(parsing: fixture.path("nowhere.git"))
        #expect(try await forge.repository(at: missing).status == .gone)
        try fixture.folder.write(#"{"status": "closed"}"#, to: "orders.pulls/repository.json")
        #expect(await code { _ = try await forge.repository(at: url) } == .corruptRecord)
    }

    @Test("closing says why, once; what a person closed stays closed")
    func close() async throws {
        _ = try await forge.create(draft, in: url)
        try fixture.folder.write(
            record().replacingOccurrences(of: "\"open\"", with: "\"closed\""),
            to: "orders.pulls/1.json")
        let closed = try await forge.pullRequests(fromBranch: "complybot/x", in: url)
        #expect(closed.first?.state == .closed && closed.first?.closeReason == nil)
        #expect(
            await code { _ = try await forge.update(1, to: .init(title: "x"), in: url) } == .notOpen
        )
        #expect(try await forge.activity(on: 1, in: url).closedBy == nil)
        let second = try await forge.create(draft, in: url)
        #expect(second.pullRequest.number == 2)
        #expect(
            try await forge.close(2, reason: .resolved, in: url).pullRequest.closeReason
                == .resolved)
        #expect(try await forge.activity(on: 2, in: url).closedBy?.login == "complybot")
        #expect(try await !forge.close(2, reason: .superseded, in: url).didWrite)
        #expect(forge.writeCount == 3)
    }

    @Test("a comment of ours is there once for each marker; doubles go, the oldest stays")
    func comment() async throws {
        _ = try await forge.create(draft, in: url)
        let comment = CommentDraft(marker: "obsolete", body: "No longer needed.")
        #expect(try await forge.comment(comment, on: 1, in: url).didWrite)
        #expect(try await !forge.comment(comment, on: 1, in: url).didWrite)
        let ours = #"{"author": "complybot", "marker": "obsolete", "body": "Again"}"#
        let theirs = #"{"author": "eve", "marker": "obsolete", "body": "Forged"}"#
        try fixture.folder.write(
            record().replacingOccurrences(
                of: "\"comments\": [", with: "\"comments\": [\(ours), \(theirs), "),
            to: "orders.pulls/1.json")
        #expect(try await forge.comment(comment, on: 1, in: url).didWrite)
        let comments = try await forge.activity(on: 1, in: url).comments
        #expect(comments.map(\.body) == [comment.body, "Forged"])
    }

    @Test("the marker of a comment is its first line, and nothing else is one")
    func marker() {
        let draft = CommentDraft(marker: "answer-7", body: "<!-- complybot:comment x -->")
        #expect(CommentDraft.marker(in: draft.markedBody) == "answer-7")
        for text in ["", "text\n\(draft.markedBody)", "<!-- complybot:comment A b -->"] {
            #expect(CommentDraft.marker(in: text) == nil)
        }
    }

    @Test("numbers are never used twice, not even after a record is removed")
    func numbers() async throws {
        _ = try await forge.create(draft, in: url)
        for name in ["1.json", "1.md", "1.diff"] {
            try FileManager.default.removeItem(atPath: fixture.path("orders.pulls/\(name)"))
        }
        #expect(try await forge.create(draft, in: url).pullRequest.number == 2)
    }

    @Test(
        "a damaged record is a typed error that names it",
        arguments: [
            "", "{", "[]", "{\"number\": 1}", "unknown", "state", "type", "id", "version",
        ])
    func corrupt(kind: String) async throws {
        _ = try await forge.create(draft, in: url)
        let text = try record()
        let damaged =
            switch kind {
            case "unknown":
                text.replacingOccurrences(of: "\"title\"", with: "\"titel\": 1,\n  \"title\"")
            case "state": text.replacingOccurrences(of: "\"open\"", with: "\"opened\"")
            case "type": text.replacingOccurrences(of: "\"number\": 1", with: "\"number\": \"1\"")
            case "id": text.replacingOccurrences(of: "\"head_id\": \"", with: "\"head_id\": \"x")
            case "version":
                text.replacingOccurrences(
                    of: "\"schema_version\": 2", with: "\"schema_version\": 3")
            default: kind
            }
        try #require(damaged != text)
        try fixture.folder.write(damaged, to: "orders.pulls/1.json")
        #expect(await code { _ = try await forge.create(draft, in: url) } == .corruptRecord)
        #expect(try record() == damaged)
    }

    @Test("requests that make no sense are refused")
    func refused() async throws {
        var bad = draft
        bad.head = "nowhere"
        let missing = bad
        #expect(await code { _ = try await forge.create(missing, in: url) } == .invalidRequest)
        bad.head = "main"
        let same = bad
        #expect(await code { _ = try await forge.create(same, in: url) } == .invalidRequest)
        #expect(
            await code { _ = try await forge.close(7, reason: .waived, in: url) } == .noPullRequest)
        let web = try RemoteURL(parsing: "https://example.com/x.git")
        #expect(await code { _ = try await forge.repository(at: web) } == .unsupportedRepository)
        #expect(forge.writeCount == 0)
    }

    @Test("of many creations at once one makes it")
    func race() async throws {
        let made = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    do {
                        return try await DirectoryForge().create(draft, in: url).didWrite ? 1 : 0
                    } catch let error as ForgeError where error.code == .alreadyExists { return 0 }
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(made == 1)
        #expect(try await forge.pullRequests(fromBranch: "complybot/x", in: url).count == 1)
    }
}
