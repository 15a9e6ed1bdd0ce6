internal import Basics
package import HTTPClient

/// A service outside that is asked for its verdict, as plain HTTP or as a server of the Model Context Protocol.
///
/// Only the address that the operator configured is asked: no redirect is followed, no address in an answer used.
package struct OutsideService: Sendable {
    /// How it is spoken to.
    package enum Shape: Sendable, Hashable {
        /// `POST` with JSON to this address.
        case http(HTTPURL)
        /// The protocol over streamable HTTP.
        case mcp(HTTPURL)
        /// The protocol over the standard streams of this program, by its path and arguments.
        case program([String])
    }

    /// What it is, for people: `the security scanner`.
    package var name: String
    package var shape: Shape
    /// What opens it; nil for nothing.
    package var token: String?
    /// How long an answer may take in all.
    package var limit: Duration
    /// The environment of a program.
    package var environment: [String: String]
    private let client: HTTPClient
    private let pause: @Sendable (Duration) async throws -> Void

    /// The most bytes of an answer.
    static let maximumAnswer = 1 << 20

    /// A service from its parts; `pause` waits for the limit.
    package init(
        name: String, shape: Shape, token: String? = nil, limit: Duration = .seconds(20),
        environment: [String: String] = [:], client: HTTPClient = HTTPClient(),
        pause: @escaping @Sendable (Duration) async throws -> Void = {
            try await Task.sleep(for: $0)
        }
    ) {
        self.name = name
        self.shape = shape
        self.token = token
        self.limit = limit
        self.environment = environment
        self.client = client
        self.pause = pause
    }

    /// What people are told when nothing of an answer counts.
    func failure(_ problem: ServiceProblem) -> String {
        "\(name) gave no answer that counts: \(problem.reason)"
    }

    /// Asks for a verdict: `tool` is the name of what is called, where the service has several.
    func ask(_ tool: String, _ arguments: JSONValue) async throws(ServiceProblem) -> JSONValue {
        try await within { try await answer(tool, arguments) }
    }

    /// Calls a tool whatever it gives: an answer that is no JSON object is one with a `text` or a `value`.
    func use(_ tool: String, _ arguments: JSONValue) async throws(ServiceProblem) -> JSONValue {
        try await within {
            guard listsTools else { return try await answer(tool, arguments) }
            return try await withClient { try await $0.call(tool, arguments, takesText: true) }
        }
    }

    /// Whether it says which tools it has; plain HTTP has one way to be asked.
    package var listsTools: Bool { if case .http = shape { false } else { true } }

    /// The tools that a server of the protocol has; none of plain HTTP.
    func tools() async throws(ServiceProblem) -> [MCPRemoteTool] {
        try await within {
            try await withClient { try await $0.tools() }
        }
    }

    private func within<Value: Sendable>(
        _ work: @escaping @Sendable () async throws -> Value
    ) async throws(ServiceProblem) -> Value {
        switch await Deadline.run(limit, pause: pause, work) {
        case .finished(.success(let value)): return value
        case .finished(.failure(let problem as ServiceProblem)): throw problem
        case .finished(.failure(let error as HTTPError)): throw ServiceProblem(error)
        case .finished(.failure(is CancellationError)), .cancelled:
            throw ServiceProblem("the call was taken back")
        case .finished(.failure(let error)):
            throw ServiceProblem(Diagnostic(describing: error, while: "answer").reason)
        case .timedOut: throw ServiceProblem("it did not answer in time")
        }
    }

    private func answer(_ tool: String, _ arguments: JSONValue) async throws -> JSONValue {
        guard case .http(let address) = shape else {
            return try await withClient { try await $0.call(tool, arguments) }
        }
        let response = try await client.send(request(.post, address, arguments))
        guard response.status == 200 else { throw Self.refusal(response.status) }
        return try Self.read(response.body)
    }

    private func withClient<Value>(
        _ body: (MCPClient) async throws -> Value
    ) async throws -> Value {
        let link: any MCPLink =
            switch shape {
            case .http(let address), .mcp(let address):
                MCPHTTPLink(address: address, service: self, client: client)
            case .program(let words):
                try MCPStreamLink(starting: words, environment: environment)
            }
        let client = MCPClient(link)
        do {
            try await client.open()
            let value = try await body(client)
            await link.close()
            return value
        } catch {
            await link.close()
            throw error
        }
    }

    /// A request to the service.
    func request(
        _ method: HTTPRequest.Method, _ address: HTTPURL, _ body: JSONValue?
    ) -> HTTPRequest {
        var headers = [HTTPHeader("Accept", "application/json, text/event-stream")]
        if body != nil { headers.append(HTTPHeader("Content-Type", "application/json")) }
        if let token { headers.append(.bearer(token)) }
        return HTTPRequest(
            method, address, headers: headers,
            body: body.map { Array($0.text(indented: false).utf8) },
            deadlines: .init(connect: .seconds(5), idle: limit, total: limit),
            maxResponseBytes: Self.maximumAnswer)
    }

    /// Why an answer without content is none.
    static func refusal(_ status: Int) -> ServiceProblem {
        switch status {
        case 300..<400: ServiceProblem("it sends us elsewhere (\(status)), where nobody is asked")
        case 401, 403: ServiceProblem("it does not let us in (\(status))")
        default: ServiceProblem("it answered \(status)")
        }
    }

    /// Reads JSON that a service sent.
    static func read(_ bytes: [UInt8]) throws(ServiceProblem) -> JSONValue {
        do throws(JSONText.Problem) {
            return try JSONText.value(parsing: bytes, limit: maximumAnswer)
        } catch {
            throw ServiceProblem("its answer is no JSON: \(error.reason)")
        }
    }
}
