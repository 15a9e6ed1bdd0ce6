internal import Basics
package import Fleet
package import Forge

/// `POST /webhooks/github`: takes a delivery in, and answers 202 only when it is on disk.
///
/// Nothing of a body is parsed before its signature is right.
package struct WebhookEndpoint: Sendable {
    /// A body as large as GitHub ever sends.
    static let bodyLimit = 25 << 20

    private let secrets: WebhookSecrets
    private let routing: DeliveryRouting
    private let intake: any DeliveryIntake
    private let now: @Sendable () -> Int64
    private let observe: @Sendable (WebhookNote) -> Void

    /// An endpoint; `now` gives milliseconds since 1970, `observe` hears of each answer and must not wait.
    package init(
        secrets: WebhookSecrets, routing: DeliveryRouting, intake: any DeliveryIntake,
        now: @escaping @Sendable () -> Int64,
        observe: @escaping @Sendable (WebhookNote) -> Void = { _ in }
    ) {
        self.secrets = secrets
        self.routing = routing
        self.intake = intake
        self.now = now
        self.observe = observe
    }

    /// The route.
    package var route: Route {
        Route(
            "POST", "/webhooks/github", need: .nothing, bodyLimit: Self.bodyLimit, refuse: refuse,
            answer: { request, _ in await answer(request) })
    }

    /// What the head alone decides.
    private func refuse(_ head: RequestHead) -> WebResponse? {
        guard head.values(of: "content-type").count == 1, head.mediaType == "application/json"
        else {
            observe(WebhookNote(answer: .unsupported))
            return .refusal(
                415, "the delivery is not JSON",
                remedy: "set the content type of the webhook to application/json")
        }
        guard (head["content-encoding"] ?? "identity") == "identity" else {
            observe(WebhookNote(answer: .unsupported))
            return .refusal(415, "the delivery is compressed")
        }
        return signature(head) == nil ? unsigned() : nil
    }

    private func answer(_ request: WebRequest) async -> WebResponse {
        guard let signature = signature(request.head),
            let age = secrets.age(of: signature, over: request.body)
        else { return unsigned() }
        do throws(WebhookError) {
            let headers = try WebhookHeaders(
                event: request.head.values(of: WebhookHeaders.eventHeader.lowercased()),
                delivery: request.head.values(of: WebhookHeaders.deliveryHeader.lowercased()),
                hook: request.head.values(of: WebhookHeaders.hookHeader.lowercased()))
            let (delivery, verdict) = try routing.read(headers, body: request.body, at: now())
            if verdict == .ping { return finish(.ping, 200, age, verdict) }
            return respond(await intake.accept(delivery), age, verdict)
        } catch {
            observe(WebhookNote(answer: .malformed, hasOldSecret: age == .old))
            return .refusal(400, error.diagnostic.description)
        }
    }

    private func respond(
        _ receipt: DeliveryReceipt, _ age: WebhookSecrets.Age, _ verdict: RoutedDelivery.Verdict
    ) -> WebResponse {
        switch receipt {
        case .accepted: return finish(.accepted, 202, age, verdict)
        case .seen: return finish(.seen, 200, age)
        case .conflict:
            observe(WebhookNote(answer: .conflict, hasOldSecret: age == .old))
            return .refusal(400, "another delivery came under this id before")
        case .unavailable(let seconds):
            observe(WebhookNote(answer: .unavailable, hasOldSecret: age == .old))
            return WebResponse.refusal(
                503, "the delivery cannot be kept", remedy: "send it again later"
            ).with("retry-after", "\(max(1, seconds))")
        }
    }

    private func finish(
        _ answer: WebhookAnswer, _ status: Int, _ age: WebhookSecrets.Age,
        _ verdict: RoutedDelivery.Verdict? = nil
    ) -> WebResponse {
        observe(WebhookNote(answer: answer, verdict: verdict, hasOldSecret: age == .old))
        return .json(status, .members(["status": .string(answer.rawValue)]))
    }

    private func signature(_ head: RequestHead) -> WebhookSignature? {
        WebhookSignature(head.values(of: WebhookSignature.header.lowercased()))
    }

    private func unsigned() -> WebResponse {
        observe(WebhookNote(answer: .unsigned))
        return .refusal(
            401, "the signature is missing or wrong",
            remedy: "give GitHub the secret of \(WebhookSecrets.variable)")
    }
}
