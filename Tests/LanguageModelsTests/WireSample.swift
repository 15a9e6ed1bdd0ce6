import Foundation
import LanguageModels
import TestSupport

/// One answer in the form that a provider of an interface streams it.
struct WireSample {
    var interface: ModelConfiguration.Interface
    var pieces: [String] = []
    /// Calls, with their arguments in pieces.
    var calls: [(id: String, name: String, arguments: [String])] = []
    var stop: Stop = .regular

    enum Stop { case regular, length }

    /// The events, whole.
    var events: String { blocks.joined() }

    /// The events, one text each.
    var blocks: [String] {
        switch interface {
        case .openAI, .azure, .compatible: chat
        case .openAIResponses, .azureResponses: responses
        case .anthropic: messages
        }
    }

    /// What a provider of the interface says in the place of an answer, within a stream.
    static func error(_ interface: ModelConfiguration.Interface, kind: String) -> String {
        switch interface {
        case .openAI, .azure, .compatible:
            event(nil, ["error": ["message": "sorry", "type": kind]])
        case .openAIResponses, .azureResponses:
            event("error", ["type": "error", "code": kind, "message": "sorry"])
        case .anthropic:
            event("error", ["type": "error", "error": ["type": kind, "message": "sorry"]])
        }
    }

    private var chat: [String] {
        func chunk(_ delta: [String: Any], finish: String? = nil) -> String {
            Self.event(
                nil,
                ["choices": [["index": 0, "delta": delta, "finish_reason": finish as Any]]])
        }
        var events = [chunk(["role": "assistant", "content": ""])]
        events += pieces.map { chunk(["content": $0]) }
        for (index, call) in calls.enumerated() {
            events.append(
                chunk([
                    "tool_calls": [
                        [
                            "index": index, "id": call.id, "type": "function",
                            "function": ["name": call.name, "arguments": ""],
                        ]
                    ]
                ]))
            events += call.arguments.map { piece in
                chunk(["tool_calls": [["index": index, "function": ["arguments": piece]]]])
            }
        }
        let reason = stop == .length ? "length" : calls.isEmpty ? "stop" : "tool_calls"
        events.append(chunk([:], finish: reason))
        events.append(
            Self.event(
                nil,
                [
                    "choices": [],
                    "usage": [
                        "prompt_tokens": 17, "completion_tokens": 3,
                        "prompt_tokens_details": ["cached_tokens": 8],
                    ],
                ]))
        return events + ["data: [DONE]\n\n"]
    }

    private var responses: [String] {
        func event(_ type: String, _ more: [String: Any]) -> String {
            Self.event(type, more.merging(["type": type]) { first, _ in first })
        }
        var events = [event("response.created", ["response": ["status": "in_progress"]])]
        if !pieces.isEmpty {
            events.append(
                event(
                    "response.output_item.added",
                    ["output_index": 0, "item": ["type": "message", "content": []]]))
            events += pieces.map {
                event("response.output_text.delta", ["output_index": 0, "delta": $0])
            }
        }
        for (index, call) in calls.enumerated() {
            let place: [String: Any] = ["output_index": index + 1]
            let item = [
                "type": "function_call", "id": "fc_\(index)", "call_id": call.id,
                "name": call.name, "arguments": "",
            ]
            let whole = item.merging(["arguments": call.arguments.joined()]) { _, new in new }
            events.append(
                event("response.output_item.added", place.merging(["item": item]) { $1 }))
            events += call.arguments.map {
                event(
                    "response.function_call_arguments.delta", place.merging(["delta": $0]) { $1 })
            }
            events.append(
                event(
                    "response.function_call_arguments.done",
                    place.merging(["arguments": call.arguments.joined()]) { $1 }))
            events.append(
                event("response.output_item.done", place.merging(["item": whole]) { $1 }))
        }
        var answer: [String: Any] = [
            "status": stop == .length ? "incomplete" : "completed",
            "usage": [
                "input_tokens": 17, "output_tokens": 3,
                "input_tokens_details": ["cached_tokens": 8],
            ],
        ]
        if stop == .length { answer["incomplete_details"] = ["reason": "max_output_tokens"] }
        let end = stop == .length ? "response.incomplete" : "response.completed"
        return events + [event(end, ["response": answer])]
    }

    private var messages: [String] {
        func event(_ type: String, _ more: [String: Any]) -> String {
            Self.event(type, more.merging(["type": type]) { first, _ in first })
        }
        func block(_ index: Int, _ start: [String: Any], _ deltas: [[String: Any]]) -> [String] {
            [event("content_block_start", ["index": index, "content_block": start])]
                + deltas.map { event("content_block_delta", ["index": index, "delta": $0]) }
                + [event("content_block_stop", ["index": index])]
        }
        let usage = [
            "input_tokens": 9, "cache_read_input_tokens": 8, "cache_creation_input_tokens": 0,
            "output_tokens": 1,
        ]
        var events = [
            event("message_start", ["message": ["content": [], "usage": usage]]),
            event("ping", [:]),
        ]
        if !pieces.isEmpty {
            events += block(
                0, ["type": "text", "text": ""],
                pieces.map { ["type": "text_delta", "text": $0] })
        }
        for (index, call) in calls.enumerated() {
            events += block(
                index + 1,
                [
                    "type": "tool_use", "id": call.id, "name": call.name,
                    "input": [:] as [String: Any],
                ],
                call.arguments.map { ["type": "input_json_delta", "partial_json": $0] })
        }
        let reason = stop == .length ? "max_tokens" : calls.isEmpty ? "end_turn" : "tool_use"
        events.append(
            event(
                "message_delta",
                ["delta": ["stop_reason": reason], "usage": ["output_tokens": 3]]))
        return events + [event("message_stop", [:])]
    }

    private static func event(_ name: String?, _ value: [String: Any]) -> String {
        let data = (try? JSONSerialization.data(withJSONObject: value)) ?? Data()
        return (name.map { "event: \($0)\n" } ?? "")
            + "data: \(String(decoding: data, as: UTF8.self))\n\n"
    }
}
