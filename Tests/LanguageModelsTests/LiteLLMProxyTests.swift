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

    func model(
        _ interface: Interface, _ proxy: LiteLLMProxy, _ limits: ModelLimits = ModelLimits()
    ) throws -> ProviderModel {
        let path = interface == .anthropic || interface == .azure ? "" : "/v1"
        var configuration = ModelConfiguration(
            interface, baseURL: try HTTPURL(parsing: proxy.address + path),
            apiKey: LiteLLMProxy.key, model: "bridge")
        configuration.apiVersion = interface == .azure ? "2024-10-21" : nil
        configuration.limits = limits
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
            try await faults(interface, proxy, upstream)
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

    /// What the server behind the proxy does wrong, and what may come of it: the proxy wraps some of it in ways of its own.
    private static let faults:
        [(name: String, fault: ScriptedHTTPServer.Behaviour, codes: Set<ModelError.Code>)] = {
            let sample = WireSample(interface: .compatible, pieces: ["Hello"])
            let head = [("Content-Type", "text/event-stream")]
            let answers: Set<ModelError.Code> = [.unavailable, .malformed, .rejected]
            return [
                (
                    "429",
                    .text(429, #"{"error":{"message":"slow down","type":"rate_limit_error"}}"#),
                    [.rateLimited, .unavailable]
                ),
                (
                    "500", .text(500, #"{"error":{"message":"oops","type":"server_error"}}"#),
                    answers
                ),
                ("a stream that stalls", .hang, [.timeout, .unavailable]),
                (
                    "a malformed chunk",
                    .events("data: {\"choices\": [{\"delta\": {\"content\": \n\ndata: [DONE]\n\n"),
                    answers
                ),
                (
                    "a stream that is cut",
                    .truncate(
                        status: 200, headers: head, body: Array(sample.events.utf8.prefix(60))),
                    answers.union([.timeout])
                ),
                (
                    "an answer that does not end",
                    .endless(
                        status: 200, headers: head,
                        chunk: Array(
                            WireSample(
                                interface: .compatible,
                                pieces: [String(repeating: "long ", count: 400)]
                            ).blocks[1].utf8)),
                    answers.union([.tooLarge, .timeout])
                ),
            ]
        }()

    private func faults(
        _ interface: Interface, _ proxy: LiteLLMProxy, _ upstream: ScriptedUpstream
    ) async throws {
        for (name, fault, codes) in Self.faults {
            upstream.play(fault)
            var limits = ModelLimits()
            limits.idle = .seconds(2)
            limits.total = .seconds(4)
            limits.textBytes = 64 << 10
            let model = try model(interface, proxy, limits)
            do {
                let answer = try await model.complete(
                    ModelRequest(messages: [.user("Hello?")], maxOutputTokens: 64))
                // The proxy closes a stream that broke off as if it had ended; then nothing was said, or it says why not.
                #expect(
                    answer.text.isEmpty || answer.finishReason != .stop,
                    "\(model.identity) answered after \(name): \(answer.text.prefix(80))")
            } catch {
                #expect(codes.contains(error.code), "\(model.identity), \(name): \(error)")
            }
        }
        upstream.play(
            .events(WireSample(interface: .compatible, pieces: ["{\"a\": ", "tru"]).events))
        let model = try model(interface, proxy)
        let answer = try await model.complete(
            ModelRequest(messages: [.user("JSON?")], maxOutputTokens: 64))
        // A wrong document is handed on as it came: whoever asked for its form reads it.
        #expect(answer.text == "{\"a\": tru", "\(model.identity)")
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
