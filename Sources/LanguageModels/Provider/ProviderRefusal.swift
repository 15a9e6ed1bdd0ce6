internal import FoundationEssentials
internal import HTTPClient

/// An answer that is none: its status, what the provider says about it, and when to come back.
struct ProviderRefusal: Sendable, Hashable {
    let status: Int
    let detail: String
    let retryAfter: Duration?
    /// Whether the provider forbids to ask again.
    private let isFinal: Bool

    init(_ response: HTTPResponse, redactor: Redactor) {
        status = response.status
        let said = ErrorDocument.message(in: response.body)
        detail =
            "status \(response.status)"
            + (said.map { ": " + Self.excerpt($0, redactor: redactor) } ?? "")
        retryAfter = Self.wait(response.headers)
        isFinal = response.headers.first(named: "x-should-retry") == "false"
    }

    /// Whether the provider may answer the same question later.
    var isForLoad: Bool { !isFinal && (status == 429 || (500...599).contains(status)) }

    /// Whether it may come of something in the question that the provider does not know.
    var isForForm: Bool { status == 400 || status == 422 }

    /// What it means to whoever asked.
    var code: ModelError.Code {
        switch status {
        case 401, 403: .unauthorized
        case 429: .rateLimited
        case 408, 500...599: .unavailable
        default: .rejected
        }
    }

    /// A provider's words, short and without secrets.
    static func excerpt(_ text: String, redactor: Redactor) -> String {
        String(redactor.redacted(text).prefix(200))
    }

    /// What the fields say of the wait: milliseconds, seconds, or a date by the provider's own clock.
    private static func wait(_ headers: [HTTPHeader]) -> Duration? {
        if let value = headers.first(named: "retry-after-ms"), let wait = Int(value), wait >= 0 {
            return .milliseconds(min(wait, 1 << 40))
        }
        guard let value = headers.first(named: "retry-after") else { return nil }
        if let seconds = Int(value) { return seconds < 0 ? nil : .seconds(min(seconds, 1 << 30)) }
        guard let until = HTTPDate.seconds(value),
            let now = headers.first(named: "date").flatMap(HTTPDate.seconds)
        else { return nil }
        return .seconds(max(0, min(until - now, 1 << 30)))
    }
}

/// An error as providers write it: an object with a message, or a bare text.
struct ErrorDocument: Decodable {
    private struct Body: Decodable { var error: ErrorDocument? }

    var message: String?
    var kind: String?

    enum CodingKeys: String, CodingKey { case message, type, code }

    init(from decoder: any Decoder) throws {
        if let text = try? decoder.singleValueContainer().decode(String.self) {
            message = text
        } else {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            message = try? container.decodeIfPresent(String.self, forKey: .message)
            let code = try? container.decodeIfPresent(String.self, forKey: .code)
            kind = code ?? (try? container.decodeIfPresent(String.self, forKey: .type))
        }
    }

    /// The message of an answer that is an error; nil when there is none.
    static func message(in bytes: [UInt8]) -> String? {
        (try? JSONDecoder().decode(Body.self, from: Data(bytes)))?.error?.message
    }

    /// The error in the place of an answer.
    var fault: AnswerFault { .reported(kind: kind, message ?? "no reason given") }
}
