import Basics
import Foundation
import HTTPClient
import Synchronization
import TestSupport
import Testing

@testable import LanguageModels

/// Our client against a server of somebody else: LiteLLM's proxy, which speaks all of the interfaces and translates each
/// into chat completions, which a scripted server behind it answers.
///
/// `Scripts/test-models` installs the proxy and runs this suite; without it the suite is skipped.
@Suite(
    .enabled(
        if: LiteLLMProxy.program != nil,
        "COMPLYBOT_TEST_LITELLM names no litellm program; Scripts/test-models provides one"),
    .serialized)
struct LiteLLMProxyTests {
    typealias Interface = ModelConfiguration.Interface

    static let interfaces: [Interface] = [.compatible, .openAIResponses, .anthropic, .azure]
    static let tool = ModelTool(
        name: "read_file", summary: "Reads a file.",
        parameters: .members([
            "type": "object",
            "properties": .members(["path": .members(["type": "string"])]),
            "required": .array(["path"]),
        ]))

    func model(_ interface: Interface, _ proxy: LiteLLMProxy) throws -> ProviderModel {
        let path = interface == .anthropic || interface == .azure ? "" : "/v1"
        var configuration = ModelConfiguration(
            interface, baseURL: try HTTPURL(parsing: proxy.address + path),
            apiKey: LiteLLMProxy.key, model: "bridge")
        configuration.apiVersion = interface == .azure ? "2024-10-21" : nil
        return ProviderModel(
            configuration, client: HTTPClient(), retries: RetryPolicy(attempts: 1))
    }

    @Test("text, tools, results and failures go through a real proxy, in every interface")
    func everything() async throws {
        let upstream = try ScriptedUpstream()
        let proxy = try await LiteLLMProxy.start(upstream: upstream.address)
        defer { proxy.stop() }
        for interface in Self.interfaces {
            try await text(try model(interface, proxy), upstream)
            try await tools(try model(interface, proxy), upstream)
            try await limited(try model(interface, proxy), upstream)
        }
        try await document(try model(.anthropic, proxy), upstream)
        try await wrongKey(proxy)
    }

    private func text(_ model: ProviderModel, _ upstream: ScriptedUpstream) async throws {
        upstream.play(.events(WireSample(interface: .compatible, pieces: ["Hé", "llo 🙂"]).events))
        let pieces = Mutex<[String]>([])
        let answer = try await model.respond(
            to: ModelRequest(
                messages: [.system("Be brief."), .user("Hello?")], maxOutputTokens: 64)
        ) { event in
            if case .text(let piece) = event { pieces.withLock { $0.append(piece) } }
        }
        #expect(answer.text == "Héllo 🙂" && answer.finishReason == .stop, "\(model.identity)")
        #expect(pieces.withLock { $0.count } > 1, "\(model.identity) was not streamed")
        #expect(answer.usage?.output == 3, "\(model.identity): \(String(describing: answer.usage))")
        let sent = try upstream.lastBody()
        let roles = (sent["messages"] as? [[String: Any]])?.compactMap { $0["role"] as? String }
        #expect(roles == ["system", "user"], "\(model.identity)")
    }

    private func tools(_ model: ProviderModel, _ upstream: ScriptedUpstream) async throws {
        let sample = WireSample(
            interface: .compatible, pieces: ["Let me see."],
            calls: [
                ("call_1", "read_file", ["{\"pa", "th\": \"a b\"}"]),
                ("call_2", "read_file", ["{\"path\": \"é\"}"]),
            ])
        upstream.play(.events(sample.events))
        var request = ModelRequest(messages: [.user("Read a b.")], tools: [Self.tool])
        request.maxOutputTokens = 64
        let answer = try await model.complete(request)
        #expect(
            answer.finishReason == .toolCalls && answer.text == "Let me see.", "\(model.identity)")
        let arguments = answer.toolCalls.map {
            JSONValue.arguments($0.arguments).text(indented: false)
        }
        #expect(arguments == [#"{"path":"a b"}"#, #"{"path":"é"}"#], "\(model.identity)")

        upstream.play(
            .events(WireSample(interface: .compatible, pieces: ["It ", "says x."]).events))
        request.messages.append(answer.message)
        for call in answer.toolCalls {
            request.messages.append(
                .tool(ToolResult(callID: call.id, name: call.name, text: "x of \(call.id)")))
        }
        #expect(try await model.complete(request).text == "It says x.", "\(model.identity)")
        let messages = try upstream.lastBody()["messages"] as? [[String: Any]] ?? []
        let results = messages.filter { $0["role"] as? String == "tool" }
        #expect(
            results.map { $0["tool_call_id"] as? String } == answer.toolCalls.map(\.id),
            "\(model.identity)")
    }

    private func limited(_ model: ProviderModel, _ upstream: ScriptedUpstream) async throws {
        upstream.play(.text(429, #"{"error":{"message":"slow down","type":"rate_limit_error"}}"#))
        do {
            _ = try await model.complete(
                ModelRequest(messages: [.user("Hello?")], maxOutputTokens: 64))
            Issue.record("\(model.identity) answered")
        } catch {
            // The proxy wraps a refusal of streams in its own way for responses.
            #expect(
                [.rateLimited, .unavailable].contains(error.code), "\(model.identity): \(error)")
        }
    }

    private func document(_ model: ProviderModel, _ upstream: ScriptedUpstream) async throws {
        let sample = WireSample(
            interface: .compatible, calls: [("call_1", "prose", ["{\"a\": ", "1}"])])
        upstream.play(.events(sample.events))
        let answer = try await model.complete(
            ModelRequest(
                messages: [.user("Hello?")],
                format: .json(name: "prose", schema: .members(["type": "object"]))))
        #expect(answer.text == "{\"a\": 1}" && answer.finishReason == .stop)
    }

    private func wrongKey(_ proxy: LiteLLMProxy) async throws {
        for interface in Self.interfaces {
            var configuration = ModelConfiguration(
                interface, baseURL: try HTTPURL(parsing: proxy.address), apiKey: "sk-wrong",
                model: "bridge")
            if interface != .anthropic, interface != .azure {
                configuration.baseURL = try HTTPURL(parsing: proxy.address + "/v1")
            }
            configuration.apiVersion = interface == .azure ? "2024-10-21" : nil
            let model = ProviderModel(
                configuration, client: HTTPClient(), retries: RetryPolicy(attempts: 1))
            await #expect {
                try await model.complete(ModelRequest(messages: [.user("Hello?")]))
            } throws: {
                [.unauthorized, .rejected].contains(($0 as? ModelError)?.code)
            }
        }
    }
}

/// What the proxy asks in the end: chat completions that answer whatever was played last.
final class ScriptedUpstream: Sendable {
    private let server: ScriptedHTTPServer
    private let behaviour: Box

    private final class Box: Sendable {
        let next = Mutex(ScriptedHTTPServer.Behaviour.hangUp)
    }

    var address: String { server.address }

    init() throws {
        let box = Box()
        behaviour = box
        server = try ScriptedHTTPServer { _, _ in box.next.withLock { $0 } }
    }

    func play(_ next: ScriptedHTTPServer.Behaviour) { behaviour.next.withLock { $0 = next } }

    func lastBody() throws -> [String: Any] {
        let body = Data(try #require(server.received.last).body)
        return try #require(try JSONSerialization.jsonObject(with: body) as? [String: Any])
    }
}
