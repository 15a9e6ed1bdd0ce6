import Foundation
import StandInForge
import TestSupport
import Testing

@Suite("Workers of their own")
struct WorkerTests {
    private static let secret = "the secret of the service"
    private static let token = "the-token-of-the-workers"
    private let fleet: GitHubFleet

    init() throws {
        fleet = try GitHubFleet(as: .app)
        try fleet.add("shop")
        try fleet.folder.write(Self.token + "\n", to: "worker-token")
        try fleet.folder.write(
            "server:\n  worker_token_file: worker-token\n", to: "complybot.yml")
    }

    private var environment: [String: String] {
        fleet.environment.merging(["COMPLYBOT_WEBHOOK_SECRET": Self.secret]) { $1 }
    }

    private func serve(port: Int = 0) throws -> ServiceProcess {
        let service = try ServiceProcess(
            port: port, arguments: ["--rule", "actions-least-privilege", "--no-workers"],
            in: fleet.folder.path, environment: environment)
        if port == 0 {
            try fleet.forge.setWebhook(service.webhooks, secret: Self.secret, of: fleet.app)
        }
        return service
    }

    private func work(for service: ServiceProcess, as name: String) throws -> ServiceProcess {
        try ServiceProcess(
            worker: [
                "--server", service.address, "--token-file", "worker-token", "--name", name,
                "--rule", "actions-least-privilege", "--concurrency", "2",
            ], in: fleet.folder.path,
            environment: environment.merging(["COMPLYBOT_HOME": "\(fleet.home)-\(name)"]) { $1 })
    }

    private func expectOnePullRequest() throws {
        #expect(try fleet.forge.pullRequests(of: "acme/shop").count == 1)
        #expect(fleet.forge.violations.isEmpty, "\(fleet.forge.violations)")
        let outcome = try Program.run(
            ["audit", "verify"], in: fleet.folder.path, environment: environment)
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    }

    @Test("a push comes in at the service, and a worker makes the pull request")
    func push() throws {
        let service = try serve()
        let worker = try work(for: service, as: "ada")
        try fleet.forge.push(["a": "1"], to: "main", of: "acme/shop")
        #expect(try service.waitForRun().worker?.hasPrefix("ada-") == true)
        #expect(try worker.waitForRun().outcome == "done")
        #expect(worker.terminate() == 0)
        #expect(service.terminate() == 0)
        try expectOnePullRequest()
    }

    @Test(
        "a worker that is killed with its pull request half made ends with one when it starts again"
    )
    func killed() throws {
        let service = try serve()
        let first = try work(for: service, as: "ada")
        fleet.forge.inject(
            Fault(
                .meanwhile(afterEffect: true) { kill(first.identifier, SIGKILL) }, method: "POST",
                path: "/repos/acme/shop/pulls"))
        try fleet.forge.push(["a": "1"], to: "main", of: "acme/shop")
        #expect(throws: ServiceProcess.Failure.self) { try first.waitForRun() }
        let second = try work(for: service, as: "ada")
        #expect(try service.waitForRun().outcome == "done")
        #expect(second.terminate() == 0)
        #expect(service.terminate() == 0)
        try expectOnePullRequest()
    }

    @Test("a service that starts again in the middle finds the worker still at it")
    func restart() throws {
        let service = try serve()
        let worker = try work(for: service, as: "ada")
        fleet.forge.inject(
            Fault(
                .meanwhile(afterEffect: false) { service.kill() }, method: "POST",
                path: "/repos/acme/shop/pulls"))
        try fleet.forge.push(["a": "1"], to: "main", of: "acme/shop")
        #expect(throws: ServiceProcess.Failure.self) { try service.waitForRun() }
        let next = try serve(port: service.port)
        #expect(try next.waitForRun().outcome == "done")
        #expect(worker.terminate() == 0)
        #expect(next.terminate() == 0)
        try expectOnePullRequest()
    }

    @Test("a wrong token, and an address in the clear, are refused with what to do")
    func refused() throws {
        let service = try serve()
        try fleet.folder.write("another-token-altogether\n", to: "wrong-token")
        func run(_ server: String, _ file: String) throws -> Program.Outcome {
            try Program.run(
                [
                    "worker", "--server", server, "--token-file", file, "--rule",
                    "actions-least-privilege",
                ], in: fleet.folder.path,
                environment: environment.merging(["COMPLYBOT_HOME": "\(fleet.home)-x"]) { $1 })
        }
        let wrong = try run(service.address, "wrong-token")
        #expect(wrong.status == 2)
        #expect(wrong.errors.contains("a bearer token is needed"), "\(wrong.errors)")
        let clear = try run("http://complybot.example", "worker-token")
        #expect(clear.status == 2)
        #expect(clear.errors.contains("in the clear"), "\(clear.errors)")
        #expect(service.terminate() == 0)
    }
}
