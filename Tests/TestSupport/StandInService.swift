internal import Foundation

/// The scripted server in the part of a service outside that speaks the Model Context Protocol over HTTP.
package typealias StandInService = ScriptedHTTPServer

/// What a stand-in does when one of its tools is called.
package enum ServiceAnswer: Sendable {
    /// Gives this JSON object as the structured result.
    case structured(String)
    /// Gives this text, whatever it is.
    case text(String)
    /// Answers the request itself in this way.
    case behaviour(ScriptedHTTPServer.Behaviour)
}

extension StandInService {
    /// A service with these tools, a JSON array as `tools/list` has it; `call` is told the name of a tool and its arguments as JSON.
    package convenience init(
        tools: String, call: @escaping @Sendable (String, String) -> ServiceAnswer
    ) throws {
        try self.init { request, _ in
            let message =
                (try? JSONSerialization.jsonObject(with: Data(request.body))) as? [String: Any]
            guard let id = message?["id"] as? Int else {
                return .respond(status: 202, headers: [], chunks: [])
            }
            switch message?["method"] as? String {
            case "initialize":
                return Self.result(
                    #"{"protocolVersion": "2025-11-25", "capabilities": {"tools": {}}, "serverInfo": {"name": "s", "version": "1"}}"#,
                    to: id)
            case "tools/list": return Self.result(#"{"tools": \#(tools)}"#, to: id)
            default:
                let parameters = message?["params"] as? [String: Any]
                let arguments = try? JSONSerialization.data(
                    withJSONObject: parameters?["arguments"] ?? [:], options: .sortedKeys)
                let answer = call(
                    parameters?["name"] as? String ?? "",
                    String(decoding: arguments ?? Data(), as: UTF8.self))
                return Self.behaviour(answer, to: id)
            }
        }
    }

    private static func behaviour(_ answer: ServiceAnswer, to id: Int) -> Behaviour {
        switch answer {
        case .structured(let json):
            return result(#"{"content": [], "structuredContent": \#(json)}"#, to: id)
        case .text(let text):
            let content: [String: Any] = ["content": [["type": "text", "text": text]]]
            let json = (try? JSONSerialization.data(withJSONObject: content)) ?? Data()
            return result(String(decoding: json, as: UTF8.self), to: id)
        case .behaviour(let behaviour): return behaviour
        }
    }

    private static func result(_ json: String, to id: Int) -> Behaviour {
        let text = #"{"jsonrpc": "2.0", "id": \#(id), "result": \#(json)}"#
        return .text(200, text, headers: [("Content-Type", "application/json")])
    }
}
