internal import Foundation

/// The scripted server in the part of a model provider.
package typealias StandInModelServer = ScriptedHTTPServer

extension ScriptedHTTPServer.Behaviour {
    /// An answer with a text body.
    package static func text(
        _ status: Int, _ body: String, headers: [(String, String)] = []
    ) -> Self { .respond(status: status, headers: headers, chunks: [Array(body.utf8)]) }

    /// A stream of server-sent events, written in pieces of `chunk` bytes.
    package static func events(_ body: String, chunk: Int = .max) -> Self {
        let bytes = Array(body.utf8)
        let size = min(chunk, max(bytes.count, 1))
        return .respond(
            status: 200, headers: [("Content-Type", "text/event-stream")],
            chunks: stride(from: 0, to: bytes.count, by: size).map {
                Array(bytes[$0..<min($0 + size, bytes.count)])
            })
    }

    /// A chat completion that streams these pieces of text, one event each.
    package static func completion(_ pieces: [String], chunk: Int = .max) -> Self {
        chat(pieces.map { ["content": $0] }, finish: "stop", chunk: chunk)
    }

    /// A chat completion that asks for one call of a tool.
    package static func toolCall(_ name: String, _ arguments: String, id: String) -> Self {
        let call: [String: Any] = [
            "index": 0, "id": id, "type": "function",
            "function": ["name": name, "arguments": arguments],
        ]
        return chat([["role": "assistant", "tool_calls": [call]]], finish: "tool_calls")
    }

    private static func chat(
        _ deltas: [[String: Any]], finish: String, chunk: Int = .max
    ) -> Self {
        var body = ": ready\n\n"
        for delta in deltas {
            let event: [String: Any] = ["choices": [["index": 0, "delta": delta]]]
            let data = (try? JSONSerialization.data(withJSONObject: event)) ?? Data()
            body += "data: \(String(decoding: data, as: UTF8.self))\n\n"
        }
        body +=
            "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"\(finish)\"}]}\n\n"
        body += "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":3}}\n\n"
        return .events(body + "data: [DONE]\n\n", chunk: chunk)
    }
}

extension StandInModelServer {
    /// A model that makes these calls one after the other and then says that it is done.
    ///
    /// It goes by the results that it is shown, so it may be asked by several at once; without tools it says nothing useful, and
    /// where none may be called it gives a plan. `meanwhile` is called before each call with how many were made.
    package convenience init(
        calling calls: [(tool: String, arguments: String)],
        meanwhile: @escaping @Sendable (Int) -> Void = { _ in }
    ) throws {
        try self.init { request, _ in
            let body =
                (try? JSONSerialization.jsonObject(with: Data(request.body))) as? [String: Any]
            let messages = body?["messages"] as? [[String: Any]] ?? []
            if body?["tools"] == nil { return .completion(["no"]) }
            if body?["tool_choice"] as? String == "none" {
                return .completion(["- [ ] Fetch (`clone_repository`)\n- [ ] Think\n"])
            }
            let made = messages.count { $0["role"] as? String == "tool" }
            meanwhile(made)
            guard made < calls.count else { return .completion(["It is ", "done."]) }
            return .toolCall(calls[made].tool, calls[made].arguments, id: "call-\(made)")
        }
    }
}
