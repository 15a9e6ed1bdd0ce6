internal import StandInForge
internal import Testing

@Suite("GraphQL at the stand-in")
struct GraphQLTests {
    let forge: StandInForge
    let client: Client

    init() throws {
        forge = try StandInForge()
        try forge.addOrganization("acme", members: ["ada": "admin"])
        try forge.addFleet(5)
        client = Client(forge: forge, token: try forge.personalToken(for: "ada"))
    }

    private func ask(_ query: String, _ variables: JSON = [:]) throws -> JSON {
        try client.send(
            "POST", forge.graphQLURL, ["query": .string(query), "variables": variables]
        ).json
    }

    @Test("the repositories of an organisation come in pages with heads and the configuration")
    func repositories() throws {
        try forge.push([".github/complybot.yml": "version: 1\n"], to: "main", of: "acme/service-5")
        let query = """
            query Fleet($org: String!, $after: String) {
              organization(login: $org) {
                repositories(first: 3, after: $after, orderBy: {field: NAME, direction: ASC}) {
                  totalCount
                  pageInfo { hasNextPage endCursor }
                  nodes {
                    nameWithOwner isArchived isPrivate
                    defaultBranchRef { name target { oid } }
                    object(expression: "HEAD:.github/complybot.yml") { ... on Blob { text oid } }
                  }
                }
              }
            }
            """
        let first = try ask(query, ["org": "acme"])["data"]?["organization"]?["repositories"]
        #expect(first?["totalCount"] == 5)
        #expect(first?["nodes"]?.items?.count == 3)
        let cursor = try #require(first?["pageInfo"]?["endCursor"])
        let second = try ask(query, ["org": "acme", "after": cursor])["data"]?["organization"]?[
            "repositories"]
        #expect(second?["pageInfo"]?["hasNextPage"] == false)
        let nodes = (first?["nodes"]?.items ?? []) + (second?["nodes"]?.items ?? [])
        #expect(Set(nodes.compactMap { $0["nameWithOwner"]?.text }).count == 5)
        #expect(nodes.filter { $0["defaultBranchRef"] == .null }.count == 1)
        #expect(nodes.compactMap { $0["object"]?["text"]?.text } == ["version: 1\n"])
        let head = try forge.branches(of: "acme/service-5")["main"]
        #expect(nodes.contains { $0["defaultBranchRef"]?["target"]?["oid"]?.text == head })
        #expect(forge.violations == [])
    }

    @Test("an unknown field is an error before anything is done, and a violation")
    func unknownField() throws {
        let answer = try ask(
            "{ organization(login: \"acme\") { repositorys(first: 1) { totalCount } } }")
        #expect(answer["data"] == nil)
        #expect(
            answer["errors"]?[0]?["message"]
                == "Field 'repositorys' doesn't exist on type 'Organization'")
        #expect(answer["errors"]?[0]?["extensions"]?["code"] == "undefinedField")
        #expect(forge.violations.count == 1)
    }

    @Test(
        "a missing thing is null with an error, a list needs its bounds, and an unfinished text is no query"
    )
    func errors() throws {
        let none = try ask("query { repository(owner: \"acme\", name: \"none\") { id } }")
        #expect(none["data"]?["repository"] == .null)
        #expect(none["errors"]?[0]?["type"] == "NOT_FOUND")
        #expect(
            none["errors"]?[0]?["message"]
                == "Could not resolve to a Repository with the name 'acme/none'.")
        let bounds = try ask("{ organization(login: \"acme\") { repositories { totalCount } } }")
        #expect(bounds["errors"]?[0]?["type"] == "MISSING_PAGINATION_BOUNDARIES")
        let many = try ask(
            "{ organization(login: \"acme\") { repositories(first: 101) { totalCount } } }")
        #expect(many["errors"]?[0]?["type"] == "EXCESSIVE_PAGINATION")
        #expect(
            try ask("{ viewer { login ")["errors"]?[0]?["message"]
                == "Parse error on end of file at [1, 18]")
        #expect(try ask("query($a: String!) { user(login: $a) { id } }")["errors"] != nil)
        let anonymous = Client(forge: forge, token: nil)
        #expect(
            try anonymous.send("POST", forge.graphQLURL, ["query": "{ viewer { login } }"]).status
                == 401)
    }

    @Test("aliases, fragments, directives and several ids in one question")
    func language() throws {
        let id = try #require(try ask("{ viewer { id } }")["data"]?["viewer"]?["id"])
        let answer = try ask(
            """
            query($ids: [ID!]!, $with: Boolean = false) {
              first: nodes(ids: $ids) { __typename ...person id @skip(if: true) }
              viewer { login name @include(if: $with) }
            }
            fragment person on User { login }
            """, ["ids": [id]])
        #expect(answer["data"]?["first"]?[0] == ["__typename": "User", "login": "ada"])
        #expect(answer["data"]?["viewer"] == ["login": "ada"])
    }

    @Test("auto-merge waits for the checks and merges then")
    func autoMerge() throws {
        let name = "acme/service-5"
        try forge.push(["a.txt": "a\n"], to: "fix", of: name)
        try forge.openPullRequest(in: name, from: "fix")
        let id = try #require(
            try ask(
                "{ repository(owner: \"acme\", name: \"service-5\") { pullRequests(first: 1, headRefName: \"fix\") { nodes { id } } } }"
            )["data"]?["repository"]?["pullRequests"]?["nodes"]?[0]?["id"])
        let mutation = """
            mutation($id: ID!) { enablePullRequestAutoMerge(input: {pullRequestId: $id, mergeMethod: SQUASH}) {
              pullRequest { autoMergeRequest { mergeMethod } } } }
            """
        #expect(try ask(mutation, ["id": id])["errors"]?[0]?["type"] == "UNPROCESSABLE")
        try forge.configure(name, allowsAutoMerge: true)
        var rules = StandInForge.Protection()
        rules.requiredChecks = ["ci"]
        try forge.protect("main", of: name, rules)
        let enabled = try ask(mutation, ["id": id])
        #expect(
            enabled["data"]?["enablePullRequestAutoMerge"]?["pullRequest"]?["autoMergeRequest"]?[
                "mergeMethod"] == "SQUASH")
        let head = try forge.pullRequest(1, of: name).headOID
        _ = try client.send(
            "POST", "/repos/\(name)/statuses/\(head)", ["state": "success", "context": "ci"])
        #expect(try forge.pullRequest(1, of: name).state == "merged")
        #expect(forge.violations == [])
    }

    @Test("a commit on a branch needs the head that is there")
    func commitOnBranch() throws {
        let head = try #require(try forge.branches(of: "acme/service-5")["main"])
        let mutation = """
            mutation($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) { commit { oid } } }
            """
        let input: JSON = [
            "branch": ["repositoryNameWithOwner": "acme/service-5", "branchName": "main"],
            "expectedHeadOid": .string(head), "message": ["headline": "Change"],
            "fileChanges": ["additions": [["path": "n.txt", "contents": "bmV3Cg=="]]],
        ]
        #expect(try ask(mutation, ["input": input])["errors"] == nil)
        #expect(try forge.file("n.txt", on: "main", of: "acme/service-5") == "new\n")
        #expect(try ask(mutation, ["input": input])["errors"]?[0]?["type"] == "STALE_DATA")
    }

    @Test("the merge queue shows what waits in it")
    func mergeQueue() throws {
        let name = "acme/service-5"
        try forge.configure(name, hasMergeQueue: true)
        try forge.push(["a.txt": "a\n"], to: "fix", of: name)
        try forge.openPullRequest(in: name, from: "fix")
        try forge.setQueued(true, 1, of: name)
        let answer = try ask(
            "{ repository(owner: \"acme\", name: \"service-5\") { pullRequest(number: 1) { isInMergeQueue mergeQueueEntry { position state } } } }"
        )
        #expect(
            answer["data"]?["repository"]?["pullRequest"] == [
                "isInMergeQueue": true, "mergeQueueEntry": ["position": 1, "state": "QUEUED"],
            ])
    }
}
