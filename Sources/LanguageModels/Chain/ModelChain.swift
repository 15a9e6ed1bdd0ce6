internal import Synchronization

/// Models that are asked one after the other until one answers; behind the last there is none, and that is said.
///
/// Before each question its highest cost is set aside in the budgets, afterwards what it really cost is booked, and each
/// question is recorded. A model whose provider asked for patience, or refused the key, is left alone for a while.
package final class ModelChain: LanguageModel {
    /// How long a provider is left alone at most, whatever it asks for.
    private static let longestRest = Duration.seconds(3600)
    /// How long a key that was refused is not tried again.
    private static let restOfKey = Duration.seconds(600)

    package let identity: ModelIdentity
    private let links: [ModelLink]
    private let meter: ModelMeter
    private let time: RetryPolicy.Time
    private let patience: Duration
    private let rests = Mutex<[ModelIdentity: Rest]>([:])

    /// Until when a model is left alone, and why.
    private struct Rest {
        let end: Duration
        let error: ModelError
    }

    /// A chain; `patience` is how long to wait at most for the limits of a minute.
    package init(
        _ links: [ModelLink], meter: ModelMeter, time: RetryPolicy.Time = .continuous,
        patience: Duration = .seconds(60)
    ) {
        self.links = links
        self.meter = meter
        self.time = time
        self.patience = patience
        identity = links.first?.model.identity ?? OfflineModel.identity
    }

    package func respond(
        to request: ModelRequest, observer: @escaping ModelObserver
    ) async throws(ModelError) -> ModelResponse {
        var fallbacks: [ModelFallback] = []
        for link in links {
            let told = Mutex(false)
            do throws(ModelError) {
                var response = try await ask(link, request, after: fallbacks) { event in
                    told.withLock { $0 = true }
                    observer(event)
                }
                response.fallbacks = fallbacks
                return response
            } catch {
                guard error.code != .cancelled else { throw error }
                rest(link, after: error)
                fallbacks.append(ModelFallback(link.model.identity, because: error))
                if told.withLock({ $0 }) { observer(.discarded) }
            }
        }
        throw Self.failure(of: fallbacks)
    }

    private func ask(
        _ link: ModelLink, _ request: ModelRequest, after fallbacks: [ModelFallback],
        _ observer: @escaping ModelObserver
    ) async throws(ModelError) -> ModelResponse {
        let identity = link.model.identity
        let now = time.now()
        if let rest = rests.withLock({ $0[identity] }), now < rest.end { throw rest.error }
        let (bounded, call) = meter.call(to: link, request, after: fallbacks)
        try await call.reserve()
        do throws(ModelError) {
            try await waitForTurn(link, tokens: call.mostTokens)
            let response = try await link.model.respond(to: bounded, observer: observer)
            await call.settle(.success(response.usage))
            return response
        } catch {
            await call.settle(.failure(error))
            throw error
        }
    }

    private func waitForTurn(_ link: ModelLink, tokens: Int) async throws(ModelError) {
        guard let limiter = link.limiter else { return }
        let subject = "\(link.model.identity)"
        guard let wait = limiter.wait(tokens: tokens, now: time.now(), patience: patience) else {
            throw ModelError(
                .rateLimited, on: subject,
                because: "its limit of a minute is used up for longer than a question may wait")
        }
        guard wait > .zero else { return }
        do { try await time.sleep(wait) } catch {
            throw ModelError(.cancelled, on: subject, because: "the task was cancelled")
        }
    }

    private func rest(_ link: ModelLink, after error: ModelError) {
        let length: Duration
        switch error.code {
        case .rateLimited: length = min(error.retryAfter ?? .zero, Self.longestRest)
        case .unauthorized: length = Self.restOfKey
        default: return
        }
        guard length > .zero else { return }
        let end = time.now() + length
        rests.withLock { rests in
            // A model that rests is not asked, so the error may be the one that it rests for.
            if let rest = rests[link.model.identity], time.now() < rest.end { return }
            rests[link.model.identity] = Rest(end: end, error: error)
        }
    }

    /// One model's error stands for itself; of several, each is named.
    private static func failure(of fallbacks: [ModelFallback]) -> ModelError {
        guard let first = fallbacks.first else {
            return ModelError(
                .offline, on: OfflineModel.identity.provider,
                because: "no language model is configured")
        }
        guard fallbacks.count > 1 else { return first.error }
        let reasons = fallbacks.map { "\($0.model): \($0.error.detail)" }
        return ModelError(
            .offline, on: OfflineModel.identity.provider,
            because: "no model of the chain answered: " + reasons.joined(separator: "; "),
            remedy: fallbacks.compactMap(\.error.remedy).first)
    }
}
