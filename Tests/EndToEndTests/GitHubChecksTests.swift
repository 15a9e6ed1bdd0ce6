import Foundation
import StandInForge
import TestSupport
import Testing

@Suite("Checks at GitHub")
struct GitHubChecksTests {
    private static let approvers =
        "approvers: {Service-Owner: [ada], Platform: [ada], SRE-Prod: [ada], Security: [\"@contoso/security\"]}\n"

    @Test("both checks are on the head of the pull request, and an unchanged run writes nothing")
    func reported() throws {
        let place = try GitHubPlace()
        _ = try place.remediate(Self.approvers)
        #expect(
            try place.conclusions() == [
                "complybot": "success", "complybot/approvals": "action_required",
            ])
        place.forge.clearRecords()
        _ = try place.remediate(Self.approvers)
        #expect(place.forge.contentWrites.isEmpty)
        #expect(place.forge.violations.isEmpty)
    }

    @Test("approvals count when those whom the matrix names have given them for this commit")
    func approved() throws {
        let place = try GitHubPlace()
        _ = try place.remediate(Self.approvers)
        for login in ["ada", "grace"] {
            try place.forge.review(1, of: GitHubPlace.name, state: "APPROVED", by: login)
        }
        _ = try place.remediate(Self.approvers)
        let run = try #require(
            try place.forge.checkRuns(of: GitHubPlace.name).first {
                $0.name == "complybot/approvals"
            })
        #expect(run.conclusion == "success", "\(run.summary ?? "")")
        #expect(run.summary?.contains("given by `ada`") == true)
        #expect(place.forge.violations.isEmpty)
    }

    @Test("a stranger's commit that brings a finding fails the check of its head")
    func edited() throws {
        let place = try GitHubPlace()
        _ = try place.remediate()
        let workflow =
            "on: push\njobs:\n  x:\n    runs-on: ubuntu-latest\n    steps:\n      - run: x\n"
        try place.forge.push(
            [".github/workflows/other.yml": workflow], to: "complybot/compliance",
            of: GitHubPlace.name,
            message: "Mine")
        _ = try place.remediate()
        #expect(try place.conclusions()["complybot"] == "failure")
        #expect(place.forge.violations.isEmpty)
    }

    @Test("the operator turns checks off, and a refusal leaves the pull request standing")
    func off() throws {
        let place = try GitHubPlace()
        _ = try place.remediate("checks: off\n")
        #expect(try place.conclusions().isEmpty)
        #expect(place.forge.violations.isEmpty)
    }

    @Test("the Action tells new findings at the head of a pull request, once, and not in the log")
    func action() throws {
        let edit = "version: 1\nrules: {dockerfile-pinned-base: {mode: report}}\nunknown: 1\n"
        let workspace = try ActionWorkspace(adding: [".github/complybot.yml": edit])
        let forge = try StandInForge()
        try forge.addOrganization("contoso", members: ["ada": "admin"])
        try Program.tool(
            ["git", "branch", "--quiet", "--force", "main", workspace.base],
            in: workspace.repository)
        try forge.addRepository("contoso/orders", from: workspace.repository)
        func run(_ permissions: [String: String]) throws -> ActionWorkspace.Outcome {
            let token = try forge.actionsToken(
                for: "contoso/orders",
                permissions: ["contents": "read", "metadata": "read"].merging(permissions) { $1 })
            return try workspace.run(
                "pull_request", payload: try workspace.payload("pull_request"),
                inputs: ["token": token],
                environment: [
                    "GITHUB_SERVER_URL": forge.serverURL, "GITHUB_API_URL": forge.apiURL,
                ])
        }
        let silent = try run([:])
        func annotations(_ outcome: ActionWorkspace.Outcome) -> Int {
            ["error", "warning", "notice"].map { outcome.commands("\($0) file").count }.reduce(0, +)
        }
        #expect(annotations(silent) == 1, "\(silent.program.output)")
        #expect(try forge.checkRuns(of: "contoso/orders").isEmpty)

        let told = try run(["checks": "write"])
        #expect(told.program.status == 1, "\(told.program.output)")
        #expect(annotations(told) == 0)
        let runs = try forge.checkRuns(of: "contoso/orders")
        #expect(runs.map(\.name).sorted() == ["complybot", "complybot/config"])
        #expect(runs.allSatisfy { $0.head == workspace.head && $0.conclusion == "failure" })
        #expect(runs.allSatisfy { $0.annotations.count == 1 }, "\(runs)")
        let config = try #require(runs.first { $0.name == "complybot/config" })
        #expect(config.summary?.contains("unknown") == true)

        forge.clearRecords()
        _ = try run(["checks": "write"])
        #expect(forge.contentWrites.isEmpty)
        #expect(forge.violations.isEmpty, "\(forge.violations)")
    }
}

extension GitHubPlace {
    /// The conclusion of each check on the head of the pull request, by name.
    fileprivate func conclusions() throws -> [String: String] {
        let head = try forge.pullRequest(1, of: Self.name).headOID
        let runs = try forge.checkRuns(of: Self.name).filter { $0.head == head }
        #expect(Set(runs.map(\.name)).count == runs.count, "a check is there twice")
        return Dictionary(runs.map { ($0.name, $0.conclusion ?? "") }) { $1 }
    }
}
