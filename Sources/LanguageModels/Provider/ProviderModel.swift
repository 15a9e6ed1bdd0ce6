internal import Basics
package import HTTPClient

/// A model behind an interface of HTTP.
///
/// Answers are streamed, so that an endless or silent one is noticed while it happens. A refusal for load (429,
/// 5xx) and a connection that could not be made are repeated within the limits; once a byte of an answer has
/// arrived, nothing is. No redirect is followed. What leaves has been through the redactor.
package struct ProviderModel: LanguageModel {
    package var identity: ModelIdentity { configuration.identity }
    private let configuration: ModelConfiguration
    private let client: HTTPClient
    private let redactor: Redactor
    private let retries: RetryPolicy

    /// A model; every prompt passes the redactor, which also learns the configuration's own key.
    package init(
        _ configuration: ModelConfiguration, client: HTTPClient,
        redactor: Redactor = Redactor(secrets: []), retries: RetryPolicy = RetryPolicy()
    ) {
        self.configuration = configuration
        self.client = client
        self.redactor = redactor.adding(secrets: configuration.apiKey.map { [$0] } ?? [])
        self.retries = retries
    }

    package func respond(
        to request: ModelRequest, observer: @escaping ModelObserver
    ) async throws(ModelError) -> ModelResponse {
        let end = retries.time.now() + configuration.limits.total
        var request = request
        request.messages = request.messages.map { $0.mapTexts(redactor.redacted) }
        var options = WireOptions(
            structure: configuration.structure, maxOutputTokens: configuration.maxOutputTokens)
        var attempt = 0
        while true {
            let outcome = try await ask(request, options, until: end, observer)
            let obstacle: Obstacle
            switch outcome {
            case .answer(let response): return response
            case .refusal(let refusal)
            where refusal.isForForm && request.format != .text && options.structure == .native:
                options.structure = .words
                continue
            case .refusal(let refusal):
                obstacle = Obstacle(
                    error: error(refusal.code, refusal.detail, retryAfter: refusal.retryAfter),
                    isPassing: refusal.isForLoad)
            case .noConnection(let error): obstacle = Obstacle(error: error, isPassing: true)
            }
            guard obstacle.isPassing,
                let wait = retries.wait(after: attempt, retryAfter: obstacle.error.retryAfter),
                retries.time.now() + wait < end
            else { throw obstacle.error }
            do { try await retries.time.sleep(wait) } catch { throw cancelled }
            attempt += 1
        }
    }

    /// What became of one attempt that another may follow.
    private enum Outcome {
        case answer(ModelResponse)
        case refusal(ProviderRefusal)
        case noConnection(ModelError)
    }

    private struct Obstacle {
        let error: ModelError
        let isPassing: Bool
    }

    private func ask(
        _ request: ModelRequest, _ options: WireOptions, until end: Duration,
        _ observer: @escaping ModelObserver
    ) async throws(ModelError) -> Outcome {
        let left = end - retries.time.now()
        guard left > .zero else { throw error(.timeout, "the time for one question is used up") }
        let answer: HTTPStreamedResponse
        do {
            answer = try await client.stream(httpRequest(request, options, left))
        } catch {
            var failure = self.error(.init(error.code), error.detail)
            failure.mayHaveCost = error.mayHaveBeenSent
            guard error.code == .connect, !error.mayHaveBeenSent else { throw failure }
            return .noConnection(failure)
        }
        do {
            guard answer.status == 200 else {
                let whole = try await answer.collected(upTo: 16 << 10)
                return .refusal(ProviderRefusal(whole, redactor: redactor))
            }
            return .answer(try await read(answer, request, observer))
        } catch {
            var failure = self.error(for: error)
            failure.mayHaveCost = answer.status == 200
            throw failure
        }
    }

    private func httpRequest(
        _ request: ModelRequest, _ options: WireOptions, _ left: Duration
    ) -> HTTPRequest {
        let format = configuration.interface.wireFormat
        let headers =
            [
                HTTPHeader("Content-Type", "application/json"),
                HTTPHeader("Accept", "text/event-stream, application/json"),
            ] + configuration.headers
        let body = format.body(
            options.structure == .words ? request.withFormatInWords : request,
            model: configuration.model, options: options)
        return HTTPRequest(
            .post, configuration.url(of: format.path), headers: headers,
            body: Array(body.text(indented: false).utf8),
            deadlines: .init(idle: configuration.limits.idle, total: left),
            maxResponseBytes: configuration.limits.streamBytes)
    }

    private func read(
        _ answer: HTTPStreamedResponse, _ request: ModelRequest,
        _ observer: @escaping ModelObserver
    ) async throws -> ModelResponse {
        let limits = configuration.limits
        var reader = AnswerReader(configuration.interface, for: request, limits: limits)
        let type = answer.headers.first(named: "content-type")?.lowercased() ?? ""
        if type.hasPrefix("text/event-stream") {
            for try await chunk in answer.body {
                for told in try reader.take(chunk) { observer(told) }
                // Some providers keep the connection open after their last word.
                if reader.isDone { break }
            }
        } else {
            // JSON escapes make a text at most six times as long.
            let bound = (limits.textBytes + limits.toolBytes) * 6 + (64 << 10)
            let whole = try await answer.collected(upTo: min(limits.streamBytes, bound)).body
            for told in try reader.take(whole: whole) { observer(told) }
        }
        let (rest, last) = try reader.finish()
        for told in rest { observer(told) }
        var response = last
        response.origin = identity
        return response
    }

    /// What ended an answer that had begun.
    private func error(for obstacle: any Error) -> ModelError {
        if let obstacle = obstacle as? HTTPError {
            return error(.init(obstacle.code), obstacle.detail)
        }
        guard let fault = obstacle as? AnswerFault else { return cancelled }
        switch fault {
        case .tooLong:
            return error(
                .tooLarge,
                "the answer is longer than the limits allow"
            )
        case .malformed:
            return error(.malformed, "the answer is not of the \(configuration.interface) protocol")
        case .reported(let kind, let text):
            let isLimit = kind?.contains("rate_limit") ?? false
            return error(
                isLimit ? .rateLimited : .unavailable,
                ProviderRefusal.excerpt(text, redactor: redactor))
        case .truncated: return error(.malformed, "the answer ended in the middle")
        }
    }

    private var cancelled: ModelError { error(.cancelled, "the task was cancelled") }

    private func error(
        _ code: ModelError.Code, _ detail: String, retryAfter: Duration? = nil
    ) -> ModelError {
        ModelError(
            code, on: "\(identity) at \(configuration.baseURL.host)", because: detail,
            remedy: code == .unauthorized ? configuration.keyRemedy : nil, retryAfter: retryAfter)
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
