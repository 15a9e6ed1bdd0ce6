import Foundation
import TestSupport
import Testing

/// Forty and more made-up credentials in a repository, and everything that the program can say about it.
@Suite("Secrets stay where they are")
struct SecretTests {
    /// A file of the rule's own cases: its path, its text, and the inside of the credential in it.
    private struct Planted {
        var path: String
        var text: String
        var secret: String
    }

    /// The files that the rule's cases write in pieces; the cut pieces are the credential.
    private static let planted: [Planted] = {
        let file = "\(Program.root)/rules/supply-chain/secret-in-source.yaml"
        let lines =
            (try? String(contentsOfFile: file, encoding: .utf8))?.split(separator: "\n") ?? []
        var isPlanted = false
        var seen: Set<String> = []
        return lines.compactMap { line in
            if line.hasPrefix("  - name: ") {
                // In tests' own places nothing is found.
                isPlanted =
                    (line.contains("credentials of") || line.contains("of no one issuer"))
                    && !line.contains("in each place of tests")
            }
            guard isPlanted, line.hasPrefix("      "), let mark = line.range(of: ": [\""),
                let pieces = try? JSONDecoder().decode(
                    [String].self, from: Data(line[mark.lowerBound...].dropFirst(2).utf8)),
                pieces.count >= 4
            else { return nil }
            // Several cases may write to one path, and a repository has it once.
            let path = line[..<mark.lowerBound].trimmingCharacters(in: .whitespaces)
            guard seen.insert(path).inserted else { return nil }
            return Planted(
                path: path, text: pieces.joined(), secret: pieces.dropFirst().dropLast().joined())
        }
    }()

    /// The texts in which a secret would still be one: itself, in base64 wherever it begins, and in a URL.
    private static func forms(of secret: String) -> [String] {
        var forms = [secret, secret.replacingOccurrences(of: "\n", with: "\\n")]
        for shift in 0..<3 {
            let bytes = Data(secret.utf8.dropFirst(shift))
            forms.append(bytes.prefix(bytes.count / 3 * 3).base64EncodedString())
        }
        forms.append(
            secret.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? secret)
        forms.append(secret.utf8.map { String($0, radix: 16) }.joined())
        return forms
    }

    private func expectNoSecret(in text: String, _ what: String) {
        for planted in Self.planted {
            for form in Self.forms(of: planted.secret) where text.contains(form) {
                Issue.record("\(what) shows the secret of \(planted.path)")
            }
        }
    }

    /// A service with drift beside the secrets, files that cannot be parsed, and a secret on the line of another finding.
    private func repository() throws -> TemporaryDirectory {
        let folder = try TemporaryDirectory()
        for planted in Self.planted { try folder.write(planted.text, to: planted.path) }
        let token =
            try #require(Self.planted.first { $0.path.contains("npm_token") }).text
            .split(separator: "=").last.map { $0.trimmingCharacters(in: .newlines) } ?? ""
        #expect(token.count == 40)
        try folder.write("fastapi==0.115.0\n", to: "requirements.txt")
        try folder.write(
            "from fastapi import FastAPI\n\napp = FastAPI(title='\(token)')\n", to: "main.py")
        try folder.write("{\"scripts\": \(token)", to: "package.json")
        try folder.write("on: [push\n\(token): {\n", to: ".github/workflows/broken.yml")
        try folder.write(
            "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: actions/checkout@\(token)\n",
            to: ".github/workflows/ci.yml")
        try folder.write("[project\n\(token)", to: "pyproject.toml")
        try Program.tool(
            ["git", "init", "--quiet", "--initial-branch", "main", "."], in: folder.path)
        try Program.tool(["git", "add", "--all", "--force"], in: folder.path)
        try Program.tool(["git", "commit", "--quiet", "--message", "First"], in: folder.path)
        return folder
    }

    @Test("no format of check, and no error, shows one")
    func check() throws {
        #expect(Self.planted.count >= 60)
        let folder = try repository()
        for format in ["text", "json", "sarif", "markdown", "github"] {
            let outcome = try Program.run(["check", folder.path, "--format", format])
            // A format that this program does not have yet says so.
            guard outcome.status != 2 else { continue }
            #expect(outcome.status == 1)
            expectNoSecret(in: outcome.output + outcome.errors, "check --format \(format)")
            if format == "json" {
                let findings = outcome.output.split(separator: "\n").count {
                    $0.contains("\"rule_id\": \"secret-in-source\"")
                }
                #expect(findings >= Self.planted.count, "\(outcome.output)")
            }
        }
    }

    @Test("what a fix says of what it leaves shows none")
    func fix() throws {
        let folder = try repository()
        let outcome = try Program.run(
            [
                "fix", folder.path, "--var", "code_owner=@contoso/platform", "--var",
                "security_contact=security@contoso.example",
            ])
        #expect(outcome.status < 2, "\(outcome.errors)")
        expectNoSecret(in: outcome.output + outcome.errors, "fix")
    }

    @Test("neither the pull request nor the question to a model shows one")
    func remediate() throws {
        let folder = try repository()
        let bare = try TemporaryDirectory()
        try Program.tool(
            ["git", "clone", "--quiet", "--bare", folder.path, "app.git"], in: bare.path)
        let server = try StandInModelServer([.completion(["I will not say."])])
        let outcome = try Program.run(
            [
                "remediate", "\(bare.path)/app.git", "--rule", "codeowners-present", "--rule",
                "secret-in-source", "--var", "code_owner=@contoso/platform",
            ],
            environment: [
                "COMPLYBOT_HOME": "\(bare.path)/home", "OPENAI_BASE_URL": "\(server.address)/v1",
                "OPENAI_API_KEY": "a-key-of-the-test",
            ])
        #expect(outcome.status < 2, "\(outcome.errors)")
        expectNoSecret(in: outcome.output + outcome.errors, "remediate")
        let description = try bare.read("app.pulls/1.md")
        expectNoSecret(in: description, "the pull request")
        for request in server.received {
            expectNoSecret(in: String(decoding: request.body, as: UTF8.self), "the prompt")
        }
        #expect(!server.received.isEmpty)
    }
}
