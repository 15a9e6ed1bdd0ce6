internal import AgentTools
internal import Basics

/// Why a request is not served, as an HTTP status and an error of JSON-RPC.
struct MCPRefusal: Error {
    let status: Int
    let failure: JSONRPC.Failure
    var fields: [RequestHead.Field] = []

    init(_ status: Int, _ failure: JSONRPC.Failure, fields: [RequestHead.Field] = []) {
        self.status = status
        self.failure = failure
        self.fields = fields
    }

    /// A refusal of a request that is not as the protocol has it.
    static func bad(_ reason: String) -> MCPRefusal { MCPRefusal(400, .invalidRequest(reason)) }

    /// The server has enough to do, or is going down.
    static func busy(_ reason: String, seconds: Int) -> MCPRefusal {
        MCPRefusal(
            503, .invalidRequest(reason), fields: [.init("retry-after", String(seconds))])
    }

    /// The answer; no id of a request is known.
    var response: WebResponse {
        var response = WebResponse.json(status, JSONRPC.error(failure, to: nil))
        response.fields += fields
        return response
    }
}
