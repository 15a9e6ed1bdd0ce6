internal import Basics
internal import FoundationEssentials
package import HTTPClient

/// One worker process's way to the server that has the queue.
package struct ServerLink: Sendable {
    private let server: HTTPURL
    private let token: HTTPHeader
    private let client: HTTPClient

    /// How long an answer may take, beside what the request itself waits for.
    private static let patience = Duration.seconds(10)

    /// A way to a server at an address, which gets the token with each request and nobody else does.
    package init(server: HTTPURL, token: String, client: HTTPClient = HTTPClient()) {
        self.server = server
        self.token = .bearer(token)
        self.client = client
    }

    /// Tells the server something, and takes its answer.
    ///
    /// - Throws: `FleetError`: `.leaseLost`, `.refused` where asking again is of no use, else `.serverUnreachable`.
    func post<Answer: Decodable>(
        _ message: some Encodable, to name: String, as answer: Answer.Type,
        waiting: Duration = .zero, while attempted: String
    ) async throws -> Answer {
        var request = HTTPRequest(
            .post, server.appending(path: "api/v1/worker/\(name)"),
            headers: [token, HTTPHeader("Content-Type", "application/json")],
            body: Array(try JSONEncoder().encode(message)))
        request.deadlines.connect = .seconds(5)
        request.deadlines.total = Self.patience + waiting
        request.maxResponseBytes = 4 << 20
        let response: HTTPResponse
        do throws(HTTPError) {
            response = try await client.send(request)
        } catch {
            if error.code == .cancelled { throw CancellationError() }
            throw FleetError(
                .serverUnreachable, attempted, on: server.origin, because: error.detail,
                remedy: "see that complybot serve runs there; it is tried again")
        }
        guard response.status == 200 else { throw refusal(response, attempted) }
        do {
            return try JSONDecoder().decode(Answer.self, from: Data(response.body))
        } catch {
            throw FleetError(
                .serverUnreachable, attempted, on: server.origin,
                because: "its answer is not that of a complybot of this version",
                remedy: "install the same version on both")
        }
    }

    private struct Refusal: Decodable {
        var message: String
        var remedy: String?
    }

    private func refusal(_ response: HTTPResponse, _ attempted: String) -> FleetError {
        let words = try? JSONDecoder().decode(Refusal.self, from: Data(response.body))
        let reason = words?.message ?? "it answers with status \(response.status)"
        let code: FleetError.Code =
            switch response.status {
            case 409: .leaseLost
            case 400..<500 where response.status != 408 && response.status != 429: .refused
            default: .serverUnreachable
            }
        return FleetError(
            code, attempted, on: server.origin, because: reason, remedy: words?.remedy)
    }
}
