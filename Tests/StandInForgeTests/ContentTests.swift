internal import Foundation
internal import StandInForge
internal import Testing

@Suite("Files, references, checks and uploads at the stand-in")
struct ContentTests {
    let forge: StandInForge
    let client: Client
    let head: String

    init() throws {
        forge = try StandInForge()
        try forge.addOrganization("acme", members: ["ada": "admin"])
        try forge.addRepository(
            "acme/web", files: ["README.md": "hello\n", ".github/CODEOWNERS": "* @ada @ghosts\n"])
        let app = try forge.addApp("complybot", owner: "acme")
        let token = try forge.installationToken(for: try forge.install(app, in: "acme"))
        client = Client(forge: forge, token: token)
        head = try #require(try forge.branches(of: "acme/web")["main"])
    }

    @Test("a file comes as base64 or raw, a folder as a list, a missing one as 404")
    func contents() throws {
        let file = try client.send("GET", "/repos/acme/web/contents/.github/CODEOWNERS")
        let text = try #require(file.json["content"]?.text?.replacing("\n", with: ""))
        #expect(Data(base64Encoded: text) == Data("* @ada @ghosts\n".utf8))
        let raw = try client.send(
            "GET", "/repos/acme/web/contents/README.md?ref=main",
            headers: ["Accept: application/vnd.github.raw+json"])
        #expect(raw.bytes == Array("hello\n".utf8))
        #expect(
            try client.send("GET", "/repos/acme/web/contents/.github").json[0]?["type"] == "file")
        #expect(try client.send("GET", "/repos/acme/web/contents/").json.items?.count == 2)
        #expect(try client.send("GET", "/repos/acme/web/contents/none.txt").status == 404)
        #expect(try client.send("GET", "/repos/acme/web/readme").json["name"] == "README.md")
        #expect(
            try client.send("GET", "/repos/acme/web/codeowners/errors").json["errors"]?.items?.count
                == 1)
        try forge.addRepository("acme/empty", files: [:])
        #expect(
            try client.send("GET", "/repos/acme/empty/contents/x").message
                == "This repository is empty.")
        #expect(forge.violations == [])
    }

    @Test("writing a file needs the digest of the one that is there")
    func putContents() throws {
        let path = "/repos/acme/web/contents/README.md"
        let body: JSON = ["message": "Change", "content": "Ynllcgo=", "branch": "main"]
        #expect(try client.send("PUT", path, body).message.contains("\"sha\" wasn't supplied."))
        let old = try #require(try client.send("GET", path).json["sha"])
        var members = try #require(body.members)
        members["sha"] = old
        #expect(try client.send("PUT", path, .object(members)).status == 200)
        #expect(try client.send("PUT", path, .object(members)).status == 409)
        #expect(forge.violations == [])
    }

    @Test("blobs, trees, commits and references make a branch, and none moves back without force")
    func gitDatabase() throws {
        let root = "/repos/acme/web/git"
        let blob = try client.send(
            "POST", "\(root)/blobs", ["content": "new\n", "encoding": "utf-8"])
        let entry: JSON = [
            "path": "new.txt", "mode": "100644", "type": "blob", "sha": blob.json["sha"] ?? .null,
        ]
        let tree = try client.send(
            "POST", "\(root)/trees", ["base_tree": .string(head), "tree": [entry]])
        let wish: JSON = [
            "message": "New", "tree": tree.json["sha"] ?? .null, "parents": [.string(head)],
        ]
        let commit = try client.send("POST", "\(root)/commits", wish)
        #expect(commit.status == 201)
        let ref: JSON = ["ref": "refs/heads/a/b", "sha": commit.json["sha"] ?? .null]
        #expect(try client.send("POST", "\(root)/refs", ref).status == 201)
        #expect(try client.send("POST", "\(root)/refs", ref).message == "Reference already exists")
        #expect(
            try client.send("GET", "\(root)/ref/heads/a/b").json["object"]?["sha"]
                == commit.json["sha"])
        #expect(try client.send("GET", "\(root)/ref/heads/a%2Fb").status == 200)
        let back = try client.send("PATCH", "\(root)/refs/heads/a/b", ["sha": .string(head)])
        #expect(back.message == "Update is not a fast forward")
        #expect(
            try client.send(
                "PATCH", "\(root)/refs/heads/a/b", ["sha": .string(head), "force": true]
            ).status == 200)
        #expect(try client.send("DELETE", "\(root)/refs/heads/a/b").status == 204)
        #expect(
            try client.send("DELETE", "\(root)/refs/heads/a/b").message
                == "Reference does not exist")
        #expect(
            try client.send("GET", "\(root)/trees/main?recursive=1").json["tree"]?.items?.count == 3
        )
        #expect(forge.violations == [])
    }

    @Test("a check run takes fifty annotations at a time and shows its conclusion")
    func checks() throws {
        let note: JSON = [
            "path": "README.md", "start_line": 1, "end_line": 1, "annotation_level": "warning",
            "message": "m",
        ]
        func run(_ count: Int) -> JSON {
            [
                "name": "complybot", "head_sha": .string(head), "conclusion": "failure",
                "status": "completed",
                "output": [
                    "title": "t", "summary": "s",
                    "annotations": .array(Array(repeating: note, count: count)),
                ],
            ]
        }
        let made = try client.send("POST", "/repos/acme/web/check-runs", run(50))
        #expect(made.status == 201)
        #expect(made.json["output"]?["annotations_count"] == 50)
        #expect(forge.violations == [])
        #expect(try client.send("POST", "/repos/acme/web/check-runs", run(51)).status == 422)
        let id = try #require(made.json["id"]?.number)
        let notes = try client.send(
            "GET", "/repos/acme/web/check-runs/\(id)/annotations?per_page=100")
        #expect(notes.json.items?.count == 50)
        #expect(
            try client.send("GET", "/repos/acme/web/commits/main/check-runs").json["total_count"]
                == 1)
        let person = Client(forge: forge, token: try forge.personalToken(for: "ada"))
        #expect(
            try person.send("POST", "/repos/acme/web/check-runs", run(1)).message
                == "You must authenticate via a GitHub App.")
        #expect(forge.violations.count == 1)
    }

    @Test("statuses are combined, the last of each context")
    func statuses() throws {
        for state in ["pending", "success"] {
            let body: JSON = ["state": .string(state), "context": "complybot/config"]
            #expect(try client.send("POST", "/repos/acme/web/statuses/\(head)", body).status == 201)
        }
        let combined = try client.send("GET", "/repos/acme/web/commits/main/status")
        #expect(combined.json["state"] == "success")
        #expect(combined.json["total_count"] == 1)
        #expect(
            try client.send("GET", "/repos/acme/web/commits/main/statuses").json.items?.count == 2)
        #expect(forge.violations == [])
    }

    @Test("SARIF is unpacked and kept, and so are dependency snapshots")
    func uploads() throws {
        // {"version":"2.1.0","runs":[]} by gzip.
        let packed = "H4sIAAAAAAACA6tWKkstKs7Mz1OyUjLSM9QzUNJRKirNK1ayio6tBQBSlZKzHQAAAA=="
        let body: JSON = [
            "commit_sha": .string(head), "ref": "refs/heads/main", "sarif": .string(packed),
        ]
        let made = try client.send("POST", "/repos/acme/web/code-scanning/sarifs", body)
        #expect(made.status == 202)
        #expect(try forge.sarifUploads(of: "acme/web").first?.document["version"] == "2.1.0")
        let id = try #require(made.json["id"]?.text)
        #expect(
            try client.send("GET", "/repos/acme/web/code-scanning/sarifs/\(id)").json[
                "processing_status"] == "complete")
        let snapshot: JSON = [
            "version": 0, "sha": .string(head), "ref": "refs/heads/main",
            "scanned": "2026-01-01T00:00:00Z",
            "job": ["id": "1", "correlator": "complybot"],
            "detector": ["name": "complybot", "version": "1", "url": "https://example.com"],
        ]
        let taken = try client.send("POST", "/repos/acme/web/dependency-graph/snapshots", snapshot)
        #expect(taken.json["result"] == "SUCCESS")
        #expect(try forge.dependencySnapshots(of: "acme/web").count == 1)
        #expect(forge.violations == [])
    }

    @Test("protection and rules are shown, and a protected branch takes no file")
    func protection() throws {
        #expect(
            try client.send("GET", "/repos/acme/web/branches/main/protection").message
                == "Branch not protected")
        var rules = StandInForge.Protection()
        rules.approvals = 2
        rules.requiredChecks = ["ci"]
        rules.requiresUpToDate = true
        try forge.protect("main", of: "acme/web", rules)
        let shown = try client.send("GET", "/repos/acme/web/branches/main/protection")
        #expect(shown.json["required_status_checks"]?["strict"] == true)
        try forge.addRuleset("signed", to: "acme/web", rules: [["type": "required_signatures"]])
        let found = try client.send("GET", "/repos/acme/web/rules/branches/main")
        #expect(found.json[0]?["type"] == "required_signatures")
        #expect(try client.send("GET", "/repos/acme/web/rulesets").json.items?.count == 1)
        #expect(try client.send("GET", "/repos/acme/web/branches/main").json["protected"] == true)
        let body: JSON = ["message": "Change", "content": "Ynllcgo=", "branch": "main"]
        #expect(try client.send("PUT", "/repos/acme/web/contents/new.txt", body).status == 409)
        #expect(forge.violations == [])
    }
}
