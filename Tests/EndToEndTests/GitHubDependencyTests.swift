import StandInForge
import TestSupport
import Testing

@Suite("The dependency graph")
struct GitHubDependencyTests {
    private static let files = [
        "README.md": "# Service\n",
        "requirements.txt": "requests==2.32.0\nidna==3.7\n",
        "web/package.json": #"{"dependencies": {"a": "^1"}}"#,
        "web/package-lock.json":
            #"{"lockfileVersion": 3, "packages": {"": {"dependencies": {"a": "^1"}}, "node_modules/a": {"version": "1.0.0"}, "node_modules/b": {"version": "2.0.0", "dev": true}}}"#,
        "open/requirements.txt": "flask>=2\n",
        "vendor/x/go.mod": "module x\nrequire a.b/c v1.0.0\n",
    ]

    private func told(_ fleet: GitHubFleet) throws -> [JSON] {
        try fleet.forge.dependencySnapshots(of: fleet.full("one"))
    }

    @Test("a sweep tells what a default branch settles on, and again only when that has changed")
    func sweep() throws {
        let fleet = try GitHubFleet()
        try fleet.add("one", files: Self.files)
        try fleet.add("none", files: ["README.md": "# None\n"])
        let (outcome, _) = try fleet.sweep()
        #expect(outcome.status == 0, "\(outcome.errors)")
        let first = try #require(try told(fleet).first)
        #expect(first["ref"] == "refs/heads/main" && first["job"]?["correlator"] == "complybot")
        let manifests = try #require(first["manifests"]?.members)
        #expect(manifests.keys.sorted() == ["requirements.txt", "web/package-lock.json"])
        let web = try #require(manifests["web/package-lock.json"]?["resolved"]?.members)
        #expect(web["pkg:npm/a@1.0.0"]?["relationship"] == "direct")
        #expect(web["pkg:npm/b@2.0.0"]?["scope"] == "development")
        #expect(try fleet.forge.dependencySnapshots(of: fleet.full("none")).isEmpty)

        _ = fleet.takeCounts()
        _ = try fleet.sweep(["--all"])
        #expect(fleet.takeCounts().writes == 0)
        try fleet.forge.push(["README.md": "# Other\n"], to: "main", of: fleet.full("one"))
        _ = try fleet.sweep()
        #expect(try told(fleet).count == 1)
        try fleet.forge.push(["requirements.txt": "idna==3.8\n"], to: "main", of: fleet.full("one"))
        _ = try fleet.sweep(["--dry-run"])
        #expect(try told(fleet).count == 1)
        _ = try fleet.sweep()
        #expect(try told(fleet).count == 2)
        #expect(fleet.forge.violations.isEmpty, "\(fleet.forge.violations)")
    }

    @Test("an App without the permission is told so once, and everything else is done")
    func refused() throws {
        let fleet = try GitHubFleet(as: .app)
        try fleet.add("one", files: Self.files.merging(GitHubFleet.drift) { $1 })
        fleet.forge.inject(
            Fault(
                .answer(status: 403, message: "Resource not accessible by integration"),
                path: "/repos/acme/one/dependency-graph/snapshots", count: .max))
        let outcome = try fleet.run(["sweep", "--org", GitHubFleet.organization])
        #expect(
            outcome.status == 0 && outcome.output.contains("not permitted"), "\(outcome.output)")
        #expect(try fleet.open("one").count == 1)
        _ = fleet.takeCounts()
        let again = try fleet.run(["sweep", "--org", GitHubFleet.organization, "--all"])
        #expect(again.status == 0 && !again.output.contains("not permitted"), "\(again.output)")
        #expect(fleet.takeCounts().writes == 0)
    }

    @Test("the operator turns it off")
    func off() throws {
        let fleet = try GitHubFleet()
        try fleet.add("one", files: Self.files)
        try fleet.folder.write("dependency-graph: off\n", to: "operator.yml")
        _ = try fleet.sweep(["--config", "\(fleet.folder.path)/operator.yml"])
        #expect(try told(fleet).isEmpty)
    }

    @Test("the Action tells of a push to the default branch, where the token may")
    func action() throws {
        let workspace = try ActionWorkspace(adding: ["requirements.txt": "idna==3.7\n"])
        let forge = try StandInForge()
        try forge.addOrganization("contoso", members: ["ada": "admin"])
        try Program.tool(
            ["git", "branch", "--quiet", "--force", "main", workspace.merge],
            in: workspace.repository)
        try forge.addRepository("contoso/orders", from: workspace.repository)
        func run(
            _ level: String, _ inputs: [String: String] = [:], branch: String = "main"
        ) throws -> ActionWorkspace.Outcome {
            let token = try forge.actionsToken(
                for: "contoso/orders", permissions: ["contents": level, "metadata": "read"])
            return try workspace.run(
                "push",
                payload:
                    #"{"ref": "refs/heads/\#(branch)", "before": "\#(workspace.base)", "repository": {"full_name": "contoso/orders", "default_branch": "main"}}"#,
                inputs: inputs.merging(["token": token, "checks": "false"]) { $1 },
                environment: [
                    "GITHUB_SERVER_URL": forge.serverURL, "GITHUB_API_URL": forge.apiURL,
                    "GITHUB_REF": "refs/heads/\(branch)",
                ])
        }
        func told() throws -> Int { try forge.dependencySnapshots(of: "contoso/orders").count }
        let silent = try run("read")
        #expect(silent.program.status == 1, "\(silent.program.output)")
        #expect(try told() == 0)
        let demanding = try run("read", ["dependency-graph": "true"])
        #expect(demanding.program.status == 3, "\(demanding.program.output)")
        #expect(demanding.program.output.contains("contents: write"))
        _ = try run("write", ["dependency-graph": "false"])
        _ = try run("write", branch: "other")
        #expect(try told() == 0)
        let outcome = try run("write")
        #expect(outcome.program.status == 1, "\(outcome.program.output)\(outcome.program.errors)")
        #expect(try told() == 1)
        #expect(forge.violations.isEmpty, "\(forge.violations)")
    }
}
