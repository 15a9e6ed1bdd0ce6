import Basics
import Foundation
import HTTPClient
import Synchronization
import TestSupport
import Testing

@testable import LanguageModels

@Suite struct ProviderModelTests {
    /// A clock that stands still but for the waits, which it records.
    final class Waits: Sendable {
        let all = Mutex<[Duration]>([])
        var list: [Duration] { all.withLock { $0 } }
        var time: RetryPolicy.Time {
            .init(
                now: { self.list.reduce(.zero, +) },
                sleep: { wait in self.all.withLock { $0.append(wait) } })
        }
    }

    let client = HTTPClient()
    let waits = Waits()
    static let key = "key-0123456789abcdef"

    func model(
        _ server: StandInModelServer, limits: ModelLimits = ModelLimits(), random: Double = 0.5,
        secrets: [String] = []
    ) throws -> ProviderModel {
        var configuration = ModelConfiguration(
            baseURL: try HTTPURL(parsing: server.address + "/v1"), apiKey: Self.key, model: "small")
        configuration.limits = limits
        return ProviderModel(
            configuration, client: client,
            redactor: Redactor(secrets: secrets, finder: TokenFinder()),
            retries: RetryPolicy(random: { random }, time: waits.time))
    }

    let question = ModelRequest(messages: [.system("Be brief."), .user("Hello?")])

    func failure(
        _ script: [StandInModelServer.Behaviour], limits: ModelLimits = ModelLimits()
    ) async throws -> ModelError? {
        let server = try StandInModelServer(script)
        do {
            _ = try await model(server, limits: limits).complete(question)
            return nil
        } catch {
            let error = try #require(error as? ModelError)
            #expect(!"\(error)".contains(Self.key))
            #expect(!error.diagnostic.description.contains(Self.key))
            return error
        }
    }

    @Test("an answer in odd pieces is put together", arguments: [1, 2, 3, 7, 64, 100_000])
    func pieces(_ size: Int) async throws {
        let server = try StandInModelServer([.completion(["Hé", "llo ", "🙂", "!"], chunk: size)])
        let answer = try await model(server).complete(question)
        #expect(
            answer
                == ModelResponse(
                    text: "Héllo 🙂!", finishReason: .stop, usage: .init(input: 7, output: 3),
                    origin: .init(provider: "compatible", model: "small")))
    }

    @Test("the question has the form providers know")
    func form() async throws {
        let server = try StandInModelServer([.completion(["{}"])])
        var request = question
        request.format = .json(name: "prose", schema: .members(["type": "object"]))
        request.maxOutputTokens = 100
        _ = try await model(server).complete(request)
        let received = try #require(server.received.first)
        #expect(received.head.hasPrefix("POST /v1/chat/completions HTTP/1.1"))
        #expect(received.header("authorization") == "Bearer \(Self.key)")
        #expect(received.header("content-type") == "application/json")
        let body = try #require(
            JSONSerialization.jsonObject(with: Data(received.body)) as? [String: Any])
        #expect(body["model"] as? String == "small")
        #expect(body["stream"] as? Bool == true)
        #expect((body["stream_options"] as? [String: Bool]) == ["include_usage": true])
        #expect(body["max_tokens"] as? Int == 100)
        #expect((body["messages"] as? [[String: String]])?.last?["content"] == "Hello?")
        #expect((body["response_format"] as? [String: Any])?["type"] as? String == "json_schema")
    }

    @Test("a provider that knows no schema is asked again without")
    func formatFallback() async throws {
        let server = try StandInModelServer([
            .text(400, #"{"error":{"message":"response_format is not supported"}}"#),
            .completion(["{}"]),
        ])
        var request = question
        request.format = .json(name: "prose", schema: .members(["type": "object"]))
        #expect(try await model(server).complete(request).text == "{}")
        #expect(server.received.count == 2)
        #expect(
            !String(decoding: server.received[1].body, as: UTF8.self).contains("response_format"))
        #expect(waits.list.isEmpty)
    }

    @Test("an answer that is not streamed is taken as well")
    func notStreamed() async throws {
        let server = try StandInModelServer([
            .text(
                200,
                #"{"choices":[{"message":{"content":"whole"},"finish_reason":"length"}],"usage":{"prompt_tokens":1,"completion_tokens":2}}"#,
                headers: [("Content-Type", "application/json; charset=utf-8")])
        ])
        let answer = try await model(server).complete(question)
        #expect(answer.text == "whole" && answer.finishReason == .length)
        #expect(answer.usage == .init(input: 1, output: 2))
    }

    @Test("refusals for load are repeated with full jitter")
    func retries() async throws {
        let server = try StandInModelServer([
            .text(500, "oops"), .text(503, "{"), .text(429, "slow down"), .completion(["ok"]),
        ])
        #expect(try await model(server).complete(question).text == "ok")
        #expect(waits.list == [.milliseconds(500), .seconds(1), .seconds(2)])
    }

    @Test("Retry-After is kept to")
    func retryAfter() async throws {
        let server = try StandInModelServer([
            .text(429, "", headers: [("Retry-After", "17")]), .completion(["ok"]),
        ])
        #expect(try await model(server).complete(question).text == "ok")
        #expect(waits.list == [.seconds(17)])
    }

    @Test("a provider that wants a day is not asked again")
    func longRetryAfter() async throws {
        let error = try await failure([.text(429, "", headers: [("Retry-After", "86400")])])
        #expect(error?.code == .rateLimited)
        #expect(waits.list.isEmpty)
    }

    @Test("patience ends after four attempts")
    func attempts() async throws {
        let server = try StandInModelServer([.text(502, "")])
        await #expect(throws: ModelError.self) { try await model(server).complete(question) }
        #expect(server.received.count == 4)
    }

    @Test("the waits count against the time for one question")
    func budget() async throws {
        let server = try StandInModelServer([.text(429, "", headers: [("Retry-After", "20")])])
        await #expect(throws: ModelError.self) {
            try await model(server, limits: ModelLimits(total: .seconds(30))).complete(question)
        }
        #expect(server.received.count == 2)
    }

    @Test(
        "what is no answer has its own error",
        arguments: [
            (.text(401, #"{"error":{"message":"bad key \#(key)"}}"#), .unauthorized),
            (.text(404, #"{"error":"no such model"}"#), .rejected),
            (
                .text(200, "<html>captive portal</html>", headers: [("Content-Type", "text/html")]),
                .malformed
            ),
            (.text(200, #"{"error":{"message":"overloaded"}}"#), .unavailable),
            (.text(200, #"{"choices":[{"mess"#), .malformed),
            (.text(200, #"{"choices":null}"#), .malformed),
            (.events("data: not json\n\n"), .malformed),
            (.events("data: {\"choices\":\"x\"}\n\n"), .malformed),
            (.events("data: {\"error\":{\"message\":\"out of memory\"}}\n\n"), .unavailable),
            (.events("event: error\ndata: {}\n\n"), .unavailable),
            (.events("data: {\"choices\":[{\"delta\":{\"content\":\"half\"}}]}\n\n"), .malformed),
            (.events(""), .malformed),
            (.hangUp, .unavailable),
            (
                .truncate(status: 200, headers: [("Content-Type", "text/event-stream")], body: []),
                .unavailable
            ),
            (.raw([0, 1, 2, 3, 255]), .unavailable),
            (.text(302, "", headers: [("Location", "http://127.0.0.1:1/")]), .rejected),
        ] as [(StandInModelServer.Behaviour, ModelError.Code)])
    func failures(_ behaviour: StandInModelServer.Behaviour, _ code: ModelError.Code) async throws {
        #expect(try await failure([behaviour])?.code == code)
    }

    @Test("an answer that does not end is cut off")
    func endless() async throws {
        let type = [("Content-Type", "text/event-stream")]
        let piece = Array("data: {\"choices\":[{\"delta\":{\"content\":\"blah \"}}]}\n\n".utf8)
        #expect(
            try await failure([.endless(status: 200, headers: type, chunk: piece)])?.code
                == .tooLarge)
        let comment = Array(": still here, still here, still here\n\n".utf8)
        #expect(
            try await failure(
                [.endless(status: 200, headers: type, chunk: comment)],
                limits: ModelLimits(streamBytes: 200_000))?.code == .tooLarge)
    }

    @Test("an answer that does not begin runs into the deadline")
    func hang() async throws {
        let error = try await failure([.hang], limits: ModelLimits(total: .milliseconds(50)))
        #expect(error?.code == .timeout)
    }

    @Test("the key does not follow a redirect")
    func redirect() async throws {
        let thief = try StandInModelServer([.completion(["stolen"])])
        for status in [301, 302, 303, 307, 308] {
            let error = try await failure([
                .text(status, "", headers: [("Location", thief.address + "/v1/chat/completions")])
            ])
            #expect(error?.code == .rejected)
        }
        #expect(thief.received.isEmpty)
    }

    @Test("no secret leaves in a prompt")
    func redaction() async throws {
        let server = try StandInModelServer([.completion(["ok"])])
        let text = "canary-value-1 and \(Self.key) and ghp_\(String(repeating: "a", count: 36))"
        _ = try await model(server, secrets: ["canary-value-1"]).complete(
            ModelRequest(messages: [.user(text)]))
        let sent = String(decoding: try #require(server.received.first).body, as: UTF8.self)
        #expect(
            !sent.contains("canary-value-1") && !sent.contains(Self.key) && !sent.contains("ghp_"))
        #expect(sent.contains("[redacted]"))
    }

    @Test("cancelling the task ends the question")
    func cancellation() async throws {
        let server = try StandInModelServer([.hang])
        let model = try model(server)
        let task = Task { [question] in try await model.complete(question) }
        while server.received.isEmpty { await Task.yield() }
        task.cancel()
        await #expect {
            try await task.value
        } throws: {
            ($0 as? ModelError)?.code == .cancelled
        }
    }
}
