import Foundation
import StandInForge
import Synchronization
import TestSupport
import Testing

@Suite("A service whose repositories a model drives")
struct ServeAgentTests {
    private static let secret = "the secret of the service"
    private static let shop = "acme/shop"
    private static let order = [
        "clone_repository", "create_branch", "apply_compliance_patches",
        "get_required_approvals", "run_tests", "commit_changes", "push_branch",
        "create_pull_request",
    ]
    private static let calls = order.map { (tool: $0, arguments: "{}") }
    private let fleet: GitHubFleet

    init() throws {
        fleet = try GitHubFleet(as: .app)
        try fleet.add(
            "shop",
            files: GitHubFleet.drift.merging([".github/complybot.yml": "version: 1\nllm: agent\n"])
            { $1 })
        try fleet.folder.write("model: {agent: {allowed: true}}\n", to: "complybot.yml")
    }

    private func environment(_ model: StandInModelServer) -> [String: String] {
        fleet.environment.merging([
            "COMPLYBOT_WEBHOOK_SECRET": Self.secret, "OPENAI_BASE_URL": "\(model.address)/v1",
            "OPENAI_API_KEY": "sk-a-secret-of-the-test",
        ]) { $1 }
    }

    private func start(
        _ model: StandInModelServer, port: Int = 0, _ more: [String] = []
    ) throws -> ServiceProcess {
        let service = try ServiceProcess(
            port: port, arguments: ["--rule", "actions-least-privilege"] + more,
            in: fleet.folder.path, environment: environment(model))
        if port == 0 {
            try fleet.forge.setWebhook(service.webhooks, secret: Self.secret, of: fleet.app)
        }
        return service
    }

    private func push() throws { try fleet.forge.push(["a": "1"], to: "main", of: Self.shop) }

    private func get(_ path: String, of service: ServiceProcess) throws -> String {
        try Program.tool(
            ["curl", "--silent", "--fail", "\(service.address)\(path)"], in: fleet.folder.path)
    }

    /// A step of a run as the API tells it.
    private struct Step: Decodable {
        var name: String
        var detail: String
    }

    private func steps(_ run: Int, of service: ServiceProcess) throws -> [Step] {
        struct Answer: Decodable { var steps: [Step] }
        let text = try get("/api/v1/runs/\(run)", of: service)
        return try JSONDecoder().decode(Answer.self, from: Data(text.utf8)).steps
    }

    /// The one pull request is open, with the commit that the deterministic path makes of the same base.
    private func expectPipelinesCommit() throws {
        let pull = try #require(try fleet.open("shop").first)
        #expect(try fleet.forge.pullRequests(of: Self.shop).count == 1)
        let address = fleet.forge.serverURL.replacing(
            "http://", with: "http://x-access-token:\(fleet.personToken)@")
        let clone = "\(UUID().uuidString)/shop.git"
        try Program.tool(
            [
                "git", "clone", "--quiet", "--bare", "--single-branch",
                "\(address)/\(Self.shop).git", clone,
            ], in: fleet.folder.path)
        let outcome = try Program.run(
            [
                "remediate", "\(fleet.folder.path)/\(clone)", "--rule", "actions-least-privilege",
            ], in: fleet.folder.path,
            environment: ["COMPLYBOT_HOME": "\(fleet.folder.path)/pipeline"])
        #expect(outcome.status == 0, "\(outcome.errors)")
        let head = try Program.tool(
            ["git", "--git-dir", clone, "rev-parse", GitHubFleet.branch], in: fleet.folder.path)
        #expect(pull.headOID == head.trimmingCharacters(in: .whitespacesAndNewlines))
        #expect(fleet.forge.violations.isEmpty, "\(fleet.forge.violations)")
    }

    /// The evidence of a run holds its transcript, call by call, and the journal is whole.
    private func expectTranscript(ofRun run: Int, calls: [String]) throws {
        struct Envelope: Decodable { var payload: String }
        struct Statement: Decodable { var predicate: Predicate }
        struct Predicate: Decodable { var events: [Event] }
        struct Event: Decodable { var head, fields: String? }
        struct Fields: Decodable { var tool, result: String? }
        let verified = try Program.run(
            ["audit", "verify"], in: fleet.folder.path, environment: fleet.environment)
        #expect(verified.status == 0, "\(verified.output)\(verified.errors)")
        let exported = try Program.run(
            ["audit", "export", "\(run)"], in: fleet.folder.path, environment: fleet.environment)
        let envelope = try exported.decoded(as: Envelope.self)
        let payload = try #require(Data(base64Encoded: envelope.payload))
        let events = try JSONDecoder().decode(Statement.self, from: payload).predicate.events
        let kinds = events.compactMap(\.head).compactMap { head in
            head.components(separatedBy: #""kind":"agent."#).dropFirst().first?.prefix {
                $0 != "\""
            }
        }
        #expect(kinds.first == "began" && kinds.last == "ended", "\(kinds)")
        #expect(kinds.contains("said") && kinds.contains("turn"))
        let answered = try events.filter { $0.head?.contains(#""agent.answered""#) == true }.map {
            try JSONDecoder().decode(Fields.self, from: Data(($0.fields ?? "").utf8))
        }
        #expect(answered.compactMap(\.tool) == calls)
        #expect(answered.allSatisfy { $0.result?.hasPrefix("sha256:") == true })
        #expect(!String(decoding: payload, as: UTF8.self).contains("sk-a-secret"))
    }

    @Test("a push brings the pull request of the deterministic path, and each call is on the page")
    func driven() throws {
        let model = try StandInModelServer(calling: Self.calls)
        let service = try start(model)
        try push()
        #expect(try service.waitForRun().outcome == "done")
        let steps = try steps(1, of: service)
        let names = steps.map(\.name)
        #expect(names.contains("session.start") && names.contains("plan"), "\(names)")
        let calls = steps.filter { $0.name == "tool.end" }
        #expect(calls.count == Self.order.count)
        #expect(zip(calls, Self.order).allSatisfy { $0.detail.contains("\"\($1)\"") })
        #expect(calls.allSatisfy { $0.detail.contains("\"ok\":true") }, "\(calls)")
        let usage = try #require(steps.last { $0.name == "model usage" })
        #expect(usage.detail.contains("\"purposes\":[\"agent\""), "\(usage.detail)")
        let page = try get("/runs/1", of: service)
        #expect(page.contains("create_pull_request") && page.contains("finished"))

        let metrics = try get("/metrics", of: service)
        // The stages that found something to propose count as calls, too.
        let found = ["clone_repository", "detect_compliance_drift", "apply_compliance_patches"]
        let counts = Dictionary(grouping: Self.order + found) { $0 }.mapValues(\.count)
        for (tool, count) in counts {
            let series = #"complybot_tool_calls_total{tool="\#(tool)",result="success"} \#(count)"#
            #expect(metrics.contains("\n\(series)\n"), "\(series)")
        }
        #expect(service.terminate() == 0)
        try expectPipelinesCommit()
        try expectTranscript(ofRun: 1, calls: Self.order)
        #expect(!service.seen.joined().contains("sk-a-secret"))
    }

    @Test("without the operator's leave a repository's own word has no model drive")
    func notAllowed() throws {
        try fleet.folder.write("checks: on\n", to: "complybot.yml")
        let model = try StandInModelServer(calling: Self.calls)
        let service = try start(model)
        try push()
        #expect(try service.waitForRun().outcome == "done")
        #expect(try !steps(1, of: service).map(\.name).contains("session.start"))
        #expect(service.terminate() == 0)
        #expect(
            model.received.allSatisfy {
                !String(decoding: $0.body, as: UTF8.self).contains("push_branch")
            })
        #expect(try fleet.open("shop").count == 1)
    }

    @Test("a run without anything to propose asks no model")
    func upToDate() throws {
        let model = try StandInModelServer(calling: Self.calls)
        let service = try start(model)
        try push()
        #expect(try service.waitForRun().outcome == "done")
        let asked = model.received.count
        try fleet.forge.comment("/complybot explain", on: 1, of: Self.shop)
        #expect(try service.waitForRun().outcome == "done")
        #expect(model.received.count == asked)
        #expect(service.terminate() == 0)
    }

    @Test("a service that is killed while a model drives goes on with its session")
    func killed() throws {
        let process = Mutex<Int32?>(nil)
        let model = try StandInModelServer(calling: Self.calls) { made in
            // The calls before are on disk by then; the tests are about to run.
            guard made == 4, let id = process.withLock({ $0.take() }) else { return }
            kill(id, SIGKILL)
        }
        let first = try start(model)
        process.withLock { $0 = first.identifier }
        try push()
        #expect(throws: ServiceProcess.Failure.self) { try first.waitForRun() }
        let second = try start(model, port: first.port)
        #expect(try second.waitForRun().outcome == "done")
        let names = try steps(2, of: second).map(\.name)
        #expect(names.contains("session.resume"), "\(names)")
        #expect(names.count { $0 == "tool.end" } == Self.order.count - 4, "\(names)")
        #expect(second.terminate() == 0)
        try expectPipelinesCommit()
    }

    @Test("a model that is gone leaves the pull request to the deterministic path")
    func modelGone() throws {
        let model = try StandInModelServer([.text(401, "no")])
        let service = try start(model)
        try push()
        #expect(try service.waitForRun().outcome == "done")
        let steps = try steps(1, of: service)
        let end = try #require(steps.first { $0.name == "session.end" })
        #expect(end.detail.contains("\"ending\":\"failed\""), "\(end.detail)")
        let metrics = try get("/metrics", of: service)
        #expect(
            metrics.contains(#"complybot_tool_calls_total{tool="push_branch",result="success"} 1"#))
        #expect(service.terminate() == 0)
        try expectPipelinesCommit()
    }

    @Test(
        "a worker elsewhere has them driven, and the service counts its calls, those of no tool of ours under one name"
    )
    func worker() throws {
        try fleet.folder.write("the-token-of-the-workers\n", to: "worker-token")
        try fleet.folder.write(
            "model: {agent: {allowed: true}}\nserver: {worker_token_file: worker-token}\n",
            to: "complybot.yml")
        let model = try StandInModelServer(calling: [(tool: "bash", arguments: "{}")] + Self.calls)
        let service = try start(model, ["--no-workers"])
        let worker = try ServiceProcess(
            worker: [
                "--server", service.address, "--token-file", "worker-token", "--name", "ada",
                "--rule", "actions-least-privilege",
            ], in: fleet.folder.path,
            environment: environment(model).merging(["COMPLYBOT_HOME": "\(fleet.home)-ada"]) { $1 })
        try push()
        #expect(try service.waitForRun().outcome == "done")
        let metrics = try get("/metrics", of: service)
        for series in [
            #"tool="outside",result="failure""#, #"tool="push_branch",result="success""#,
        ] { #expect(metrics.contains("\ncomplybot_tool_calls_total{\(series)} 1\n"), "\(series)") }
        #expect(worker.terminate() == 0)
        #expect(service.terminate() == 0)
        try expectPipelinesCommit()
        try expectTranscript(ofRun: 1, calls: ["bash"] + Self.order)
    }
}
