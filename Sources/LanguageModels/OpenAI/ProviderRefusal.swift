internal import HTTPClient

/// An answer that is none: its status, what the provider says about it, and when to come back.
struct ProviderRefusal: Sendable, Hashable {
    let status: Int
    let detail: String
    let retryAfter: Duration?

    init(_ response: HTTPResponse, redactor: Redactor) {
        status = response.status
        let said = CompletionDocument.read(response.body)?.error?.message
        detail =
            "status \(response.status)"
            + (said.map { ": " + Self.excerpt($0, redactor: redactor) } ?? "")
        retryAfter = Self.seconds(response.headers.first(named: "retry-after"))
    }

    /// Whether the provider may answer the same question later.
    var isForLoad: Bool { status == 429 || (500...599).contains(status) }

    /// What it means to whoever asked.
    var code: ModelError.Code {
        switch status {
        case 401, 403: .unauthorized
        case 429: .rateLimited
        case 500...599: .unavailable
        default: .rejected
        }
    }

    /// A provider's words, short and without secrets.
    static func excerpt(_ text: String, redactor: Redactor) -> String {
        String(redactor.redacted(text).prefix(200))
    }

    /// Whole seconds only: a date would need a clock that agrees with the provider's.
    private static func seconds(_ value: String?) -> Duration? {
        guard let value, let seconds = Int(value), seconds >= 0 else { return nil }
        return .seconds(min(seconds, 1 << 30))
    }
}
