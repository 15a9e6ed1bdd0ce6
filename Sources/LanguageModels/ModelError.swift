package import Basics

/// Why a model gave no usable answer.
package struct ModelError: DiagnosableError, Sendable, Hashable {
    /// The kind of failure.
    package enum Code: Sendable, Hashable {
        /// The configuration cannot be used.
        case configuration
        /// The provider refused the key.
        case unauthorized
        /// The provider refused the request.
        case rejected
        /// The provider asked for patience more often than we had.
        case rateLimited
        /// The provider failed or could not be reached.
        case unavailable
        /// A deadline passed.
        case timeout
        /// The answer is longer than allowed, or does not end.
        case tooLarge
        /// What came back is no answer of this protocol.
        case malformed
        /// The task was cancelled.
        case cancelled
    }

    /// The kind of failure.
    package let code: Code
    /// The model's or the provider's name.
    package let subject: String
    /// Why, without keys and without the prompt.
    package let detail: String

    /// An error from its parts.
    package init(_ code: Code, on subject: String, because detail: String) {
        self.code = code
        self.subject = subject
        self.detail = detail
    }

    package var diagnostic: Diagnostic {
        switch code {
        case .configuration:
            Diagnostic(
                .usage, "configure the language model", on: subject, because: detail,
                remedy: "correct it, or unset OPENAI_BASE_URL to work without a model")
        case .unauthorized:
            Diagnostic(
                .usage, "ask the language model", on: subject, because: detail,
                remedy: "check OPENAI_API_KEY")
        default:
            Diagnostic(.incomplete, "ask the language model", on: subject, because: detail)
        }
    }
}
