import Basics
import Remediation
import RuleEngine
import Testing

@testable import AgentTools

@Suite("Services outside that are programs")
struct OutsideProgramTests {
    /// A program of the shell's that speaks the protocol; `call` is what it does when a tool is called.
    private func service(
        _ call: String,
        pause: @escaping @Sendable (Duration) async throws -> Void = {
            try await Task.sleep(for: $0)
        }
    ) -> OutsideService {
        let script = #"""
            while read -r line; do
              case "$line" in
                *'"initialize"'*) echo '{"jsonrpc":"2.0","id":1,"result":{"protocolVersion":"2025-11-25","capabilities":{},"serverInfo":{"name":"s","version":"1"}}}' ;;
                *'"tools/call"'*) CALL ;;
              esac
            done
            """#
        return OutsideService(
            name: "the service",
            shape: .program(["/bin/sh", "-c", script.replacing("CALL", with: call)]),
            limit: .seconds(30), environment: ["PATH": "/usr/bin:/bin"], pause: pause)
    }

    @Test("a program is started, asked and ended")
    func program() async {
        let answer =
            #"echo '{"jsonrpc":"2.0","id":2,"result":{"structuredContent":{"findings":[{"package":"a","id":"GHSA-1","severity":"moderate"}]}}}'"#
        let scan = await OutsideScanner(service(answer)).scan("a==1\n")
        #expect(
            scan == OutsideScan(findings: [.init(dependency: "a", id: "GHSA-1", severity: .medium)])
        )
    }

    @Test(
        "a program that misbehaves ends in one line",
        arguments: [
            ("exit 1", "its program ended"), ("kill -9 $$", "its program ended"),
            ("echo nonsense", "something else than messages"),
            ("yes x | tr -d '\\n'", "larger than it may be"),
            ("yes '{}'", "writes without end"),
            (
                #"echo '{"jsonrpc":"2.0","id":2,"error":{"code":-1,"message":"no"}}'"#,
                "it refused: no"
            ),
            (#"echo '{"jsonrpc":"2.0","id":2,"result":7}'"#, "has no result"),
        ])
    func misbehaviour(call: String, says: String) async {
        // However slow the machine is, the time is not up.
        let service = service(call, pause: { _ in try await Task.sleep(for: .seconds(3600)) })
        let scan = await OutsideScanner(service).scan("a==1\n")
        #expect(scan.findings.isEmpty && scan.failure?.contains(says) == true, "\(scan)")
    }

    @Test(
        "a program that never answers is left when its time is up, and one that is not there at once"
    )
    func silence() async {
        let silent = await OutsideScanner(service("sleep 3600", pause: { _ in })).scan("a==1\n")
        #expect(silent.failure?.contains("did not answer in time") == true)
        let missing = OutsideService(name: "the service", shape: .program(["/nonexistent/scanner"]))
        let scan = await OutsideScanner(missing).scan("a==1\n")
        #expect(scan.failure?.contains("cannot be started") == true)
    }
}
