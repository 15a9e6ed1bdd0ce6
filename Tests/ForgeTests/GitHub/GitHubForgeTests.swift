import Basics
import Foundation
import Git
import Snapshots
import Testing

@testable import Forge

@Suite("The forge at GitHub")
struct GitHubForgeTests {
    private let github = ScriptedGitHub()
    private let forge: GitHubForge
    private let remote: RemoteURL
    private static let head = String(repeating: "a", count: 40)

    init() throws {
        forge = GitHubForge(api: github, host: "GitHub.com")
        remote = try RemoteURL(parsing: "https://github.com/acme/orders.git")
    }

    private static func pull(
        _ number: Int = 5, state: String = "open", body: String = "B", labels: String = "",
        merged: String = "null", headRepository: Int = 1, more: String = ""
    ) -> String {
        #"{"id":\#(number)0,"node_id":"PR\#(number)","number":\#(number),"state":"\#(state)","title":"T","#
            + #""body":"\#(body)","user":{"login":"complybot[bot]","id":7,"type":"Bot"},"#
            + #""head":{"ref":"complybot/x","sha":"\#(head)","repo":{"id":\#(headRepository)}},"#
            + #""base":{"ref":"main","sha":"\#(head)","repo":{"id":1,"owner":{"login":"acme","id":2}}},"#
            + #""draft":false,"labels":[\#(labels)],"requested_reviewers":[{"login":"ada","id":3}],"#
            + #""requested_teams":[{"slug":"core"}],"assignees":[],"created_at":"2026-01-01T00:00:00Z","#
            + #""merged_at":\#(merged),"html_url":"https://github.com/acme/orders/pull/\#(number)"\#(more)}"#
    }

    private func code(_ body: () async throws -> Void) async -> ForgeError.Code? {
        do {
            try await body()
            return nil
        } catch { return (error as? ForgeError)?.code }
    }

    @Test(
        "a repository is named by its address on the one server",
        arguments: [
            "https://github.com/acme/orders", "ssh://git@github.com/acme/orders.git",
            "git@github.com:acme/orders.git",
        ])
    func names(address: String) throws {
        #expect(try forge.name(of: RemoteURL(parsing: address)).description == "acme/orders")
    }

    @Test(
        "other servers and other addresses are refused",
        arguments: [
            "https://gitlab.com/acme/orders", "https://github.com:8443/acme/orders",
            "https://github.com/acme", "https://github.com/acme/a/b",
            "https://github.com/acme/%2e%2e",
            "https://notgithub.com/acme/orders", "/tmp/folder",
        ])
    func refused(address: String) async {
        let problem = await code { _ = try forge.name(of: RemoteURL(parsing: address)) }
        #expect(problem == .unsupportedRepository)
    }

    @Test("a repository is active, archived, renamed, empty, gone or closed to us")
    func repository() async throws {
        let place = "GET repos/acme/orders"
        github.on(
            place, json: #"{"id":9,"full_name":"acme/orders","default_branch":"dev","size":4}"#)
        github.on(
            place,
            json:
                #"{"id":9,"full_name":"acme/orders","default_branch":"dev","size":4,"archived":true}"#
        )
        github.on(
            place, json: #"{"id":9,"full_name":"acme/sales","default_branch":"dev","size":4}"#)
        github.on(
            place, json: #"{"id":9,"full_name":"acme/orders","default_branch":"dev","size":0}"#)
        for failure in [GitHubError.Code.notFound, .forbidden, .gone] {
            github.on(place, fails: failure)
        }
        let active = try await forge.repository(at: remote)
        #expect(active.status == .active && active.defaultBranch == "dev" && active.id == "9")
        #expect(active.permission == .write)
        #expect(try await forge.repository(at: remote).status == .archived)
        let renamed = try RemoteURL(parsing: "https://github.com/acme/sales.git")
        #expect(try await forge.repository(at: remote).status == .renamed(to: renamed))
        #expect(try await forge.repository(at: remote).defaultBranch == nil)
        #expect(try await forge.repository(at: remote).status == .gone)
        guard case .noAccess = try await forge.repository(at: remote).status else {
            Issue.record("a refusal is no access")
            return
        }
        #expect(try await forge.repository(at: remote).status == .disabled)
    }

    @Test("pull requests are listed by head in every state, forks told apart")
    func listing() async throws {
        github.on(
            "GET repos/acme/orders/pulls",
            json:
                "[\(Self.pull(7, state: "closed", merged: #""2026-01-02T00:00:00Z""#)),\(Self.pull(5)),\(Self.pull(6, headRepository: 8)),\(Self.pull(5))]"
        )
        let found = try await forge.pullRequests(fromBranch: "complybot/x", in: remote)
        #expect(found.map(\.number) == [5, 6, 7] && found.map(\.state) == [.open, .open, .merged])
        #expect(found.map(\.isFromFork) == [false, true, false])
        #expect(found[0].reviewers == ["acme/core", "ada"] && found[0].createdAt == 1_767_225_600)
        #expect(found[0].author.isSame(as: try await forge.account()))
        let query = github.requests[0].query
        #expect(
            query.contains { $0 == ("state", "all") }
                && query.contains { $0 == ("head", "acme:complybot/x") })
    }

    @Test("a pull request is opened, without draft where there are none")
    func create() async throws {
        let draft = PullRequestDraft(
            title: "T", body: String(repeating: "x", count: 70_000), head: "complybot/x",
            headID: try #require(ObjectID(hex: Self.head)), base: "main", isDraft: true)
        github.on("POST repos/acme/orders/pulls") { _ throws(GitHubError) in
            throw GitHubError(.invalid, "open", because: "Draft pull requests are not supported")
        }
        github.on("POST repos/acme/orders/pulls", json: Self.pull())
        #expect(try await forge.create(draft, in: remote).pullRequest.number == 5)
        #expect(github.writes.map { body(of: $0)["draft"] as? Bool } == [true, false])
        #expect((body(of: github.writes[1])["body"] as? String)?.utf8.count == 65_536)
        #expect(github.writes.allSatisfy { $0.effect == .create })
    }

    @Test(
        "GitHub's refusals keep their meaning",
        arguments: [
            (GitHubError.Code.alreadyExists, ForgeError.Code.alreadyExists),
            (.notVisibleYet, .notVisibleYet),
            (.answerLost, .answerLost), (.refused, .refused),
            (.limited(seconds: 9), .limited(seconds: 9)), (.suspended, .suspended),
            (.unauthorized, .noAccess), (.gone, .repositoryClosed),
            (.malformedAnswer, .malformedAnswer),
        ])
    func errors(given: GitHubError.Code, expected: ForgeError.Code) async throws {
        github.on("POST repos/acme/orders/pulls", fails: given)
        let id = try #require(ObjectID(hex: Self.head))
        let draft = PullRequestDraft(title: "T", body: "", head: "h", headID: id, base: "main")
        #expect(await code { _ = try await forge.create(draft, in: remote) } == expected)
        #expect(github.requests.count == 1)
    }

    @Test("only what differs is written, and a closed pull request is not")
    func update() async throws {
        let place = "repos/acme/orders/pulls/5"
        github.on("GET \(place)", json: Self.pull(body: #"one\r\ntwo"#))
        github.on("GET \(place)", json: Self.pull())
        github.on("GET \(place)", json: Self.pull(state: "closed"))
        github.on("PATCH \(place)", json: Self.pull())
        let same = PullRequestChange(
            title: "T", body: { _ in "one\ntwo" }, base: "main", isDraft: false)
        #expect(try await !forge.update(5, to: same, in: remote).didWrite)
        #expect(try await forge.update(5, to: same, in: remote).didWrite)
        #expect(body(of: github.writes[0]).keys.sorted() == ["body"])
        #expect(await code { _ = try await forge.update(5, to: same, in: remote) } == .notOpen)
        #expect(try await !forge.close(5, reason: .resolved, in: remote).didWrite)
        #expect(github.writes.count == 1)
    }

    @Test("one comment of ours for a marker: the oldest is kept, doubles go, others' stay")
    func comments() async throws {
        let mark = CommentDraft(marker: "obsolete", body: "new").markedBody
        let old = CommentDraft(marker: "obsolete", body: "old").markedBody
        func comment(_ id: Int, _ body: String, user: Int = 7) throws -> String {
            let text = String(decoding: try JSONEncoder().encode(body), as: UTF8.self)
            return
                #"{"id":\#(id),"body":\#(text),"user":{"login":"u\#(user)","id":\#(user),"type":"User"}}"#
        }
        let list = "GET repos/acme/orders/issues/5/comments"
        github.on("GET repos/acme/orders/pulls/5", json: Self.pull())
        github.on(list, json: "[\(try comment(1, old, user: 3))]")
        github.on(
            list,
            json: "[\(try comment(4, mark)),\(try comment(2, old)),\(try comment(1, old, user: 3))]"
        )
        github.on(list, json: "[\(try comment(2, mark))]")
        github.on("POST repos/acme/orders/issues/5/comments", json: "{}")
        github.on("PATCH repos/acme/orders/issues/comments/2", json: "{}")
        github.on("DELETE repos/acme/orders/issues/comments/4", json: "")
        let draft = CommentDraft(marker: "obsolete", body: "new")
        #expect(try await forge.comment(draft, on: 5, in: remote).didWrite)
        #expect(try await forge.comment(draft, on: 5, in: remote).didWrite)
        #expect(github.writes.map(\.method) == [.post, .patch, .delete])
        #expect(try await !forge.comment(draft, on: 5, in: remote).didWrite)
    }

    @Test(
        "labels, reviewers and assignees only come to those there; who cannot be asked is left out")
    func decorating() async throws {
        let place = "repos/acme/orders"
        github.on(
            "GET \(place)/pulls/5",
            json: Self.pull(labels: #"{"name":"Old"},{"name":"complybot/hold"}"#))
        github.on(
            "GET \(place)/pulls/5/reviews",
            json: #"[{"id":1,"state":"COMMENTED","user":{"login":"Bob","id":4,"type":"User"}}]"#)
        github.on("POST \(place)/pulls/5/requested_reviewers") { request throws(GitHubError) in
            let text = request.body?.text() ?? ""
            if text.contains("ghost") {
                throw GitHubError(.invalid, "ask", because: "not a collaborator")
            }
            return GitHubAnswer(status: 201, body: Array("{}".utf8))
        }
        github.on(
            "POST \(place)/issues/5/assignees", json: #"{"assignees":[{"login":"eve","id":6}]}"#)
        github.on("POST \(place)/labels", json: "{}")
        github.on("POST \(place)/issues/5/labels", json: "[]")
        github.on("DELETE \(place)/issues/5/labels/complybot/hold", json: "[]")
        let wanted = Decorations(
            labels: ["old", "complybot"], removedLabels: ["complybot/hold"],
            reviewers: ["ADA", "bob", "ghost", "cleo", "complybot[bot]"],
            assignees: ["eve", "nobody"])
        #expect(try await forge.decorate(5, with: wanted, in: remote).didWrite)
        let asked = github.writes.filter { $0.path.last == "requested_reviewers" }
            .map { body(of: $0)["reviewers"] as? [String] }
        #expect(asked == [["cleo", "ghost"], ["cleo"], ["ghost"]])
        let labels = github.writes.first {
            $0.path.suffix(2) == ["5", "labels"] && $0.method == .post
        }
        #expect(labels.map { body(of: $0)["labels"] as? [String] } == ["complybot"])
        #expect(github.writes.last?.method == .delete)
        #expect(github.writes.contains { $0.path == ["repos", "acme", "orders", "labels"] })
    }

    @Test("what happens around a pull request, with an approval of an older head not counting")
    func activity() async throws {
        let place = "repos/acme/orders"
        github.on(
            "GET \(place)/pulls/5",
            json: Self.pull(more: #","mergeable":true,"mergeable_state":"behind","auto_merge":{}"#))
        github.on(
            "GET \(place)/issues/5/comments",
            json:
                #"[{"id":1,"body":"hi","updated_at":"2026-01-05T00:00:00Z","user":{"login":"ada","id":3,"type":"User"}}]"#
        )
        github.on(
            "GET \(place)/pulls/5/reviews",
            json: """
                [{"id":1,"state":"APPROVED","commit_id":"\(Self.head)","user":{"login":"ada","id":3,"type":"User"}},
                {"id":2,"state":"APPROVED","commit_id":"b","user":{"login":"bob","id":4,"type":"User"}},
                {"id":3,"state":"APPROVED","commit_id":"\(Self.head)","user":{"login":"eve","id":6,"type":"User"}},
                {"id":4,"state":"CHANGES_REQUESTED","commit_id":"\(Self.head)","user":{"login":"eve","id":6,"type":"User"}}]
                """)
        github.on(
            "POST graphql",
            json: #"{"data":{"repository":{"pullRequest":{"isInMergeQueue":true}}}}"#)
        let found = try await forge.activity(on: 5, in: remote)
        #expect(found.mergeability == .behind && found.requiresUpToDate && found.isInMergeQueue)
        #expect(found.approvers.map(\.login) == ["ada"] && found.isMergedAutomatically)
        #expect(found.lastHumanActivity == 1_767_571_200 && found.comments.count == 1)
    }

    @Test("auto-merge is asked for once, and a refusal says what to do")
    func automaticMerge() async throws {
        github.on("GET repos/acme/orders/pulls/5", json: Self.pull())
        github.on("GET repos/acme/orders/pulls/5", json: Self.pull(more: #","auto_merge":{}"#))
        github.on("GET repos/acme/orders/pulls/5", json: Self.pull())
        github.on("GET repos/acme/orders", json: #"{"allow_squash_merge":false}"#)
        github.on("POST graphql", json: #"{"data":{"enablePullRequestAutoMerge":{}}}"#)
        github.on(
            "POST graphql",
            json:
                #"{"data":{"x":null},"errors":[{"type":"UNPROCESSABLE","message":"Auto merge is not allowed"}]}"#
        )
        #expect(try await forge.enableAutomaticMerge(of: 5, in: remote).didWrite)
        #expect(
            (body(of: github.writes[0])["variables"] as? [String: Any])?["method"] as? String
                == "MERGE")
        #expect(try await !forge.enableAutomaticMerge(of: 5, in: remote).didWrite)
        #expect(
            await code { _ = try await forge.enableAutomaticMerge(of: 5, in: remote) } == .refused)
    }

    @Test("a text that is too long is cut with a notice, and its state comment stays")
    func fitting() {
        let state = "<!-- complybot:state v1 {} -->\n\n<!-- complybot:end -->"
        let text = GitHubForge.fitting(String(repeating: "é\n", count: 40_000) + state)
        #expect(text.utf8.count <= 65_536 && text.hasSuffix(state) && text.contains("*Cut:"))
        #expect(GitHubForge.fitting("short") == "short")
    }

    @Test("a marked issue is edited in place, and only ours")
    func markedIssue() async throws {
        let ours =
            #"{"id":1,"number":3,"title":"T","body":"<!-- complybot:issue d -->\n- [x] x","user":{"login":"c","id":7}}"#
        let fake =
            #"{"id":2,"number":2,"title":"T","body":"<!-- complybot:issue d -->\nfake","user":{"login":"e","id":9}}"#
        github.on("GET repos/acme/orders/issues", json: "[\(fake)]")
        github.on("GET repos/acme/orders/issues", json: "[\(fake),\(ours)]")
        github.on("POST repos/acme/orders/issues", json: ours)
        github.on("PATCH repos/acme/orders/issues/3", json: ours)
        let name = GitHubRepositoryName(owner: "acme", name: "orders")
        let issue = MarkedIssue(api: github, repository: name, marker: "d")
        #expect(try await issue.bring(title: "T", body: "x").previousBody == nil)
        let edited = try await issue.bring(title: "T", body: "- [ ] x")
        #expect(edited.number == 3 && edited.previousBody == "- [x] x" && edited.didWrite)
        #expect(try await !issue.bring(title: "T", body: "- [x] x").didWrite)
    }
}
