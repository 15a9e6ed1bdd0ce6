import Basics
import Snapshots
import Testing

@testable import Forge

@Suite("Listing repositories at GitHub")
struct GitHubRepositoriesTests {
    private let github = ScriptedGitHub()
    private let head = String(repeating: "a", count: 40)

    private func node(_ id: Int, _ name: String, file: Bool = false, empty: Bool = false) -> String
    {
        let branch = empty ? "null" : #"{"name":"main","target":{"oid":"\#(head)"}}"#
        let blob = file ? #"{"oid":"\#(String(repeating: "b", count: 40))"}"# : "null"
        return #"{"databaseId":\#(id),"nameWithOwner":"acme/\#(name)","isArchived":false,"#
            + #""isDisabled":false,"isFork":false,"isPrivate":true,"diskUsage":12,"#
            + #""defaultBranchRef":\#(branch),"first":null,"second":\#(blob),"third":null}"#
    }

    private func page(_ nodes: [String], next: String? = nil) -> String {
        let cursor = next.map { "\"\($0)\"" } ?? "null"
        return
            #"{"data":{"repositoryOwner":{"repositories":{"pageInfo":{"hasNextPage":\#(next != nil),"#
            + #""endCursor":\#(cursor)},"nodes":[\#(nodes.joined(separator: ","))]}}}}"#
    }

    @Test("one request for a hundred repositories tells heads and configurations")
    func owner() async throws {
        let many = (0..<100).map { node($0 + 10, "service-\($0)") }
        github.on("POST graphql", json: page(many, next: "c1"))
        github.on(
            "POST graphql",
            json: page([
                node(1, "zebra", file: true), node(2, "empty", empty: true), node(10, "service-0"),
                "null",
            ]))
        let listing = try await GitHubRepositories(api: github, watching: "complybot/x").all(
            .owner("acme"))
        #expect(github.requests.count == 2)
        #expect(listing.hasHeads && listing.repositories.count == 102)
        let names = listing.repositories.map(\.name.name)
        #expect(names == names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
        let zebra = try #require(listing.repositories.last)
        #expect(zebra.id == 1 && zebra.configuration != nil && zebra.head?.description == head)
        let empty = try #require(listing.repositories.first)
        #expect(empty.defaultBranch == nil && empty.head == nil)
        #expect(listing.notices == ["GitHub did not show 1 of the repositories"])
        let variables = body(of: github.requests[1])["variables"] as? [String: Any]
        #expect(variables?["after"] as? String == "c1")
    }

    @Test("the watched branch and its newest pull request are in the same answer")
    func watched() async throws {
        let proposal =
            #"{"number":4,"state":"OPEN","isDraft":false,"baseRefName":"main","#
            + #""labels":{"nodes":[{"name":"b"},{"name":"a"}]},"comments":{"totalCount":2}}"#
        let watched =
            #""watched":{"target":{"oid":"\#(head)"}},"pullRequests":{"nodes":[\#(proposal)]}}"#
        github.on(
            "POST graphql", json: page([node(1, "a").dropLast() + "," + watched, node(2, "b")]))
        let listing = try await GitHubRepositories(api: github, watching: "complybot/x")
            .all(.owner("acme"))
        let variables = body(of: github.requests[0])["variables"] as? [String: Any]
        #expect(variables?["ref"] as? String == "refs/heads/complybot/x")
        #expect(variables?["branch"] as? String == "complybot/x")
        #expect(github.requests[0].organization == "acme")
        let seen = try #require(listing.repositories.first?.observation)
        #expect(seen.head == head && seen.botHead == head && seen.defaultBranch == "main")
        #expect(
            seen.pullRequest
                == .init(
                    number: 4, state: .open, base: "main", isDraft: false, labels: ["a", "b"],
                    comments: 2))
        #expect(listing.repositories.last?.observation?.pullRequest == nil)
    }

    @Test("pages that lead to themselves are refused")
    func loop() async {
        github.on("POST graphql", json: page([node(1, "a")], next: "same"))
        await #expect(throws: GitHubError.self) {
            try await GitHubRepositories(api: github, watching: "complybot/x").all(.owner("acme"))
        }
        #expect(github.requests.count == 2)
    }

    @Test(
        "where GraphQL is refused REST alone lists, without heads, and says so",
        arguments: [
            #"{"data":null,"errors":[{"type":"FORBIDDEN","message":"no\u001b[31m"}]}"#,
            #"{"errors":[{"message":"Field 'isDraft' doesn't exist"}]}"#,
        ])
    func rest(answer: String) async throws {
        github.on("POST graphql", json: answer)
        github.on(
            "GET orgs/acme/repos",
            json:
                #"[{"id":2,"node_id":"x","full_name":"acme/b","default_branch":"dev","archived":true,"size":3}]"#,
            link: "page=2")
        github.on(
            "GET orgs/acme/repos",
            json:
                #"[{"id":2,"node_id":"x","full_name":"acme/b"},{"id":1,"node_id":"y","full_name":"acme/a"},{"id":3,"node_id":"z","full_name":"../c"}]"#
        )
        let listing = try await GitHubRepositories(api: github, watching: "complybot/x").all(
            .owner("acme"))
        #expect(!listing.hasHeads && listing.repositories.map(\.id) == [1, 2])
        #expect(
            listing.repositories[1].isArchived && listing.repositories[1].defaultBranch == "dev")
        #expect(listing.notices.count == 1 && !listing.notices[0].contains("\u{1b}"))
        #expect(
            github.requests.filter { $0.method == .get }.allSatisfy { request in
                request.query.contains { $0 == ("per_page", "100") }
            })
    }

    @Test("a rate limit or an outage is not taken for a refusal of GraphQL")
    func limit() async {
        github.on("POST graphql", json: #"{"errors":[{"type":"RATE_LIMITED","message":"slow"}]}"#)
        let error = await #expect(throws: GitHubError.self) {
            try await GitHubRepositories(api: github, watching: "complybot/x").all(.owner("acme"))
        }
        #expect(error?.code == .limited(seconds: 60) && github.requests.count == 1)
    }

    @Test(
        "an installation costs two requests for a hundred; what it may not see keeps what REST tells"
    )
    func installation() async throws {
        github.on(
            "GET installation/repositories",
            json:
                #"{"total_count":2,"repositories":[{"id":1,"node_id":"n1","full_name":"acme/a"},{"id":2,"node_id":"n2","full_name":"acme/b","default_branch":"main"}]}"#
        )
        github.on("POST graphql", json: #"{"data":{"nodes":[\#(node(1, "a")),{}]}}"#)
        let listing = try await GitHubRepositories(api: github, watching: "complybot/x").all(
            .installation(of: "acme"))
        #expect(github.requests.count == 2)
        #expect(listing.repositories.map { $0.head == nil } == [false, true])
        #expect(listing.notices.count == 1)
    }
}
