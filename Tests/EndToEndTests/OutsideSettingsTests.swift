import AgentTools
import Basics
import Documents
import HTTPClient
import TestSupport
import Testing

@testable import complybot

@Suite("The sections scanner and approvals of complybot.yml")
struct OutsideSettingsTests {
    private func configuration(_ text: String) throws -> ProgramConfiguration {
        try ProgramConfiguration.parse(Array(text.utf8), file: "conf/complybot.yml")
    }

    private func problems(_ text: String) -> [String] {
        do {
            _ = try configuration(text)
            return []
        } catch let list as DiagnosticList {
            return list.diagnostics.map(\.description)
        } catch {
            return ["\(error)"]
        }
    }

    @Test("each way to reach a service is read, with its token and its time")
    func all() throws {
        let plain = try configuration(
            """
            scanner:
              url: http://127.0.0.1:4102/scan
              token_env: SCANNER_TOKEN
              seconds: 5
            approvals:
              mcp: https://change.example/mcp
              token_file: secrets/change
            """)
        let scanner = try #require(plain.scanner)
        #expect(scanner.role == .scanner && scanner.seconds == 5)
        #expect(scanner.shape == .http(try HTTPURL(parsing: "http://127.0.0.1:4102/scan")))
        #expect(scanner.token == .variable("SCANNER_TOKEN"))
        let authority = try #require(plain.authority)
        #expect(authority.role == .authority && authority.seconds == 20)
        #expect(authority.shape == .mcp(try HTTPURL(parsing: "https://change.example/mcp")))
        #expect(authority.token == .file("conf/secrets/change"))
        #expect(plain.outside.map(\.role) == [.scanner, .authority])
        let programs = try configuration(
            "scanner: {command: [/usr/bin/scan, --mcp]}\napprovals: {url: 'http://[::1]:4101/approval'}"
        )
        #expect(programs.scanner?.shape == .program(["/usr/bin/scan", "--mcp"]))
        #expect(programs.scanner?.token == nil)
        #expect(try configuration("{}").outside.isEmpty)
    }

    @Test(
        "a slip is told with its line, and an unknown key with the nearest that exists",
        arguments: [
            ("scanner: {uri: 'https://a.example'}", "1:11", "did you mean url?"),
            ("scanner: {}", "1:10", "one of url, mcp and command"),
            (
                "approvals:\n  url: https://a.example\n  mcp: https://a.example", "2:3",
                "approvals needs one of url, mcp and command, and only one"
            ),
            ("scanner:\n  url: http://scan.example/scan", "2:8", "on loopback only"),
            ("scanner: {mcp: 'ftp://a.example'}", "1:16", "mcp: "),
            ("scanner: {url: 7}", "1:16", "url: "),
            ("scanner: {url: 'https://a.example', seconds: 0}", "1:", "seconds"),
            (
                "scanner: {url: 'https://a.example', token_env: A, token_file: b}", "1:",
                "exclude each other"
            ),
            ("scanner: {url: 'https://a.example', token: secret}", "1:37", "unknown key token"),
            ("approvels: {url: 'https://a.example'}", "1:1", "did you mean approvals?"),
            ("scanner: https://a.example", "1:", "scanner"),
        ])
    func slips(_ text: String, _ place: String, _ words: String) {
        let found = problems(text)
        #expect(
            found.contains { $0.contains("complybot.yml:\(place)") && $0.contains(words) },
            "\(found)")
        #expect(!found.joined().contains("secret"))
    }

    @Test("a token is read where it is named, and one that is not there is no run without it")
    func tokens() throws {
        let folder = try TemporaryDirectory()
        try folder.write("of the file\n", to: "change")
        let configuration = try configuration(
            "scanner: {url: 'https://a.example', token_env: SCAN}\napprovals: {url: 'https://b.example', token_file: \(folder.path)/change}"
        )
        #expect(
            try configuration.outsideSecrets(["SCAN": "of the variable"]) == [
                "of the variable", "of the file",
            ])
        for environment in [[:], ["SCAN": ""]] {
            let error = #expect(throws: Diagnostic.self) {
                try configuration.outsideSecrets(environment)
            }
            #expect(error?.kind == .usage && error?.reason.contains("SCAN") == true)
        }
    }
}
