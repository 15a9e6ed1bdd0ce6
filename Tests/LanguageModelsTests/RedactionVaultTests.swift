import LanguageModels
import TestSupport
import Testing

@Suite struct RedactionVaultTests {
    static let finder = AddressFinder(internalSuffixes: ["corp.example"])
    var redactor: Redactor {
        Redactor(
            secrets: ["canary-value-1"], finder: TokenFinder(), addresses: Self.finder)
    }

    @Test(
        "addresses of people and of the inside are found",
        arguments: [
            ("mail bob.o'neil+x@mail.example.org.", "mail bob.o'[redacted:email]."),
            ("<a@b.co>", "<[redacted:email]>"),
            (
                "at 10.1.2.3:80, 172.16.0.1 and 192.168.1.1!",
                "at [redacted:host]:80, [redacted:host] and [redacted:host]!"
            ),
            ("http://db.corp.example:5432/x", "http://[redacted:host]:5432/x"),
            ("DB1.Prod.INTERNAL.", "[redacted:host]."),
            ("api.team.svc.cluster.local", "[redacted:host]"),
        ])
    func found(_ text: String, _ expected: String) {
        #expect(Redactor(secrets: [], addresses: Self.finder).redacted(text) == expected)
    }

    @Test(
        "what only looks a little like one stays",
        arguments: [
            "actions/checkout@v4", "pip==10.1.2", "1.10.0.0.1", "8.8.8.8", "172.32.0.1",
            "src/pkg.internal/x.py", "@decorator", "user@localhost", "internal", "corp.example",
            "a@b", "192.168.1.256", ".env.local", "127.0.0.1", "x@1.2.3",
        ])
    func ordinary(_ text: String) {
        #expect(Redactor(secrets: [], addresses: Self.finder).redacted(text) == text)
    }

    @Test("a value has one placeholder throughout a conversation, and each kind its count")
    func stable() {
        let vault = RedactionVault(redactor)
        let token = "ghp_\(String(repeating: "a", count: 36))"
        let request = vault.redacted(
            ModelRequest(messages: [
                .user("a@b.co and c@d.co, canary-value-1"),
                .assistant(
                    "to c@d.co",
                    calls: [ToolCall(id: "1", name: "t", arguments: "{\"to\":\"a@b.co\"}")]),
                .tool(ToolResult(callID: "1", name: "t", text: "\(token) at 10.0.0.1")),
            ]))
        #expect(
            request.messages.map(\.text) == [
                "[redacted:email-1] and [redacted:email-2], [redacted:secret-1]",
                "to [redacted:email-2]", "[redacted:github-1] at [redacted:host-1]",
            ])
        guard case .assistant(_, let calls) = request.messages[1] else {
            Issue.record("no calls")
            return
        }
        #expect(calls.first?.arguments == "{\"to\":\"[redacted:email-1]\"}")
        #expect(vault.counts == ["email": 4, "secret": 1, "github": 1, "host": 1])
        // Once more: nothing is left to be taken out.
        #expect(vault.redacted(request) == request)
    }

    @Test("only addresses come back, and only where they are asked for")
    func restored() {
        let vault = RedactionVault(redactor)
        _ = vault.redacted("a@b.co canary-value-1 10.0.0.1")
        let answer =
            "[redacted:email-1] [redacted:secret-1] [redacted:host-1] [redacted:email-9] [redacted:"
        #expect(vault.restored(answer, kinds: []) == answer)
        #expect(
            vault.restored(answer, kinds: ["email", "secret"])
                == "a@b.co [redacted:secret-1] [redacted:host-1] [redacted:email-9] [redacted:")
        #expect(vault.restored(answer, kinds: ["host"]).contains(" 10.0.0.1 "))
    }

    @Test("nothing that was put in comes out, whatever stands around it", arguments: 0..<30)
    func property(_ seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let hidden = ["canary-value-1", "eve@evil.example", "10.9.8.7", "db.corp.example"]
        let around = [" ", "\n", "\"", "(", ")", ",", "é", "🙂", "=", ": ", "<", ">"]
        var text = ""
        for _ in 0..<40 {
            text += around.randomElement(using: &random) ?? ""
            text += "\(hidden.randomElement(using: &random) ?? "")"
            text += around.randomElement(using: &random) ?? ""
        }
        let vault = RedactionVault(redactor)
        let redacted = vault.redacted(text)
        for value in hidden { #expect(!redacted.contains(value), "\(value) in \(redacted)") }
        #expect(vault.redacted(redacted) == redacted)
        #expect(vault.restored(redacted, kinds: ["email", "host"]).contains("canary") == false)
    }
}
