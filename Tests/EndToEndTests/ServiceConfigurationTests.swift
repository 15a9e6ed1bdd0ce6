import Basics
import Documents
import Fleet
import Git
import TestSupport
import Testing

@testable import complybot

@Suite("The sections of complybot.yml for the service")
struct ServiceConfigurationTests {
    private func service(_ text: String, file: String = "conf/complybot.yml") throws
        -> ServiceConfiguration
    {
        try ProgramConfiguration.parse(Array(text.utf8), file: file).service
    }

    private func problems(_ text: String) -> [String] {
        do {
            _ = try service(text)
            return []
        } catch let list as DiagnosticList {
            return list.diagnostics.map(\.description)
        } catch {
            return ["\(error)"]
        }
    }

    @Test("an empty file leaves the built-in values")
    func builtIn() throws {
        let service = try service("{}")
        #expect(service.listen == nil && service.token == nil && service.hosts.isEmpty)
        #expect(service.webhookSecret == .variable("COMPLYBOT_WEBHOOK_SECRET"))
        #expect(service.drain == .seconds(30))
        #expect(service.schedule == SweepSchedule())
    }

    @Test("every key is read, and files lie beside the configuration")
    func all() throws {
        let service = try service(
            """
            server:
              listen: 127.0.0.1:8484
              hosts: [bot.example]
              token_file: secrets/token
              webhook_secret_env: HOOK_SECRET
              drain-seconds: 5
              hooks:
                - {of: acme/shop, id: 12}
                - {of: acme, id: 13}
            schedule:
              sweep: "0 2 * * *"
              jitter: 30m
              zone: "+01:00"
              windows: ["mon-fri 20:00-06:00", "sat,sun"]
            fleet:
              repos: repos.json
              organizations: [acme, contoso]
            """)
        #expect(
            service.listen.map { "\($0)" } == "127.0.0.1:8484" && service.hosts == ["bot.example"])
        #expect(service.token == .file("conf/secrets/token"))
        #expect(service.webhookSecret == .variable("HOOK_SECRET"))
        #expect(service.drain == .seconds(5))
        #expect(service.hooks.map(\.place) == ["acme/shop", "acme"])
        #expect(service.hooks.map(\.number) == [12, 13])
        #expect(service.schedule.sweep?.description == "0 2 * * *")
        #expect(service.schedule.jitter == 1_800)
        #expect(service.schedule.windows.windows.count == 2)
        #expect(service.schedule.windows.zone.description == "+01:00")
        #expect(service.repositories == "conf/repos.json")
        #expect(service.organizations == ["acme", "contoso"])
    }

    @Test(
        "a slip is told with its line, and an unknown key with the nearest that exists",
        arguments: [
            ("server: {listen: somewhere}", "1:18", "listen: there is no port"),
            ("server: {listen: 'host.example:1'}", "1:18", "127.0.0.1:8080"),
            ("server: {lisen: x}", "1:10", "did you mean listen?"),
            ("server: {drain-seconds: -1}", "1:25", "drain-seconds"),
            ("server: {token_env: A, token_file: b}", "1:", "exclude each other"),
            ("server: {hooks: [{of: acme}]}", "1:", "needs id"),
            ("server: {hooks: [{of: a b, id: 1}]}", "1:", "of must be"),
            ("server: {secret: x}", "1:10", "unknown key secret"),
            ("schedule:\n  sweep: 0 25 * * *", "2:10", "sweep: hour `25`"),
            ("schedule: {jitter: 2d}", "1:20", "jitter: `2d`"),
            ("schedule: {zone: Europe/Berlin}", "1:18", "+01:00"),
            ("schedule: {windows: [8-18]}", "1:", "each of windows"),
            ("schedule: {windows: mon}", "1:", "windows must be a list"),
            ("schedule: {sweeps: '@daily'}", "1:12", "did you mean sweep?"),
            ("store: {anchor-repository: 'ftp://x/y'}", "1:28", "its scheme is not allowed"),
            ("store: {anchor-minutes: 0}", "1:25", "anchor-minutes"),
            ("fleet: {repositories: x}", "1:9", "unknown key repositories"),
        ])
    func slips(_ text: String, _ place: String, _ words: String) {
        let found = problems(text)
        #expect(
            found.contains { $0.contains("complybot.yml:\(place)") && $0.contains(words) },
            "\(found)")
    }

    @Test(
        "the journal's anchors go to a branch of a repository, an hour apart unless told otherwise")
    func anchors() throws {
        #expect(try service("store: {}").anchorBranch == nil)
        let usual = try #require(
            try service("store: {anchor-repository: 'https://forge.test/o/anchors.git'}")
                .anchorBranch)
        #expect("\(usual.repository)" == "https://forge.test/o/anchors.git")
        #expect(usual.branch == "complybot-journal" && usual.interval == .seconds(3600))
        let own = try #require(
            try service(
                """
                store:
                  anchor-repository: anchors.git
                  anchor-branch: bot-journal
                  anchor-minutes: 5
                """, file: "/etc/complybot/complybot.yml"
            ).anchorBranch)
        #expect(own.repository.localPath == "/etc/complybot/anchors.git")
        #expect(own.branch == "bot-journal" && own.interval == .seconds(300))
    }

    @Test("a secret is a variable or a file without line ends behind, and is never shown")
    func secrets() throws {
        let folder = try TemporaryDirectory()
        try folder.write("top secret\r\n\n", to: "secret")
        try folder.write("\n", to: "empty")
        #expect(try SecretSource.file("\(folder.path)/secret").text(in: [:]) == "top secret")
        #expect(try SecretSource.variable("S").text(in: ["S": "x"]) == "x")
        #expect(try SecretSource.variable("S").text(in: ["S": ""]) == nil)
        #expect(try SecretSource.variable("S").text(in: [:]) == nil)
        for name in ["empty", "missing"] {
            let error = #expect(throws: (any Error).self) {
                try SecretSource.file("\(folder.path)/\(name)").text(in: [:])
            }
            #expect("\(error.map { "\($0)" } ?? "")".contains(name))
        }
    }
}
