import Basics
import Foundation
import HTTPClient
import Synchronization
import TestSupport
import Testing

@testable import LanguageModels

/// What holds for every interface alike, played by a server on loopback.
@Suite struct WireFormatTests {
    typealias Interface = ModelConfiguration.Interface

    static let key = "key-0123456789abcdef"
    let client = HTTPClient()

    func model(
        _ interface: Interface, _ server: StandInModelServer, limits: ModelLimits = ModelLimits()
    ) throws -> ProviderModel {
        var configuration = ModelConfiguration(
            interface, baseURL: try HTTPURL(parsing: server.address), apiKey: Self.key, model: "m")
        configuration.limits = limits
        configuration.apiVersion = interface == .azure ? "2024-10-21" : nil
        let time = RetryPolicy.Time(now: { .zero }, sleep: { _ in })
        return ProviderModel(
            configuration, client: client, retries: RetryPolicy(random: { 0.5 }, time: time))
    }

    static let tool = ModelTool(
        name: "read_file", summary: "Reads a file.",
        parameters: .members([
            "type": "object", "properties": .members(["path": .members(["type": "string"])]),
        ]))

    func body(_ server: StandInModelServer, _ number: Int = 0) throws -> [String: Any] {
        let received = try #require(
            server.received.count > number ? server.received[number] : nil)
        return try #require(
            try JSONSerialization.jsonObject(with: Data(received.body)) as? [String: Any])
    }

    @Test(
        "text, calls and tokens arrive, in any pieces", arguments: Interface.allCases, [1, 7, 4096])
    func answer(_ interface: Interface, _ size: Int) async throws {
        let sample = WireSample(
            interface: interface, pieces: ["Hé", "llo 🙂"],
            calls: [
                ("call_1", "read_file", ["{\"pa", "th\":\"a é\"}"]), ("call_2", "stop", []),
            ])
        let server = try StandInModelServer([.events(sample.events, chunk: size)])
        let told = Mutex<[ModelEvent]>([])
        let answer = try await model(interface, server).respond(
            to: ModelRequest(messages: [.user("?")], tools: [Self.tool])
        ) { event in told.withLock { $0.append(event) } }
        let calls = [
            ToolCall(id: "call_1", name: "read_file", arguments: "{\"path\":\"a é\"}"),
            ToolCall(id: "call_2", name: "stop", arguments: "{}"),
        ]
        let usage = ModelUsage(input: 17, output: 3, cachedInput: 8)
        #expect(answer.text == "Héllo 🙂" && answer.toolCalls == calls)
        #expect(answer.finishReason == .toolCalls && answer.usage == usage)
        #expect(answer.origin?.provider == interface.rawValue)
        let events = told.withLock { $0 }
        #expect(events.prefix(2) == [.text("Hé"), .text("llo 🙂")])
        #expect(events.contains(.toolCallBegan(0, name: "read_file")))
        #expect(events.contains(.toolArguments(0, "th\":\"a é\"}")))
        #expect(
            events.filter { if case .toolCall = $0 { true } else { false } }
                == calls.map { .toolCall($0) })
        #expect(events.suffix(2) == [.usage(usage), .finished(.toolCalls)])
    }

    @Test("an answer that was cut says so", arguments: Interface.allCases)
    func length(_ interface: Interface) async throws {
        let sample = WireSample(interface: interface, pieces: ["half"], stop: .length)
        let server = try StandInModelServer([.events(sample.events)])
        let answer = try await model(interface, server).complete(.init(messages: [.user("?")]))
        #expect(answer.text == "half" && answer.finishReason == .length)
    }

    @Test("the key goes where the provider wants it", arguments: Interface.allCases)
    func addresses(_ interface: Interface) async throws {
        let sample = WireSample(interface: interface, pieces: ["ok"])
        let server = try StandInModelServer([.events(sample.events)])
        _ = try await model(interface, server).complete(.init(messages: [.user("?")]))
        let received = try #require(server.received.first)
        let (target, field) =
            switch interface {
            case .openAI, .compatible: ("/chat/completions", "authorization")
            case .openAIResponses: ("/responses", "authorization")
            case .azure:
                ("/openai/deployments/m/chat/completions?api-version=2024-10-21", "api-key")
            case .azureResponses: ("/openai/v1/responses", "api-key")
            case .anthropic: ("/v1/messages", "x-api-key")
            }
        #expect(received.target == target)
        #expect(received.header(field)?.hasSuffix(Self.key) == true)
        #expect(received.head.components(separatedBy: Self.key).count == 2)
        #expect((received.header("anthropic-version") != nil) == (interface == .anthropic))
    }

    @Test(
        "no fault of a provider is taken for an answer",
        arguments: Interface.allCases)
    func faults(_ interface: Interface) async throws {
        let sample = WireSample(interface: interface, pieces: ["one", "two"])
        let half = sample.blocks.prefix(sample.blocks.count - 3).joined()
        let faults: [(StandInModelServer.Behaviour, ModelError.Code)] = [
            (.text(401, #"{"error":{"message":"no \#(Self.key)"}}"#), .unauthorized),
            (.text(404, "<html>"), .rejected),
            (.text(429, "", headers: [("Retry-After", "86400")]), .rateLimited),
            (
                .text(529, #"{"type":"error","error":{"type":"overloaded_error","message":"x"}}"#),
                .unavailable
            ),
            (.text(200, #"{"error":{"message":"overloaded"}}"#), .unavailable),
            (.text(200, "{}"), .malformed), (.text(200, "[1]"), .malformed),
            (
                .text(200, "<html>portal</html>", headers: [("Content-Type", "text/html")]),
                .malformed
            ),
            (.events(half), .malformed), (.events(""), .malformed),
            (.events("data: [DONE]\n\n"), .malformed),
            (.events(half + "data: {not json\n\n"), .malformed),
            (.events(half + "data: []\n\n"), .malformed),
            (.events(half + WireSample.error(interface, kind: "server_error")), .unavailable),
            (.events(WireSample.error(interface, kind: "rate_limit_exceeded")), .rateLimited),
            (
                .truncate(
                    status: 200, headers: [("Content-Type", "text/event-stream")],
                    body: Array(half.utf8)), .unavailable
            ),
            (.raw([0, 1, 2]), .unavailable), (.hangUp, .unavailable),
            (.text(302, "", headers: [("Location", "http://127.0.0.1:1/")]), .rejected),
        ]
        for (number, (behaviour, code)) in faults.enumerated() {
            let server = try StandInModelServer([behaviour])
            let model = try model(interface, server)
            do throws(ModelError) {
                let answer = try await model.complete(
                    .init(messages: [.user("?")]))
                Issue.record("fault \(number) gave \(answer)")
            } catch {
                #expect(error.code == code, "fault \(number): \(error.detail)")
                #expect(!"\(error)\(error.diagnostic)".contains(Self.key))
            }
        }
    }

    @Test(
        "refusals for load are repeated, and nothing once an answer has begun",
        arguments: Interface.allCases)
    func retries(_ interface: Interface) async throws {
        let sample = WireSample(interface: interface, pieces: ["ok"])
        let server = try StandInModelServer([
            .text(503, ""), .text(429, "", headers: [("Retry-After", "1")]), .events(sample.events),
        ])
        #expect(
            try await model(interface, server).complete(.init(messages: [.user("?")])).text == "ok")
        #expect(server.received.count == 3)
        let broken = try StandInModelServer([
            .events(sample.blocks.prefix(2).joined()), .events(sample.events),
        ])
        await #expect(throws: ModelError.self) {
            try await model(interface, broken).complete(.init(messages: [.user("?")]))
        }
        #expect(broken.received.count == 1)
    }

    @Test("what does not end is cut off", arguments: Interface.allCases)
    func endless(_ interface: Interface) async throws {
        let type = [("Content-Type", "text/event-stream")]
        func error(_ body: String, _ limits: ModelLimits) async throws -> ModelError? {
            let server = try StandInModelServer([
                .endless(status: 200, headers: type, chunk: Array(body.utf8))
            ])
            let model = try model(interface, server, limits: limits)
            do throws(ModelError) {
                _ = try await model.complete(
                    .init(messages: [.user("?")]))
                return nil
            } catch { return error }
        }
        let long = WireSample(interface: interface, pieces: [String(repeating: "a", count: 2000)])
        #expect(try await error(long.events, ModelLimits(textBytes: 1000))?.code == .tooLarge)
        let calls = WireSample(
            interface: interface, calls: [("c", "t", [String(repeating: "1", count: 2000)])])
        #expect(try await error(calls.events, ModelLimits(toolBytes: 1000))?.code == .tooLarge)
        let comments = ": still here, still here, still here\n\n"
        #expect(
            try await error(comments, ModelLimits(streamBytes: 100_000))?.code == .tooLarge)
    }

    @Test("a stream that stalls runs into the deadline", arguments: Interface.allCases)
    func stalled(_ interface: Interface) async throws {
        let server = try StandInModelServer([.hang])
        await #expect {
            try await model(interface, server, limits: ModelLimits(total: .milliseconds(50)))
                .complete(.init(messages: [.user("?")]))
        } throws: {
            ($0 as? ModelError)?.code == .timeout
        }
    }
}
