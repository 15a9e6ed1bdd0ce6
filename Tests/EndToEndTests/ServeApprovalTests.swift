import Foundation
import StandInForge
import TestSupport
import Testing

@Suite("Decisions about proposals through the service's API")
struct ServeApprovalTests {
    private static let secret = "the secret of the service"
    private static let token = "the-token-of-the-operator"
    private static let workers = "the-token-of-the-workers"
    private static let shop = "acme/shop"
    private let fleet: GitHubFleet

    init() throws {
        fleet = try GitHubFleet(as: .app)
        try fleet.add("shop")
        try fleet.folder.write(Self.token, to: "api-token")
        try fleet.folder.write(Self.workers, to: "worker-token")
    }

    private var environment: [String: String] {
        fleet.environment.merging(["COMPLYBOT_WEBHOOK_SECRET": Self.secret]) { $1 }
    }

    /// Starts a service, which has a proposal made.
    private func start(_ server: String, _ more: [String] = []) throws -> ServiceProcess {
        try fleet.folder.write("server: {\(server)}\n", to: "complybot.yml")
        let service = try ServiceProcess(
            arguments: ["--rule", "actions-least-privilege"] + more, in: fleet.folder.path,
            environment: environment)
        try fleet.forge.setWebhook(service.webhooks, secret: Self.secret, of: fleet.app)
        try fleet.forge.push(["a": "1"], to: "main", of: Self.shop)
        return service
    }

    private static let proof = "authorization: Bearer \(token)"

    private func ask(
        _ path: String, of service: ServiceProcess, by proof: String = proof, _ more: [String] = []
    ) throws -> String {
        try Program.tool(
            ["curl", "--silent", "--show-error", "--header", proof] + more
                + ["\(service.address)/api/v1/\(path)"], in: fleet.folder.path)
    }

    private func decide(
        _ decision: String, _ service: ServiceProcess, by proof: String = proof
    ) throws -> String {
        let head = try #require(try fleet.open("shop").first).headOID
        let body = #"{"decision": "\#(decision)", "head": "\#(head)", "reason": "as we said"}"#
        return try ask("approvals/1", of: service, by: proof, ["--data", body])
    }

    private func check() throws -> StandInForge.CheckRunView {
        let head = try #require(try fleet.open("shop").first).headOID
        return try #require(
            try fleet.forge.checkRuns(of: Self.shop).last {
                $0.head == head && $0.name == "complybot/approvals"
            })
    }

    @Test("a yes turns the check green and a no red, each without anybody's push")
    func moved() throws {
        let service = try start("token_file: api-token")
        try service.waitForRun()
        #expect(try check().conclusion == "action_required")
        #expect(try ask("approvals", of: service).contains(#""state":"pending""#))

        #expect(try decide("approved", service).contains(#""counts":true"#))
        #expect(try service.waitForRun().outcome == "done")
        #expect(try check().conclusion == "success")
        #expect(try check().summary?.contains("token:operator") == true)

        _ = try decide("rejected", service)
        #expect(try service.waitForRun().outcome == "done")
        #expect(try check().conclusion == "failure")
        #expect(try check().summary?.contains("as we said") == true)
        #expect(service.terminate() == 0)
        #expect(fleet.forge.violations.isEmpty, "\(fleet.forge.violations)")
    }

    @Test("a decision reaches a worker elsewhere, and is of one commit only")
    func elsewhere() throws {
        let service = try start(
            "token_file: api-token, worker_token_file: worker-token", ["--no-workers"])
        let worker = try ServiceProcess(
            worker: [
                "--server", service.address, "--token-file", "worker-token", "--name", "ada",
                "--rule", "actions-least-privilege",
            ], in: fleet.folder.path,
            environment: environment.merging(["COMPLYBOT_HOME": "\(fleet.home)-ada"]) { $1 })
        try service.waitForRun()
        _ = try decide("approved", service)
        try service.waitForRun()
        #expect(try check().conclusion == "success")
        try fleet.forge.push(["mine": "1"], to: GitHubFleet.branch, of: Self.shop, by: "ada")
        try service.waitForRun()
        #expect(try check().conclusion == "action_required")
        #expect(worker.terminate() == 0)
        #expect(service.terminate() == 0)
    }

    @Test("whoever shows no token decides nothing at the forge, and is told so")
    func unproven() throws {
        let service = try start("drain-seconds: 1")
        try service.waitForRun()
        let answer = try decide("approved", service, by: "x-complybot-csrf: 1")
        #expect(answer.contains(#""counts":false"#) && answer.contains("server.token_file"))
        #expect(try service.waitForRun().outcome == "done")
        #expect(try check().conclusion == "action_required")
        #expect(service.terminate() == 0)
    }
}
