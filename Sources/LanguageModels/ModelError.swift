package import Basics

/// Why a model gave no usable answer.
package struct ModelError: DiagnosableError, Sendable, Hashable {
    /// The kind of failure.
    package enum Code: String, Sendable, Hashable, CaseIterable {
        /// The configuration cannot be used.
        case configuration
        /// The provider refused the key.
        case unauthorized
        /// The provider refused the request.
        case rejected
        /// The provider, or our own limit of a minute, asked for more patience than we had.
        case rateLimited = "rate-limited"
        /// The provider failed or could not be reached.
        case unavailable
        /// A deadline passed.
        case timeout
        /// The answer is longer than allowed, or does not end.
        case tooLarge = "too-large"
        /// What came back is no answer of this protocol.
        case malformed
        /// The task was cancelled.
        case cancelled
        /// A budget does not cover the request.
        case overBudget = "over-budget"
        /// No model is to be asked.
        case offline
        /// The transcript that is replayed does not hold the request.
        case unrecorded
    }

    /// The kind of failure.
    package let code: Code
    /// The model's or the provider's name.
    package let subject: String
    /// Why, without keys and without the prompt.
    package let detail: String
    /// What to do; nil when the detail says it all.
    package let remedy: String?
    /// After how long the provider wants to be asked again, where it said.
    package let retryAfter: Duration?

    /// Whether the provider may charge for the question all the same, because it may have begun to answer.
    package var mayHaveCost = false

    /// An error from its parts.
    package init(
        _ code: Code, on subject: String, because detail: String, remedy: String? = nil,
        retryAfter: Duration? = nil
    ) {
        self.code = code
        self.subject = subject
        self.detail = detail
        self.remedy = remedy
        self.retryAfter = retryAfter
    }

    package var diagnostic: Diagnostic {
        switch code {
        case .configuration:
            Diagnostic(
                .usage, "configure the language model", on: subject, because: detail,
                remedy: remedy ?? "correct it, or leave it out to work without a model")
        case .unauthorized:
            Diagnostic(
                .usage, "ask the language model", on: subject, because: detail,
                remedy: remedy ?? "check the key")
        default:
            Diagnostic(
                .incomplete, "ask the language model", on: subject, because: detail,
                remedy: remedy)
        }
    }
}
