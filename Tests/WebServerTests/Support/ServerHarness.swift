import HTTPClient
import WebServer

/// A handler made of closures.
struct ClosureHandler: RequestHandler {
    var admission: @Sendable (RequestHead) -> Admission = { _ in .read(upTo: 1 << 30) }
    var response: @Sendable (WebRequest) async -> WebResponse

    func admit(_ head: RequestHead) -> Admission { admission(head) }
    func answer(_ request: WebRequest) async -> WebResponse { await response(request) }
}

/// Answers with what was asked: method, path, query and the size of the body.
let echo = ClosureHandler { request in
    let query = request.head.target.query.map { "\($0.name)=\($0.value)" }
    return .plain(
        200,
        ([request.head.method] + request.head.target.path + query + ["\(request.body.count)"])
            .joined(separator: "|"))
}

/// Runs a server while a test talks to it.
func withServer<Value: Sendable>(
    limits: ServerLimits = ServerLimits(), handler: any RequestHandler = echo,
    _ body: (HTTPServer) async throws -> Value
) async throws -> Value {
    let server = try HTTPServer(on: .anyLoopback, limits: limits, handler: handler)
    let running = Task { await server.run() }
    defer { running.cancel() }
    let value = try await body(server)
    await server.drain(within: .zero)
    await running.value
    return value
}

extension HTTPServer {
    var port: Int { address.port }

    /// Asks through our own client.
    func ask(
        _ method: HTTPRequest.Method = .get, _ path: String, headers: [HTTPHeader] = [],
        body: [UInt8]? = nil
    ) async throws -> HTTPResponse {
        let url = try HTTPURL(parsing: "http://\(address)\(path)")
        let client = HTTPClient()
        let response = try await client.send(
            HTTPRequest(method, url, headers: headers, body: body))
        await client.close()
        return response
    }
}

extension HTTPResponse {
    var text: String { String(decoding: body, as: UTF8.self) }
}
