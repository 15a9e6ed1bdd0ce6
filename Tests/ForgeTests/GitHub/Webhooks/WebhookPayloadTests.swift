import Testing

@testable import Forge

@Suite("Payloads of deliveries")
struct WebhookPayloadTests {
    private func payload(_ event: String, _ text: String) throws -> WebhookPayload {
        try WebhookPayload(event: event, body: Array(text.utf8))
    }

    private func event(of name: String) throws -> WebhookEvent {
        try WebhookFixture.payload(name).event
    }

    @Test("every published example is read, and those that matter are not ignored")
    func examples() throws {
        let ignored = try WebhookFixture.names.filter {
            if case .ignored = try event(of: $0) { true } else { false }
        }
        #expect(
            ignored == [
                "check_run.created", "check_suite.requested", "repository.edited",
                "workflow_run.completed",
            ])
    }

    @Test("who did what where is read")
    func envelope() throws {
        let payload = try WebhookFixture.payload("push.with-installation")
        #expect(payload.repository?.id == 186_853_002)
        #expect(payload.repository?.name.description == "Codertocat/Hello-World")
        #expect(payload.repository?.defaultBranch == "master")
        #expect(payload.sender?.id == 21_031_067)
        #expect(payload.installation == 1)
        #expect(payload.action == nil)
    }

    @Test("a push tells its branch, and whether it deletes or forces")
    func push() throws {
        guard case .push(let deletion) = try event(of: "push.with-installation") else {
            Issue.record("no push")
            return
        }
        #expect(deletion.branch == nil && deletion.isDeletion && !deletion.isForced)
        guard case .push(let branch) = try event(of: "push.with-new-branch") else {
            Issue.record("no push")
            return
        }
        #expect(branch.branch?.isEmpty == false && !branch.isDeletion)
    }

    @Test("a push without `deleted` deletes when it leads to zeros")
    func zeros() throws {
        let zeros = String(repeating: "0", count: 40)
        let text = #"{"ref": "refs/heads/x", "after": "\#(zeros)", "forced": true}"#
        guard case .push(let push) = try payload("push", text).event else {
            Issue.record("no push")
            return
        }
        #expect(push.isDeletion && push.isForced && push.branch == "x")
    }

    @Test("a pull request tells its number, its author and whether it was merged")
    func pullRequest() throws {
        guard case .pullRequest(let pull) = try event(of: "pull_request.closed") else {
            Issue.record("no pull request")
            return
        }
        #expect(pull.number == 2 && pull.action == "closed" && !pull.isMerged)
        #expect(pull.author?.id == 21_031_067)
    }

    @Test("a check that is asked for again tells its pull requests and its branch")
    func rerequest() throws {
        guard case .rerequest(let suite) = try event(of: "check_suite.rerequested") else {
            Issue.record("no rerequest")
            return
        }
        #expect(suite.pulls == [.init(number: 2, head: "changes")])
        #expect(suite.branch == "changes" && suite.app == 29_310)
        guard case .rerequest(let run) = try event(of: "check_run.rerequested") else {
            Issue.record("no rerequest")
            return
        }
        #expect(run.pulls.isEmpty && run.branch == "master")
    }

    @Test("an installation tells its repositories")
    func installation() throws {
        guard case .installation(.deleted, let repositories) = try event(of: "installation.deleted")
        else {
            Issue.record("no installation")
            return
        }
        #expect(repositories.map(\.id) == [1_296_269])
    }

    @Test("a deleted account, a null owner and a name of any letters are no obstacle")
    func nulls() throws {
        let text = #"""
            {"action": "closed", "sender": null, "installation": null,
             "pull_request": {"number": 7, "user": null, "merged_at": null, "head": {"repo": null}},
             "repository": {"id": 1, "full_name": "o/r", "owner": null, "default_branch": "é😀"}}
            """#
        let payload = try payload("pull_request", text)
        #expect(payload.sender == nil && payload.installation == nil)
        #expect(payload.repository?.defaultBranch == "é😀")
        guard case .pullRequest(let pull) = payload.event else {
            Issue.record("no pull request")
            return
        }
        #expect(pull.author == nil && !pull.isMerged)
    }

    @Test("a repository whose name or number is none is no repository")
    func noRepository() throws {
        for repository in [
            #"{"id": 1, "full_name": "../.."}"#, #"{"id": 1, "full_name": "a/b/c"}"#,
            #"{"id": 1, "full_name": "a b/c"}"#, #"{"id": -1, "full_name": "a/b"}"#,
            #"{"id": "1", "full_name": "a/b"}"#, #"{"full_name": "a/b"}"#, "[]", "null", "1",
        ] {
            #expect(try payload("ping", #"{"repository": \#(repository)}"#).repository == nil)
        }
    }

    @Test(
        "an event or an action that is not known is ignored by name",
        arguments: [
            ("star", #"{"action": "created"}"#, "star.created"), ("fork", "{}", "fork"),
            ("star", #"{"action": "Bad action"}"#, "star"), ("star", #"{"action": 3}"#, "star"),
            ("merge_group", #"{"action": "destroyed"}"#, "merge_group.destroyed"),
            ("installation", #"{"action": "eaten"}"#, "installation.eaten"),
            ("check_run", #"{"action": "completed"}"#, "check_run.completed"),
        ])
    func ignored(_ name: String, _ text: String, _ title: String) throws {
        #expect(try payload(name, text).event == .ignored(title))
    }

    @Test(
        "an event that lacks what makes it one is refused, and the message says what",
        arguments: [
            ("push", "{}", "ref"), ("push", #"{"ref": "x", "after": null}"#, "after"),
            ("pull_request", #"{"action": "opened"}"#, "pull_request.number"),
            ("pull_request", #"{"pull_request": {"number": "1"}}"#, "pull_request.number"),
            ("issue_comment", #"{"issue": []}"#, "issue.number"),
            ("merge_group", #"{"action": "checks_requested"}"#, "merge_group.head_ref"),
            ("check_suite", #"{"action": "rerequested"}"#, "check_suite"),
        ])
    func incomplete(_ name: String, _ text: String, _ subject: String) {
        let error = #expect(throws: WebhookError.self) { try payload(name, text) }
        #expect(error?.code == .malformedPayload)
        #expect(error?.subject == subject)
    }

    @Test("a body that is no object is refused")
    func noObject() {
        for text in ["[]", "1", "null", "\"x\""] {
            #expect(throws: WebhookError.self) { try payload("ping", text) }
        }
    }
}
