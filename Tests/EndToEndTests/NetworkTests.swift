import StandInForge
import TestSupport
import Testing

@Suite("Proxies and certificate authorities")
struct NetworkTests {
    private static let host = "forge.test"
    private static let password = "pa55-of-the-proxy"

    /// A forge that is reached by a proxy only, and only by those who believe its certificate.
    private struct Place {
        let fleet: GitHubFleet
        let proxy: LoopbackProxy

        init(credential: String? = nil) throws {
            fleet = try GitHubFleet()
            try fleet.add("one")
            let port = try #require(Int(fleet.forge.serverURL.split(separator: ":").last ?? ""))
            proxy = try LoopbackProxy(for: NetworkTests.host, to: port, credential: credential)
        }

        func remediate(
            _ more: [String: String], configuration: String = ""
        ) throws -> Program.Outcome {
            try fleet.folder.write(configuration, to: "operator.yml")
            let path = fleet.forge.apiURL.dropFirst(fleet.forge.serverURL.count)
            let server = "https://\(NetworkTests.host)"
            let environment = fleet.environment.merging([
                "GITHUB_SERVER_URL": server, "GITHUB_API_URL": "\(server)\(path)",
            ]) { $1 }
            return try Program.run(
                [
                    "remediate", "\(server)/\(fleet.full("one")).git", "--rule",
                    "actions-least-privilege", "--config", "\(fleet.folder.path)/operator.yml",
                ], in: fleet.folder.path, environment: environment.merging(more) { $1 })
        }
    }

    @Test("git and the API go by the proxy of the environment, and its password is shown nowhere")
    func environment() throws {
        let place = try Place(credential: "user:\(Self.password)")
        let outcome = try place.remediate([
            "HTTPS_PROXY": "http://user:\(Self.password)@127.0.0.1:\(place.proxy.port)",
            "SSL_CERT_FILE": place.proxy.authorities,
        ])
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
        #expect(try place.fleet.open("one").count == 1)
        let asked = Set(place.proxy.asked)
        #expect(asked.subtracting(["refused forge.test:443"]) == ["forge.test:443"])
        let wrong = try place.remediate([
            "HTTPS_PROXY": "http://user:x\(Self.password)@127.0.0.1:\(place.proxy.port)",
            "SSL_CERT_FILE": place.proxy.authorities,
        ])
        #expect(wrong.status == 3, "\(wrong.output)\(wrong.errors)")
        for text in [outcome.output, outcome.errors, wrong.output, wrong.errors] {
            #expect(!text.contains(Self.password))
        }
    }

    @Test("the operator's file says the same, and goes before the environment")
    func configuration() throws {
        let place = try Place()
        let outcome = try place.remediate(
            ["HTTPS_PROXY": "http://127.0.0.1:1"],
            configuration: """
                network: {proxy: "http://127.0.0.1:\(place.proxy.port)", ca-file: \(place.proxy.authorities)}
                """)
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
        #expect(try place.fleet.open("one").count == 1)
    }

    @Test("a certificate that nobody vouches for is not believed, whoever connects")
    func untrusted() throws {
        let place = try Place()
        let outcome = try place.remediate([
            "HTTPS_PROXY": "http://127.0.0.1:\(place.proxy.port)"
        ])
        #expect(
            outcome.status == 3 && outcome.errors.lowercased().contains("certificate"),
            "\(outcome.errors)")
        #expect(try place.fleet.open("one").isEmpty)
    }

    @Test("doctor says by which way, and what is wrong with it")
    func doctor() throws {
        let folder = try TemporaryDirectory()
        func line(_ configuration: String, _ more: [String: String] = [:]) throws -> String {
            try folder.write(configuration, to: "operator.yml")
            let outcome = try Program.run(
                ["doctor", "--config", "\(folder.path)/operator.yml"], in: folder.path,
                environment: ["COMPLYBOT_HOME": "\(folder.path)/home"].merging(more) { $1 })
            return outcome.output.split(separator: "\n").map(String.init).first {
                $0.contains("network:")
            } ?? outcome.output
        }
        #expect(try line("").contains("no proxy, the machine's certificate authorities"))
        let shown = try line("", ["HTTPS_PROXY": "http://u:\(Self.password)@p.test:1"])
        #expect(shown.contains("http://p.test:1") && !shown.contains(Self.password))
        #expect(
            try line("network: {proxy: none}", ["HTTPS_PROXY": "p.test:1"]).contains("no proxy"))
        try folder.write("nothing\n", to: "ca.pem")
        #expect(try line("network: {ca-file: ca.pem}").contains("there is no certificate in it"))
        #expect(
            try line("network: {proxy: \"http://u:p@p.test:1\"}").contains("set HTTPS_PROXY"))
    }
}
