import Basics
import Foundation
import HTTPClient
import Synchronization
import TestSupport
import Testing

@testable import LanguageModels

@Suite("The client of an embeddings interface")
struct EmbeddingsClientTests {
    static let key = "key-0123456789abcdef"
    private let http = HTTPClient()

    /// A clock that stands still but for the waits.
    private var retries: RetryPolicy {
        let now = Waited()
        return RetryPolicy(
            random: { 0.5 },
            time: .init(
                now: { now.total.withLock { $0 } },
                sleep: { wait in now.total.withLock { $0 += wait } }))
    }

    private final class Waited: Sendable {
        let total = Mutex(Duration.zero)
    }

    private func client(
        _ server: ScriptedHTTPServer, dimensions: Int? = nil, secrets: [String] = []
    ) throws -> EmbeddingsClient {
        EmbeddingsClient(
            try ProviderAccess(
                address: server.address + "/v1", key: .bearer(Self.key), called: "test"),
            model: "small", dimensions: dimensions, client: http,
            redactor: Redactor(secrets: secrets),
            retries: retries)
    }

    static func json(_ status: Int, _ text: String, _ headers: [(String, String)] = [])
        -> ScriptedHTTPServer.Behaviour
    {
        .respond(
            status: status, headers: [("Content-Type", "application/json")] + headers,
            chunks: [Array(text.utf8)])
    }

    /// Answers each text with its number of bytes and its place, the last text first.
    private static func answer(_ request: ScriptedHTTPServer.Received)
        -> ScriptedHTTPServer.Behaviour
    {
        guard
            let body = try? JSONSerialization.jsonObject(with: Data(request.body))
                as? [String: Any],
            let input = body["input"] as? [String]
        else { return json(400, "{}") }
        let items = input.enumerated().reversed().map { place, text in
            "{\"object\": \"embedding\", \"index\": \(place), \"embedding\": [\(text.utf8.count), \(place), -0.5e-1]}"
        }
        return json(
            200, "{\"data\": [\(items.joined(separator: ","))], \"usage\": {\"prompt_tokens\": 1}}")
    }

    @Test("texts go in batches with the key, and vectors come back in their order")
    func batches() async throws {
        let server = try ScriptedHTTPServer { request, _ in Self.answer(request) }
        let texts = (0..<130).map { String(repeating: "x", count: $0) }
        let vectors = try await client(server).embed(texts)
        #expect(vectors.map { $0[0] } == (0..<130).map(Float.init))
        #expect(
            server.received.map(\.target) == ["/v1/embeddings", "/v1/embeddings", "/v1/embeddings"])
        #expect(server.received.allSatisfy { $0.header("Authorization") == "Bearer \(Self.key)" })
        #expect(try await client(server).embed([]).isEmpty)
        let large = [String](repeating: String(repeating: "y", count: 60 << 10), count: 3)
        #expect(EmbeddingsClient.batch(of: large[...]).count == 1)
        #expect(
            EmbeddingsClient.batch(of: [String(repeating: "z", count: 1 << 20), "a"][...]).count
                == 1)
    }

    @Test("secrets are taken out of texts before they leave")
    func redaction() async throws {
        let server = try ScriptedHTTPServer { request, _ in Self.answer(request) }
        _ = try await client(server, secrets: ["hunter2-hunter2"]).embed([
            "a hunter2-hunter2 \(Self.key)"
        ])
        let sent = String(decoding: server.received[0].body, as: UTF8.self)
        #expect(
            sent.contains("[redacted]") && !sent.contains("hunter2") && !sent.contains(Self.key))
    }

    @Test("a busy server is asked again, and a redirect never carries the key on")
    func refusals() async throws {
        let busy = try ScriptedHTTPServer { request, number in
            number == 0
                ? Self.json(429, "{}", [("Retry-After", "3")])
                : number == 1 ? .hangUp : Self.answer(request)
        }
        let error = await #expect(throws: EmbeddingError.self) {
            try await client(busy).embed(["a"])
        }
        #expect(error?.code == .unavailable)
        #expect(try await client(busy).embed(["a"]).count == 1)

        let elsewhere = try ScriptedHTTPServer { request, _ in Self.answer(request) }
        let mover = try ScriptedHTTPServer([
            Self.json(307, "", [("Location", elsewhere.address + "/v1/embeddings")])
        ])
        let moved = await #expect(throws: EmbeddingError.self) {
            try await client(mover).embed(["a"])
        }
        #expect(moved?.code == .rejected)
        #expect(elsewhere.received.isEmpty)

        let refusing = try ScriptedHTTPServer([
            Self.json(401, "{\"error\": {\"message\": \"bad key \(Self.key)\"}}")
        ])
        let refused = await #expect(throws: EmbeddingError.self) {
            try await client(refusing).embed(["a"])
        }
        #expect(refused?.code == .unauthorized)
        #expect(refused?.diagnostic.description.contains("bad key") == true)
        #expect(refused?.diagnostic.description.contains(Self.key) == false)
    }

    @Test(
        "an answer without exactly one vector for each text is refused",
        arguments: [
            "", "[]", "{}", "{\"data\": []}", "{\"data\": [{\"index\": 0, \"embedding\": [1]}]}",
            "{\"data\": [{\"index\": 0, \"embedding\": [1]}, {\"index\": 0, \"embedding\": [1]}]}",
            "{\"data\": [{\"index\": 0, \"embedding\": [1]}, {\"index\": 2, \"embedding\": [1]}]}",
            "{\"data\": [{\"index\": 0, \"embedding\": [1]}, {\"index\": -1, \"embedding\": [1]}]}",
            "{\"data\": [{\"index\": 0, \"embedding\": [1]}, {\"index\": 1, \"embedding\": [1, 2]}]}",
            "{\"data\": [{\"index\": 0, \"embedding\": [1]}, {\"index\": 1, \"embedding\": []}]}",
            "{\"data\": [{\"index\": 0, \"embedding\": [1]}, {\"index\": 1, \"embedding\": [1e99]}]}",
            "{\"data\": [{\"index\": 0, \"embedding\": [1]}, {\"index\": 1, \"embedding\": \"AAAA\"}]}",
        ])
    func malformed(answer: String) async throws {
        let server = try ScriptedHTTPServer([Self.json(200, answer)])
        let error = await #expect(throws: EmbeddingError.self) {
            try await client(server).embed(["a", "b"])
        }
        #expect(error?.code == .malformed)
    }

    @Test("vectors of another length than was asked for, and an endless answer, are refused")
    func limits() async throws {
        let server = try ScriptedHTTPServer { request, _ in Self.answer(request) }
        #expect(try await client(server, dimensions: 3).embed(["a"]).count == 1)
        let error = await #expect(throws: EmbeddingError.self) {
            try await client(server, dimensions: 4).embed(["a"])
        }
        #expect(error?.code == .malformed)
        let endless = try ScriptedHTTPServer([
            .endless(status: 200, headers: [], chunk: [UInt8](repeating: 0x20, count: 4096))
        ])
        let flood = await #expect(throws: EmbeddingError.self) {
            try await client(endless, dimensions: 4).embed(["a"])
        }
        #expect(flood?.code == .tooLarge)
    }

    @Test("an address or a key that would give something away is the user's mistake")
    func access() {
        for address in ["http://example.com/v1", "https://host/v1?key=x", "no address"] {
            let error = #expect(throws: EmbeddingError.self) {
                try ProviderAccess(address: address, key: nil, called: "base-url")
            }
            #expect(error?.diagnostic.kind == .usage)
        }
        #expect(throws: EmbeddingError.self) {
            try ProviderAccess(address: "https://host/v1", key: .bearer("a b"), called: "base-url")
        }
        let access = try? ProviderAccess(
            address: "https://host/v1", key: .apiKey(Self.key), called: "base-url")
        var dumped = ""
        dump(access, to: &dumped)
        #expect(!dumped.contains(Self.key) && !"\(String(reflecting: access))".contains(Self.key))
    }
}
