package import HTTPClient

/// A model behind the chat-completions interface that OpenAI began and many servers speak.
///
/// Answers are streamed, so that an endless or silent one is noticed while it happens. A refusal for load (429,
/// 5xx) is repeated within the limits; once a byte of an answer has arrived, nothing is repeated.
package struct OpenAICompatibleModel: LanguageModel {
    package var name: String { configuration.model }
    private let configuration: ModelConfiguration
    private let client: HTTPClient
    private let redactor: Redactor
    private let limits: ModelLimits
    private let retries: RetryPolicy

    /// A model; every prompt passes the redactor, which also learns the configuration's own key.
    package init(
        _ configuration: ModelConfiguration, client: HTTPClient,
        redactor: Redactor = Redactor(secrets: []), limits: ModelLimits = ModelLimits(),
        retries: RetryPolicy = RetryPolicy()
    ) {
        self.configuration = configuration
        self.client = client
        self.redactor = redactor.adding(secrets: configuration.apiKey.map { [$0] } ?? [])
        self.limits = limits
        self.retries = retries
    }

    package func complete(_ request: ModelRequest) async throws -> ModelResponse {
        let end = retries.time.now() + limits.total
        var withFormat = request.format != .text
        var attempt = 0
        while true {
            let (answer, refusal) = try await ask(request, withFormat: withFormat, until: end)
            if let answer { return answer }
            guard let refusal else { throw error(.malformed, "no answer") }
            if withFormat, [400, 422].contains(refusal.status) {
                withFormat = false
                continue
            }
            guard refusal.isForLoad,
                let wait = retries.wait(after: attempt, retryAfter: refusal.retryAfter),
                retries.time.now() + wait < end
            else { throw error(refusal.code, refusal.detail) }
            do { try await retries.time.sleep(wait) } catch {
                throw self.error(.cancelled, "the task was cancelled")
            }
            attempt += 1
        }
    }

    private func ask(
        _ request: ModelRequest, withFormat: Bool, until end: Duration
    ) async throws(ModelError) -> (ModelResponse?, ProviderRefusal?) {
        let left = end - retries.time.now()
        guard left > .zero else { throw error(.timeout, "the time for one question is used up") }
        do {
            let answer = try await client.stream(httpRequest(request, withFormat: withFormat, left))
            guard answer.status == 200 else {
                let whole = try await answer.collected(upTo: 16 << 10)
                return (nil, ProviderRefusal(whole, redactor: redactor))
            }
            return (try await read(answer), nil)
        } catch let error as HTTPError {
            throw self.error(.init(error.code), error.detail)
        } catch let fault as CompletionAssembler.Fault {
            throw error(for: fault)
        } catch let error as ModelError {
            throw error
        } catch {
            throw self.error(.cancelled, "the task was cancelled")
        }
    }

    private func httpRequest(
        _ request: ModelRequest, withFormat: Bool, _ left: Duration
    ) -> HTTPRequest {
        var headers = [
            HTTPHeader("Content-Type", "application/json"),
            HTTPHeader("Accept", "text/event-stream, application/json"),
        ]
        if let key = configuration.apiKey { headers.append(.bearer(key)) }
        return HTTPRequest(
            .post, configuration.baseURL.appending(path: "chat/completions"), headers: headers,
            body: CompletionRequestBody.json(
                request, model: configuration.model, withFormat: withFormat, redactor: redactor),
            deadlines: .init(idle: limits.idle, total: left), maxResponseBytes: limits.streamBytes)
    }

    private func read(_ answer: HTTPStreamedResponse) async throws -> ModelResponse {
        var assembler = CompletionAssembler(maxTextBytes: limits.textBytes)
        let type = answer.headers.first(named: "content-type")?.lowercased() ?? ""
        guard type.hasPrefix("text/event-stream") else {
            // JSON escapes make a text at most six times as long.
            let bound = min(limits.streamBytes, limits.textBytes * 6 + (64 << 10))
            try assembler.take(whole: try await answer.collected(upTo: bound).body)
            return try assembler.finish()
        }
        var parser = EventStreamParser()
        for try await chunk in answer.body {
            do {
                for event in try parser.take(chunk) { try assembler.take(event) }
            } catch is EventStreamParser.TooLong {
                throw CompletionAssembler.Fault.tooLong
            }
            // Some providers keep the connection open after their last word.
            if assembler.isDone { break }
        }
        if !assembler.isDone, let last = parser.finish() { try assembler.take(last) }
        return try assembler.finish()
    }

    private func error(for fault: CompletionAssembler.Fault) -> ModelError {
        switch fault {
        case .tooLong:
            error(.tooLarge, "the answer has more than \(limits.textBytes) bytes of text")
        case .malformed: error(.malformed, "the answer is not of the chat-completions protocol")
        case .reported(let text):
            error(.unavailable, ProviderRefusal.excerpt(text, redactor: redactor))
        case .truncated: error(.malformed, "the answer ended in the middle")
        }
    }

    private func error(_ code: ModelError.Code, _ detail: String) -> ModelError {
        ModelError(code, on: "\(name) at \(configuration.baseURL.host)", because: detail)
    }
}

extension ModelError.Code {
    fileprivate init(_ code: HTTPError.Code) {
        self =
            switch code {
            case .connect, .tls, .protocol: .unavailable
            case .timeout: .timeout
            case .tooLarge: .tooLarge
            case .cancelled: .cancelled
            case .invalidURL, .invalidRequest: .configuration
            }
    }
}
