import Basics
import Synchronization
import TestSupport
import Testing

@testable import AgentTools

@Suite("The MCP server over streams")
struct MCPTransportTests {
    /// Feeds bytes in pieces and gives what was written, line by line.
    private func exchange(_ pieces: [[UInt8]]) async throws -> [JSONValue] {
        let fixture = try AgentFixture(["README.md": "hello\n"])
        let host = AgentHost(
            [], in: try fixture.environment(), scope: .reading, redactor: try fixture.redactor())
        let rest = Mutex(pieces[...])
        let written = Mutex<[UInt8]>([])
        try await MCPStreamTransport(
            MCPServer(host, version: "1"),
            read: { rest.withLock { $0.popFirst() } ?? [] },
            write: { bytes in written.withLock { $0 += bytes } }
        ).run()
        return try written.withLock { $0 }.split(separator: UInt8(ascii: "\n")).map {
            try JSONText.value(parsing: Array($0), limit: 1 << 20)
        }
    }

    private static let ping = #"{"jsonrpc": "2.0", "id": 1, "method": "ping"}"#

    @Test("lines may end in CR LF, come byte by byte, be blank, or lack their last end")
    func framing() async throws {
        let other = ##"{"jsonrpc": "2.0", "id": 2, "method": "ping"}"##
        let text = Array("\(Self.ping)\r\n\n   \r\n\(other)".utf8)
        for pieces in [[text], text.map { [$0] }] {
            let answers = try await exchange(pieces)
            #expect(answers.map { $0["result"] } == [.object([]), .object([])])
        }
    }

    @Test("a line of 100 MB is skipped as it comes, and the connection goes on")
    func huge() async throws {
        let chunk = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20)
        var pieces = Array(repeating: chunk, count: 100)
        pieces.append(Array("\n\(Self.ping)\n".utf8))
        let answers = try await exchange(pieces)
        #expect(answers.count == 2)
        #expect(answers.first?["error"]?["code"] == .int(-32_700))
        #expect(answers.last?["result"] == .object([]))
    }

    @Test("a batch of 100,000 and a flood of notifications bring one error and the next answer")
    func floods() async throws {
        let batch = "[" + Array(repeating: Self.ping, count: 60_000).joined(separator: ",") + "]"
        let note = #"{"jsonrpc": "2.0", "method": "notifications/nothing"}"# + "\n"
        let flood = String(repeating: note, count: 5_000)
        let answers = try await exchange([Array("\(batch)\n\(flood)\(Self.ping)\n".utf8)])
        #expect(answers.count == 2)
        #expect(answers.first?["error"]?["code"] == .int(-32_600))
        #expect(answers.last?["result"] == .object([]))
    }

    @Test("many requests at once are all answered, each once")
    func many() async throws {
        let lines = (1...500).map {
            #"{"jsonrpc": "2.0", "id": \#($0), "method": "ping"}"#
        }
        let answers = try await exchange([Array(lines.joined(separator: "\n").utf8)])
        #expect(answers.compactMap { $0["id"]?.integer }.sorted() == Array(1...500))
    }

    @Test("whatever bytes come, the next request is answered")
    func mangled() async throws {
        var generator = SplitMix64(seed: 11)
        var pieces: [[UInt8]] = []
        for _ in 0..<300 {
            var bytes = Array(Self.ping.utf8)
            for _ in 0..<Int.random(in: 1...6, using: &generator) {
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] =
                    UInt8.random(in: 0...255, using: &generator)
            }
            pieces.append(bytes + [UInt8(ascii: "\n")])
        }
        pieces.append(Array(#"{"jsonrpc": "2.0", "id": "last", "method": "ping"}"#.utf8))
        let answers = try await exchange(pieces)
        #expect(answers.contains { $0["id"] == "last" && $0["result"] == .object([]) })
    }
}
