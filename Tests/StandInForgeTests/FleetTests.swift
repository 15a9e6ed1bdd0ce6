internal import StandInForge
internal import Testing

@Suite("A whole fleet at the stand-in")
struct FleetTests {
    @Test("three hundred repositories come in three pages of a hundred, by REST and by GraphQL")
    func threeHundred() throws {
        let forge = try StandInForge()
        let names = try forge.addFleet(300)
        let app = try forge.addApp("complybot", owner: "acme")
        let token = try forge.installationToken(for: try forge.install(app, in: "acme"))
        let client = Client(forge: forge, token: token)
        var found: Set<String> = []
        var next: String? = "\(forge.apiURL)/installation/repositories?per_page=100"
        while let address = next {
            let page = try client.send("GET", address)
            for item in page.json["repositories"]?.items ?? [] {
                found.insert(item["full_name"]?.text ?? "")
            }
            let link = page.headers["link"]?.split(separator: ",").first {
                $0.contains("rel=\"next\"")
            }
            next = link?.split(separator: "<").last?.split(separator: ">").first.map(String.init)
        }
        #expect(found == Set(names))
        #expect(forge.requests.count == 3)
        let query: JSON = """
            { organization(login: "acme") { repositories(first: 100) { totalCount nodes {
              nameWithOwner defaultBranchRef { target { oid } } object(expression: "HEAD:README.md") { oid }
            } } } }
            """
        let answer = try client.send("POST", forge.graphQLURL, ["query": query])
        let list = answer.json["data"]?["organization"]?["repositories"]
        #expect(list?["totalCount"] == 300)
        #expect(list?["nodes"]?.items?.count { $0["object"]?["oid"] != nil } == 99)
        #expect(forge.violations == [])
    }
}
