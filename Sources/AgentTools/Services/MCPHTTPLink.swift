internal import Basics
internal import HTTPClient
internal import LanguageModels
internal import Synchronization

/// Streamable HTTP from the client's side: each message a `POST`, the answer as JSON or as an event.
final class MCPHTTPLink: MCPLink {
    private struct State {
        var session: String?
        var revision: String?
    }

    private let address: HTTPURL
    private let service: OutsideService
    private let client: HTTPClient
    private let state = Mutex(State())

    init(address: HTTPURL, service: OutsideService, client: HTTPClient) {
        self.address = address
        self.service = service
        self.client = client
    }

    func agree(on revision: String) { state.withLock { $0.revision = revision } }

    func exchange(_ message: JSONValue, id: Int) async throws -> JSONValue {
        let response = try await client.stream(request(.post, message))
        guard response.status == 200 else { throw OutsideService.refusal(response.status) }
        if let session = response.headers.first(where: { $0.isNamed("Mcp-Session-Id") })?.value {
            state.withLock { if $0.session == nil { $0.session = session } }
        }
        let type = response.headers.first { $0.isNamed("Content-Type") }?.value.lowercased() ?? ""
        if type.hasPrefix("text/event-stream") {
            return try await answer(in: response.body, id: id)
        }
        var bytes: [UInt8] = []
        for try await chunk in response.body { bytes += chunk }
        let answer = try OutsideService.read(bytes)
        guard answer["id"]?.integer == id else {
            throw ServiceProblem("it answered another request")
        }
        return answer
    }

    private func answer(
        in body: AsyncThrowingStream<[UInt8], any Error>, id: Int
    ) async throws -> JSONValue {
        var parser = EventStreamParser(maxEventBytes: OutsideService.maximumAnswer)
        for try await chunk in body {
            let events: [EventStreamParser.Event]
            do throws(EventStreamParser.TooLong) { events = try parser.take(chunk) } catch {
                throw ServiceProblem("its answer is larger than it may be")
            }
            for event in events where !event.data.isEmpty {
                let message = try OutsideService.read(event.data)
                // What has a method is no answer, whatever its id.
                if message["method"] == nil, message["id"]?.integer == id { return message }
            }
        }
        throw ServiceProblem("it hung up before it answered")
    }

    func tell(_ notification: JSONValue) async throws {
        let response = try await client.send(request(.post, notification))
        guard (200..<300).contains(response.status) else {
            throw OutsideService.refusal(response.status)
        }
    }

    func close() async {
        guard state.withLock({ $0.session != nil }) else { return }
        _ = try? await client.send(request(.delete, nil))
    }

    private func request(_ method: HTTPRequest.Method, _ message: JSONValue?) -> HTTPRequest {
        var request = service.request(method, address, message)
        let state = state.withLock { $0 }
        if let session = state.session {
            request.headers.append(HTTPHeader("Mcp-Session-Id", session))
        }
        if let revision = state.revision {
            request.headers.append(HTTPHeader("MCP-Protocol-Version", revision))
        }
        return request
    }
}
