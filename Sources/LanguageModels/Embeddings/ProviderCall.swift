internal import Basics
internal import FoundationEssentials
internal import HTTPClient

/// Questions to a server whose answers are taken whole, repeated while it asks for patience.
struct ProviderCall: Sendable {
    let access: ProviderAccess
    /// What the server or the model is called in errors.
    let name: String
    let client: HTTPClient
    let redactor: Redactor
    let retries: RetryPolicy
    /// How long one question may take, repetitions included.
    var total: Duration = .seconds(120)

    init(
        _ access: ProviderAccess, name: String, client: HTTPClient, redactor: Redactor,
        retries: RetryPolicy
    ) {
        self.access = access
        self.name = "\(name) at \(access.baseURL.host)"
        self.client = client
        self.redactor = redactor.adding(secrets: access.key.map { [$0.text] } ?? [])
        self.retries = retries
    }

    /// The answer, of at most so many bytes, read as a document.
    func answer<Document: Decodable>(
        to question: JSONValue, at path: String, upTo bytes: Int, as type: Document.Type
    ) async throws(EmbeddingError) -> Document {
        let body = try await body(
            of: request(Array(question.text(indented: false).utf8), path: path, upTo: bytes))
        do {
            return try JSONDecoder().decode(type, from: Data(body))
        } catch {
            throw self.error(.malformed, "the answer is not of the expected form")
        }
    }

    private func request(_ body: [UInt8], path: String, upTo bytes: Int) -> HTTPRequest {
        let headers = [
            HTTPHeader("Content-Type", "application/json"),
            HTTPHeader("Accept", "application/json"),
        ]
        return HTTPRequest(
            .post, access.baseURL.appending(path: path),
            headers: headers + (access.key.map { [$0.header] } ?? []), body: body,
            maxResponseBytes: bytes)
    }

    private func body(of request: HTTPRequest) async throws(EmbeddingError) -> [UInt8] {
        let end = retries.time.now() + total
        var attempt = 0
        while true {
            let response = try await send(request, until: end)
            if response.status == 200 { return response.body }
            let patience = response.headers.first(named: "retry-after").flatMap { Int($0) }
            guard response.status == 429 || response.status >= 500,
                let wait = retries.wait(
                    after: attempt, retryAfter: patience.map { .seconds(min(max($0, 0), 1 << 30)) }),
                retries.time.now() + wait < end
            else { throw refusal(response) }
            do { try await retries.time.sleep(wait) } catch {
                throw self.error(.cancelled, "the task was cancelled")
            }
            attempt += 1
        }
    }

    private func send(
        _ request: HTTPRequest, until end: Duration
    ) async throws(EmbeddingError) -> HTTPResponse {
        var request = request
        let left = end - retries.time.now()
        guard left > .zero else { throw error(.timeout, "the time for one question is used up") }
        request.deadlines.total = left
        do throws(HTTPError) {
            return try await client.send(request)
        } catch {
            let code: EmbeddingError.Code =
                switch error.code {
                case .connect, .tls, .protocol: .unavailable
                case .timeout: .timeout
                case .tooLarge: .tooLarge
                case .cancelled: .cancelled
                case .invalidURL, .invalidRequest: .configuration
                }
            throw self.error(code, error.detail)
        }
    }

    private func refusal(_ response: HTTPResponse) -> EmbeddingError {
        let code: EmbeddingError.Code =
            switch response.status {
            case 401, 403: .unauthorized
            case 429, 500...: .unavailable
            default: .rejected
            }
        return error(code, ProviderRefusal(response, redactor: redactor).detail)
    }

    func error(_ code: EmbeddingError.Code, _ detail: String) -> EmbeddingError {
        EmbeddingError(code, on: name, because: detail)
    }
}
