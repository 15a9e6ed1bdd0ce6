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
            title: "Add \"health\"", body: "Line\r\nline \u{1F600}\n", author: "complybot",
            head: "complybot/x",
            headID: id, base: "main", labels: ["b", "a", "b"], reviewers: ["zoe"],
            diff: Array("diff\n".utf8))
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
        #expect(try record().contains("\"labels\": [\n    \"a\",\n    \"b\"\n  ]"))
        let found = try await forge.pullRequests(fromBranch: "complybot/x", in: url)
        #expect(found == [made.pullRequest])
        #expect(try await forge.pullRequests(fromBranch: "other", in: url).isEmpty)
        #expect(try await forge.defaultBranch(of: url) == "main")
    }

    @Test("the second run adopts and writes nothing, in this process and in another")
    func unchanged() async throws {
        let made = try await forge.create(draft, in: url)
        #expect(try await forge.create(draft, in: url) == .unchanged(made.pullRequest))
        #expect(forge.writeCount == 1)
        let other = DirectoryForge()
        #expect(try await other.create(draft, in: url) == .unchanged(made.pullRequest))
        #expect(try await other.update(1, to: draft, in: url) == .unchanged(made.pullRequest))
        #expect(other.writeCount == 0)
    }

    @Test("an update changes what is ours and keeps what people set")
    func update() async throws {
        _ = try await forge.create(draft, in: url)
        let edited = try record().replacingOccurrences(of: "\"zoe\"", with: "\"human\", \"zoe\"")
        try fixture.folder.write(edited, to: "orders.pulls/1.json")
        var next = draft
        next.title = "New"
        let outcome = try await forge.update(1, to: next, in: url)
        #expect(outcome.didWrite && outcome.pullRequest.title == "New")
        #expect(outcome.pullRequest.reviewers == ["human", "zoe"])
        next.diff = Array("other\n".utf8)
        #expect(try await forge.create(next, in: url).didWrite)
        #expect(try fixture.folder.read("orders.pulls/1.diff") == "other\n")
        #expect(forge.writeCount == 3)
    }

    @Test("closing says why, once; what a person closed stays closed")
    func close() async throws {
        _ = try await forge.create(draft, in: url)
        try fixture.folder.write(
            record().replacingOccurrences(of: "\"open\"", with: "\"closed\""),
            to: "orders.pulls/1.json")
        let closed = try await forge.pullRequests(fromBranch: "complybot/x", in: url)
        #expect(closed.first?.state == .closed && closed.first?.closeReason == nil)
        #expect(await code { _ = try await forge.update(1, to: draft, in: url) } == .notOpen)
        let second = try await forge.create(draft, in: url)
        #expect(second.pullRequest.number == 2)
        #expect(
            try await forge.close(2, reason: .resolved, in: url).pullRequest.closeReason
                == .resolved)
        #expect(try await !forge.close(2, reason: .superseded, in: url).didWrite)
        #expect(forge.writeCount == 3)
    }

    @Test("a comment with a marker that is there is not made again")
    func comment() async throws {
        _ = try await forge.create(draft, in: url)
        let comment = Comment(author: "complybot", marker: "obsolete", body: "No longer needed.")
        #expect(try await forge.comment(comment, on: 1, in: url).didWrite)
        #expect(try await !forge.comment(comment, on: 1, in: url).didWrite)
        #expect(
            try await forge.pullRequests(fromBranch: "complybot/x", in: url).first?.comments == [
                comment
            ])
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
                    of: "\"schema_version\": 1", with: "\"schema_version\": 2")
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
        #expect(await code { _ = try await forge.defaultBranch(of: web) } == .unsupportedRepository)
        #expect(forge.writeCount == 0)
    }

    @Test("of many creations at once one makes it and the others adopt it")
    func race() async throws {
        let made = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<8 {
                group.addTask { try await DirectoryForge().create(draft, in: url).didWrite ? 1 : 0 }
            }
            return try await group.reduce(0, +)
        }
        #expect(made == 1)
        #expect(try await forge.pullRequests(fromBranch: "complybot/x", in: url).count == 1)
    }
}
