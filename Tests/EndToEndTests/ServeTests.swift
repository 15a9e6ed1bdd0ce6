import Foundation
import StandInForge
import TestSupport
import Testing

@Suite("The service")
struct ServeTests {
    private static let secret = "the secret of the service"
    private static let shop = "acme/shop"
    private let fleet: GitHubFleet

    init() throws {
        fleet = try GitHubFleet(as: .app)
        try fleet.add("shop")
    }

    private var environment: [String: String] {
        fleet.environment.merging(["COMPLYBOT_WEBHOOK_SECRET": Self.secret]) { $1 }
    }

    /// Starts the service and has the forge's deliveries sent to it.
    private func start(port: Int = 0) throws -> ServiceProcess {
        let service = try ServiceProcess(
            port: port, arguments: ["--rule", "actions-least-privilege"],
            in: fleet.folder.path, environment: environment)
        if port == 0 {
            try fleet.forge.setWebhook(service.webhooks, secret: Self.secret, of: fleet.app)
        }
        return service
    }

    private func expectWholeJournal() throws {
        let outcome = try Program.run(
            ["audit", "verify"], in: fleet.folder.path, environment: environment)
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    }

    /// What the service answered to each delivery so far, by event.
    private func answers() throws -> [String] {
        fleet.forge.waitForDeliveries()
        return try fleet.forge.deliveries().map { "\($0.event) \($0.status ?? 0)" }
    }

    @Test(
        "a push brings a pull request, a stranger's pull request a check, and the end is in order")
    func push() throws {
        let service = try start()
        try fleet.forge.push(["a": "1"], to: "main", of: Self.shop)
        try service.waitForRun()
        let pull = try #require(try fleet.open("shop").first)
        #expect(pull.head == GitHubFleet.branch && pull.author == "complybot[bot]")

        let head = try fleet.forge.push(
            [
                ".github/workflows/more.yml": GitHubFleet.drift[".github/workflows/ci.yml"],
                // Read and judged, but not obeyed.
                ".github/complybot.yml":
                    "version: 1\nrules: {actions-least-privilege: {mode: \"off\"}}\n",
            ], to: "feature", of: Self.shop, by: "grace")
        try fleet.forge.openPullRequest(in: Self.shop, from: "feature", by: "grace")
        try service.waitForRun("check")
        let checks = try fleet.forge.checkRuns(of: Self.shop).filter { $0.head == head }
        #expect(
            checks.map(\.name).sorted() == [
                "complybot", "complybot/approvals", "complybot/config",
            ])
        #expect(checks.first { $0.name == "complybot" }?.conclusion == "failure", "\(checks)")

        let answers = try answers()
        #expect(answers.first == "ping 200")
        #expect(answers.dropFirst().allSatisfy { $0.hasSuffix(" 202") }, "\(answers)")
        #expect(service.terminate() == 0)
        try expectWholeJournal()
        #expect(try fleet.forge.pullRequests(of: Self.shop).count == 2)
        #expect(fleet.forge.violations.isEmpty, "\(fleet.forge.violations)")
    }

    @Test("a service that is killed with its pull request half made ends with one")
    func killed() throws {
        let first = try start()
        fleet.forge.inject(
            Fault(
                .meanwhile(afterEffect: true) { kill(first.identifier, SIGKILL) }, method: "POST",
                path: "/repos/\(Self.shop)/pulls"))
        try fleet.forge.push(["a": "1"], to: "main", of: Self.shop)
        #expect(throws: ServiceProcess.Failure.self) { try first.waitForRun() }
        #expect(try answers().prefix(2) == ["ping 200", "push 202"])

        let second = try start(port: first.port)
        let end = try second.waitForRun()
        #expect(end.outcome == "done", "\(second.seen)")
        #expect(second.terminate() == 0)
        #expect(try fleet.forge.pullRequests(of: Self.shop).count == 1)
        try expectWholeJournal()
        #expect(fleet.forge.violations.isEmpty, "\(fleet.forge.violations)")
    }

    @Test("the journal is anchored in a branch, which shows when its end was cut off")
    func anchored() throws {
        let anchors = "\(fleet.folder.path)/anchors.git"
        try Program.tool(["git", "init", "-q", "--bare", anchors], in: fleet.folder.path)
        try fleet.folder.write("store:\n  anchor-repository: anchors.git\n", to: "complybot.yml")
        let service = try start()
        try fleet.forge.push(["a": "1"], to: "main", of: Self.shop)
        try service.waitForRun()
        #expect(service.terminate() == 0, "\(service.seen)")
        func verify() throws -> Program.Outcome {
            try Program.run(
                ["audit", "verify", "--anchors-git", "anchors.git"], in: fleet.folder.path,
                environment: environment)
        }
        let whole = try verify()
        #expect(whole.status == 0, "\(whole.output)\(whole.errors)")
        #expect(whole.output.contains("The branch of anchors holds 1 anchor"), "\(whole.output)")
        #expect(whole.output.contains("anchors.git, branch complybot-journal, commit "))

        let cut = """
            import sqlite3, sys
            store = sqlite3.connect(sys.argv[1])
            store.execute("DELETE FROM journal WHERE seq > 2")
            store.execute("DELETE FROM journal_checkpoint WHERE seq > 2")
            store.commit()
            """
        try Program.tool(["python3", "-c", cut, "\(fleet.home)/fleet.db"], in: fleet.folder.path)
        let missing = try verify()
        #expect(missing.status == 1 && missing.output.contains("are missing"), "\(missing.output)")
        try Program.tool(
            ["git", "--git-dir", anchors, "branch", "-D", "complybot-journal"],
            in: fleet.folder.path)
        let gone = try verify()
        #expect(gone.status == 1, "\(gone.output)\(gone.errors)")
        #expect(gone.output.contains("the branch of anchors is gone"), "\(gone.output)")
    }

    @Test("a home folder has one service, and the second one is told which")
    func second() throws {
        let service = try start()
        let outcome = try Program.run(
            ["serve", "--listen", "127.0.0.1:0"], in: fleet.folder.path, environment: environment)
        #expect(outcome.status == 3)
        #expect(outcome.errors.contains("\(service.identifier)"), "\(outcome.errors)")
        #expect(service.terminate() == 0)
    }

    @Test("a secret that could be guessed is refused before anything listens")
    func shortSecret() throws {
        let outcome = try Program.run(
            ["serve", "--listen", "127.0.0.1:0"], in: fleet.folder.path,
            environment: environment.merging(["COMPLYBOT_WEBHOOK_SECRET": "short"]) { $1 })
        #expect(outcome.status == 2)
        #expect(
            outcome.errors.contains("secret 1 has 5 bytes; 16 are the least"), "\(outcome.errors)")
        #expect(!outcome.errors.contains("listening"))
    }

    @Test("without a secret no webhook is taken, and the log says so")
    func noSecret() throws {
        let service = try ServiceProcess(
            in: fleet.folder.path, environment: fleet.environment)
        #expect(
            service.seen.contains { $0.contains("no webhooks are taken: there is no secret") },
            "\(service.seen)")
        try fleet.forge.setWebhook(service.webhooks, secret: Self.secret, of: fleet.app)
        #expect(try answers() == ["ping 404"])
        #expect(service.terminate() == 0)
    }
}
