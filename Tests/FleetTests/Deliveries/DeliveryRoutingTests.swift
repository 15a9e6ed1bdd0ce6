import Basics
import Forge
import Foundation
import Testing

@testable import Fleet

@Suite("What follows from deliveries")
struct DeliveryRoutingTests {
    private static let bot = 77
    private static let zeros = String(repeating: "0", count: 40)
    private static let head = String(repeating: "a", count: 40)
    private let repository = "github.com:5"
    private let location = "https://github.com/acme/shop.git"

    private func routing(isApp: Bool = false, id: Int? = bot) throws -> DeliveryRouting {
        DeliveryRouting(
            endpoint: try GitHubEndpoint(),
            account: GitHubAccount(login: "complybot[bot]", id: id, appID: 9), isApp: isApp)
    }

    /// What follows from an event in `acme/shop`, with members put into its payload.
    private func route(
        _ event: String, _ members: String, by sender: String = #"{"id": 1, "login": "ada"}"#,
        isApp: Bool = false, id: Int? = bot
    ) throws -> RoutedDelivery {
        let text = """
            {"repository": {"id": 5, "full_name": "acme/shop", "default_branch": "main"},
             "sender": \(sender), \(members)}
            """
        return try routing(isApp: isApp, id: id).route(
            WebhookPayload(event: event, body: Array(text.utf8)))
    }

    private func remediate(_ priority: WorkPriority, _ cause: String) -> [WorkRequest] {
        [
            WorkRequest(
                unit: UnitKey(repository: repository), location: location, priority: priority,
                cause: cause)
        ]
    }

    private func check(
        _ subject: String, _ priority: WorkPriority, _ cause: String
    ) -> [WorkRequest] {
        [
            WorkRequest(
                unit: UnitKey(repository: repository, kind: .check, subject: subject),
                location: location, priority: priority, cause: cause)
        ]
    }

    private func pull(_ action: String, author: Int, _ more: String = "") -> String {
        #""action": "\#(action)", "pull_request": {"number": 3, "user": {"id": \#(author)}}\#(more)"#
    }

    // MARK: Pushes

    @Test("a push to the default branch has it remediated, forced or not")
    func push() throws {
        for forced in [true, false] {
            let members =
                #""ref": "refs/heads/main", "after": "\#(Self.head)", "forced": \#(forced)"#
            #expect(try route("push", members).requests == remediate(.event, "push"))
        }
    }

    @Test(
        "a tag, another branch, a deleted branch or a name in another normal form asks for nothing",
        arguments: [
            ("refs/tags/main", head), ("refs/heads/other", head), ("refs/heads/main", zeros),
            ("refs/heads/main/x", head), ("main", head), ("refs/heads/$(id)", head),
        ])
    func otherPush(_ ref: String, _ after: String) throws {
        let routed = try route("push", #""ref": "\#(ref)", "after": "\#(after)""#)
        #expect(routed == RoutedDelivery(.notDefaultBranch))
    }

    @Test("our own push asks for nothing, known by the number alone")
    func ownPush() throws {
        let members = #""ref": "refs/heads/main", "after": "\#(Self.head)""#
        #expect(try route("push", members, by: #"{"id": 77}"#) == RoutedDelivery(.ownAction))
        let namesake = #"{"id": 78, "login": "complybot[bot]"}"#
        #expect(try route("push", members, by: namesake).verdict == .routed)
        #expect(try route("push", members, by: #"{"id": 77}"#, id: nil).verdict == .routed)
        #expect(try route("push", members, by: "null").verdict == .routed)
    }

    // MARK: Pull requests

    @Test(
        "a pull request of others has its head checked when it has a new one",
        arguments: ["opened", "reopened", "synchronize", "ready_for_review"])
    func othersPull(_ action: String) throws {
        #expect(
            try route("pull_request", pull(action, author: 1)).requests
                == check("pull/3", .event, "pull-request"))
    }

    @Test("an edited pull request of others is checked when it goes to another base")
    func editedPull() throws {
        let retargeted = pull(
            "edited", author: 1, #", "changes": {"base": {"ref": {"from": "x"}}}"#)
        #expect(try route("pull_request", retargeted).requests.count == 1)
        let retitled = pull("edited", author: 1, #", "changes": {"title": {"from": "x"}}"#)
        #expect(try route("pull_request", retitled) == RoutedDelivery(.nothingNew))
    }

    @Test(
        "what people do to our pull request has the branch remediated",
        arguments: ["closed", "reopened", "edited", "labeled", "unlabeled", "synchronize"])
    func ownPull(_ action: String) throws {
        #expect(
            try route("pull_request", pull(action, author: Self.bot)).requests
                == remediate(.event, "pull-request"))
    }

    @Test("what we do to any pull request asks for nothing")
    func ownPullByUs() throws {
        for (action, author) in [
            ("opened", 77), ("synchronize", 77), ("closed", 77), ("labeled", 1),
        ] {
            let routed = try route("pull_request", pull(action, author: author), by: #"{"id": 77}"#)
            #expect(routed == RoutedDelivery(.ownAction))
        }
    }

    @Test("what changes nothing that we look at asks for nothing")
    func idlePull() throws {
        for action in ["closed", "labeled", "assigned", "locked", "invented"] {
            let routed = try route("pull_request", pull(action, author: 1))
            #expect(routed == RoutedDelivery(.nothingNew))
        }
        let routed = try route("pull_request", pull("assigned", author: Self.bot))
        #expect(routed == RoutedDelivery(.nothingNew))
    }

    @Test("a review of our pull request has the branch remediated, one of another's does not")
    func review() throws {
        let submitted = try route("pull_request_review", pull("submitted", author: Self.bot))
        #expect(submitted.requests == remediate(.event, "review"))
        #expect(
            try route("pull_request_review", pull("submitted", author: 1))
                == RoutedDelivery(.nothingNew))
    }

    @Test("the head of a merge group is checked, if it is a head")
    func mergeGroup() throws {
        let members = #""action": "checks_requested", "merge_group": {"head_ref": "REF"}"#
        let ref = "refs/heads/gh-readonly-queue/main/pr-104-92"
        #expect(
            try route("merge_group", members.replacing("REF", with: ref)).requests
                == check(ref, .event, "merge-group"))
        for bad in ["refs/tags/x", "", "refs/heads/a b", "refs/heads/a\\u0000", "--upload-pack=x"] {
            let routed = try route("merge_group", members.replacing("REF", with: bad))
            #expect(routed == RoutedDelivery(.unusableName))
        }
        let long = "refs/heads/" + String(repeating: "x", count: 1_100)
        #expect(try route("merge_group", members.replacing("REF", with: long)).requests.isEmpty)
    }

    // MARK: People's words

    private func comment(
        _ body: String, author: Int = 1, on pull: String = "{}", _ action: String = "created"
    ) -> String {
        """
        "action": "\(action)", "comment": {"body": "\(body)"},
        "issue": {"number": 3, "user": {"id": \(author)}, "pull_request": \(pull)}
        """
    }

    @Test("a command goes before all else, whoever's pull request it stands under")
    func command() throws {
        for body in ["/complybot rebase", "/complybot", "/complybot nonsense\\nmore"] {
            #expect(
                try route("issue_comment", comment(body)).requests
                    == remediate(.command, "command"))
        }
        let edited = comment("/complybot close", author: 1, "edited")
        #expect(try route("issue_comment", edited).requests == remediate(.command, "command"))
    }

    @Test("a remark under our pull request is noticed, one under another's is not")
    func remark() throws {
        #expect(
            try route("issue_comment", comment("thanks", author: Self.bot)).requests
                == remediate(.event, "comment"))
        for body in ["thanks", " /complybot rebase", "/complybotx", "> /complybot rebase"] {
            #expect(try route("issue_comment", comment(body)) == RoutedDelivery(.nothingNew))
        }
    }

    @Test("a command under an issue, in a deleted comment or of our own asks for nothing")
    func noCommand() throws {
        let issue = comment("/complybot rebase", on: "null")
        #expect(try route("issue_comment", issue) == RoutedDelivery(.nothingNew))
        let deleted = comment("/complybot rebase", author: 1, "deleted")
        #expect(try route("issue_comment", deleted) == RoutedDelivery(.nothingNew))
        let own = try route("issue_comment", comment("/complybot x"), by: #"{"id": 77}"#)
        #expect(own == RoutedDelivery(.ownAction))
    }

    @Test("a check that is asked for again is done again, whoever sends the event")
    func rerequest() throws {
        func suite(_ branch: String, _ pulls: String = "[]", app: Int = 9) -> String {
            """
            "action": "rerequested", "check_suite": {"head_branch": \(branch),
            "app": {"id": \(app)}, "pull_requests": \(pulls)}
            """
        }
        func pull(_ number: Int, _ head: String, base: Int = 5) -> String {
            #"{"number": \#(number), "head": {"ref": "\#(head)"}, "base": {"repo": {"id": \#(base)}}}"#
        }
        let cause = "check-rerequested"
        for sender in [#"{"id": 77}"#, "null"] {
            #expect(
                try route("check_suite", suite(#""main""#), by: sender).requests
                    == remediate(.command, cause))
        }
        #expect(
            try route("check_suite", suite(#""x""#)).requests
                == check("refs/heads/x", .command, cause))
        let both = "[\(pull(3, "x")),\(pull(4, "complybot/compliance")),\(pull(5, "x", base: 6))]"
        #expect(
            try route("check_suite", suite(#""x""#, both)).requests
                == check("pull/3", .command, cause) + remediate(.command, cause))
        #expect(try route("check_suite", suite("null")) == RoutedDelivery(.nothingNew))
        #expect(
            try route("check_suite", suite(#""main""#, app: 8)) == RoutedDelivery(.anotherApp))
    }

    // MARK: Repositories and installations

    @Test(
        "units follow their repository",
        arguments: [
            ("renamed", RepositoryChange.Kind.moved(to: "https://github.com/acme/shop.git"), false),
            ("transferred", .moved(to: "https://github.com/acme/shop.git"), false),
            ("archived", .closed(because: "archived"), false),
            ("deleted", .closed(because: "gone"), false), ("unarchived", .reopened, true),
        ])
    func repositoryChange(
        _ action: String, _ kind: RepositoryChange.Kind, _ isRemediated: Bool
    ) throws {
        let routed = try route("repository", #""action": "\#(action)""#)
        #expect(routed.changes == [RepositoryChange(repository: repository, kind: kind)])
        #expect(routed.requests == (isRemediated ? remediate(.event, "repository") : []))
    }

    @Test("a new repository, another default branch or who may see it is a reason to look")
    func repositoryFacts() throws {
        for action in ["created", "privatized", "publicized"] {
            #expect(
                try route("repository", #""action": "\#(action)""#).requests
                    == remediate(.event, "repository"))
        }
        let edited = #""action": "edited", "changes": {"default_branch": {"from": "master"}}"#
        #expect(try route("repository", edited).requests == remediate(.event, "repository"))
        let described = #""action": "edited", "changes": {"description": {"from": ""}}"#
        #expect(try route("repository", described) == RoutedDelivery(.unknownEvent))
    }

    private func installation(_ event: String, _ members: String) throws -> RoutedDelivery {
        let text = #"{"installation": {"id": 4}, "sender": null, \#(members)}"#
        return try routing(isApp: true).route(
            WebhookPayload(event: event, body: Array(text.utf8)))
    }

    private let two = #"[{"id": 5, "full_name": "acme/shop"}, {"id": 6, "full_name": "acme/till"}]"#

    @Test(
        "an installation opens and closes the repositories that it names",
        arguments: [
            ("created", RepositoryChange.Kind.reopened), ("unsuspend", .reopened),
            ("new_permissions_accepted", .reopened), ("deleted", .closed(because: "no-access")),
            ("suspend", .closed(because: "suspended-installation")),
        ])
    func installation(_ action: String, _ kind: RepositoryChange.Kind) throws {
        let routed = try installation(
            "installation", #""action": "\#(action)", "repositories": \#(two)"#)
        #expect(routed.changes.map(\.repository) == ["github.com:5", "github.com:6"])
        #expect(routed.changes.allSatisfy { $0.kind == kind })
        #expect(routed.requests.count == (kind == .reopened ? 2 : 0))
        #expect(routed.requests.allSatisfy { $0.priority == .sweep })
    }

    @Test("an installation that names no repository is kept and asks for nothing")
    func emptyInstallation() throws {
        let routed = try installation("installation", #""action": "suspend""#)
        #expect(routed == RoutedDelivery(.noRepository))
    }

    @Test("repositories that are added are worked on, those that are removed are closed")
    func installationRepositories() throws {
        let routed = try installation(
            "installation_repositories",
            #""action": "added", "repositories_added": [{"id": 6, "full_name": "acme/till"}], "repositories_removed": [{"id": 5, "full_name": "acme/shop"}]"#
        )
        #expect(
            routed.changes == [
                RepositoryChange(repository: "github.com:6", kind: .reopened),
                RepositoryChange(repository: "github.com:5", kind: .closed(because: "no-access")),
            ])
        #expect(routed.requests.map(\.location) == ["https://github.com/acme/till.git"])
    }

    // MARK: What is only kept

    @Test("an event that is not known, a ping and one without a repository are only kept")
    func kept() throws {
        #expect(try route("star", #""action": "created""#) == RoutedDelivery(.unknownEvent))
        #expect(try route("ping", #""zen": "x""#) == RoutedDelivery(.ping))
        let bare = try WebhookPayload(
            event: "push", body: Array(#"{"ref": "refs/heads/main", "after": "1"}"#.utf8))
        #expect(try routing().route(bare) == RoutedDelivery(.noRepository))
    }

    @Test("an App cannot work where it is not installed")
    func noInstallation() throws {
        let members = #""ref": "refs/heads/main", "after": "\#(Self.head)""#
        #expect(try route("push", members, isApp: true) == RoutedDelivery(.noInstallation))
        let installed = members + #", "installation": {"id": 4}"#
        #expect(try route("push", installed, isApp: true).requests == remediate(.event, "push"))
    }

    @Test("a delivery is kept under its id and the digest of its bytes, with what it asks for")
    func delivery() throws {
        let body = Array(
            #"{"ref": "refs/heads/main", "after": "1", "repository": {"id": 5, "full_name": "acme/shop", "default_branch": "main"}}"#
                .utf8)
        let headers = try WebhookHeaders(
            event: ["push"], delivery: ["72D3162E-cc78-11e3-81ab-4c9367dc0958"], hook: ["12"])
        let (delivery, verdict) = try routing().read(headers, body: body, at: 1_000)
        #expect(verdict == .routed)
        #expect(
            delivery
                == Delivery(
                    hook: 12, guid: "72d3162e-cc78-11e3-81ab-4c9367dc0958", event: "push",
                    action: nil, digest: Digest(of: body), receivedAt: 1_000,
                    requests: remediate(.event, "push")))
    }
}
