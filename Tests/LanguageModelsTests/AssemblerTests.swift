import Basics
import Foundation
import TestSupport
import Testing

@testable import LanguageModels

/// The assemblers by themselves: oddities of servers, and properties.
@Suite struct AssemblerTests {
    typealias Interface = ModelConfiguration.Interface

    static let interfaces: [Interface] = [.compatible, .openAIResponses, .anthropic]

    func assembler(
        _ interface: Interface, _ request: ModelRequest = ModelRequest(messages: []),
        limits: ModelLimits = ModelLimits()
    ) -> any AnswerAssembler {
        interface.wireFormat.assembler(for: request, limits: limits)
    }

    func response(
        _ interface: Interface, _ stream: String,
        _ request: ModelRequest = ModelRequest(messages: [])
    ) throws -> ModelResponse {
        var assembler = assembler(interface, request)
        var parser = EventStreamParser()
        for event in try parser.take(Array(stream.utf8)) { _ = try assembler.take(event) }
        if let last = parser.finish() { _ = try assembler.take(last) }
        return try assembler.finish().response
    }

    @Test("any answer arrives as it was sent", arguments: interfaces, 0..<25)
    func roundTrip(_ interface: Interface, _ seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let words = [
            "a", "é", "🙂", "\n", "\"", "\\", "data: ", "{", "}", "\u{2028}", " ", "[DONE]",
        ]
        func pieces(_ most: Int) -> [String] {
            (0..<Int.random(in: 0...most, using: &random)).map { _ in
                (0...3).map { _ in words.randomElement(using: &random) ?? "" }.joined()
            }
        }
        let calls = (0..<Int.random(in: 0...3, using: &random)).map { number in
            (id: "id-\(number)", name: "tool-\(number)", arguments: pieces(4))
        }
        let sample = WireSample(interface: interface, pieces: pieces(6) + ["end"], calls: calls)
        let response = try response(interface, sample.events)
        #expect(response.text == sample.pieces.joined())
        #expect(response.toolCalls.map(\.id) == calls.map(\.id))
        for (call, sent) in zip(response.toolCalls, calls) {
            let arguments = sent.arguments.joined()
            let isBlank = arguments.allSatisfy { " \n".contains($0) }
            #expect(call.arguments == (isBlank ? "{}" : arguments))
        }
    }

    @Test(
        "a damaged stream is an error or an answer within the limits", arguments: interfaces, 0..<60
    )
    func damaged(_ interface: Interface, _ seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let sample = WireSample(
            interface: interface, pieces: ["one", "two"], calls: [("c", "t", ["{\"a\":", "1}"])])
        var blocks = sample.blocks
        for _ in 0..<3 {
            let place = Int.random(in: 0..<blocks.count, using: &random)
            switch Int.random(in: 0..<4, using: &random) {
            case 0: blocks.remove(at: place)
            case 1: blocks.insert(blocks[place], at: place)
            case 2: blocks.swapAt(place, Int.random(in: 0..<blocks.count, using: &random))
            default:
                var bytes = Array(blocks[place].utf8)
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = .random(
                    in: 0...255, using: &random)
                blocks[place] = String(decoding: bytes, as: UTF8.self)
            }
            if blocks.isEmpty { return }
        }
        var assembler = assembler(interface, limits: ModelLimits(textBytes: 5, toolBytes: 8))
        var parser = EventStreamParser()
        do {
            for event in try parser.take(Array(blocks.joined().utf8)) {
                _ = try assembler.take(event)
            }
            let response = try assembler.finish().response
            #expect(response.text.utf8.count <= 5)
            #expect(response.toolCalls.map(\.arguments.utf8.count).reduce(0, +) <= 10)
        } catch {
            #expect(error is AnswerFault || error is EventStreamParser.TooLong)
        }
    }

    @Test(
        "servers that count calls badly are understood",
        arguments: [
            // No index at all.
            #"[{"id":"a","function":{"name":"x","arguments":"1"}}]|[{"id":"b","function":{"name":"y","arguments":"2"}}]"#,
            // Everything is the first.
            #"[{"index":0,"id":"a","function":{"name":"x","arguments":"1"}}]|[{"index":0,"id":"b","function":{"name":"y","arguments":"2"}}]"#,
            // The id with every piece.
            #"[{"index":0,"id":"a","function":{"name":"x","arguments":""}}]|[{"index":0,"id":"a","function":{"arguments":"1"}}]|[{"index":1,"id":"b","function":{"name":"y","arguments":"2"}}]"#,
            // Pieces without index and id.
            #"[{"index":0,"id":"a","function":{"name":"x"}}]|[{"function":{"arguments":"1"}}]|[{"index":1,"id":"b","function":{"name":"y","arguments":"2"}}]"#,
        ])
    func indices(_ pieces: String) throws {
        let chunks = pieces.split(separator: "|").map {
            "data: {\"choices\":[{\"delta\":{\"tool_calls\":\($0)}}]}\n\n"
        }
        let response = try response(
            .compatible,
            chunks.joined() + "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n")
        #expect(
            response.toolCalls == [
                ToolCall(id: "a", name: "x", arguments: "1"),
                ToolCall(id: "b", name: "y", arguments: "2"),
            ])
        #expect(response.finishReason == .toolCalls)
    }

    @Test("a refusal is no answer", arguments: interfaces)
    func refusal(_ interface: Interface) throws {
        let stream =
            switch interface {
            case .anthropic:
                "data: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"refusal\"}}\n\ndata: {\"type\":\"message_stop\"}\n\n"
            case .openAIResponses:
                "data: {\"type\":\"response.refusal.delta\",\"delta\":\"no\"}\n\ndata: {\"type\":\"response.completed\",\"response\":{\"status\":\"completed\"}}\n\n"
            default:
                "data: {\"choices\":[{\"delta\":{\"refusal\":\"no\"},\"finish_reason\":\"stop\"}]}\n\n"
            }
        #expect(try response(interface, stream).finishReason == .contentFilter)
    }

    @Test("whole answers are read as well", arguments: interfaces)
    func whole(_ interface: Interface) throws {
        let body =
            switch interface {
            case .anthropic:
                #"{"type":"message","content":[{"type":"thinking","thinking":"x"},{"type":"text","text":"hi"},{"type":"tool_use","id":"c","name":"t","input":{"a": 1.50}}],"stop_reason":"tool_use","usage":{"input_tokens":1,"output_tokens":2}}"#
            case .openAIResponses:
                #"{"status":"completed","output":[{"type":"reasoning","content":null},{"type":"message","content":[{"type":"output_text","text":"hi"}]},{"type":"function_call","call_id":"c","name":"t","arguments":"{\"a\": 1.50}"}],"usage":{"input_tokens":1,"output_tokens":2}}"#
            default:
                #"{"choices":[{"message":{"content":"hi","tool_calls":[{"id":"c","function":{"name":"t","arguments":"{\"a\": 1.50}"}}]},"finish_reason":"tool_calls"}],"usage":{"prompt_tokens":1,"completion_tokens":2}}"#
            }
        var assembler = assembler(interface)
        _ = try assembler.take(whole: Array(body.utf8))
        let response = try assembler.finish().response
        #expect(response.text == "hi" && response.usage == ModelUsage(input: 1, output: 2))
        #expect(
            response.toolCalls == [ToolCall(id: "c", name: "t", arguments: "{\"a\": 1.50}")])
    }

    @Test("a forced tool's input is the document that was asked for")
    func document() throws {
        var sample = WireSample(interface: .anthropic, pieces: ["Here it is."])
        sample.calls = [("c", "prose", ["{\"a\":", "1}"])]
        let request = ModelRequest(
            messages: [], format: .json(name: "prose", schema: .members(["type": "object"])))
        let response = try response(.anthropic, sample.events, request)
        #expect(response.toolCalls.isEmpty && response.finishReason == .stop)
        #expect(response.text == "{\"a\":1}")
        // A server that takes no notice of the tool answers in words.
        let spoken = WireSample(interface: .anthropic, pieces: ["{\"a\"", ":2}"])
        #expect(try self.response(.anthropic, spoken.events, request).text == "{\"a\":2}")
    }
}
