package import Basics

/// Why texts did not become vectors, or a vector store gave no passages.
package struct EmbeddingError: DiagnosableError, Sendable, Hashable {
    /// The kind of failure.
    package enum Code: String, Sendable, Hashable {
        /// The configuration or the environment cannot be used.
        case configuration
        /// The local model is not installed, or not as this program expects it.
        case notInstalled = "not-installed"
        /// The provider refused the key.
        case unauthorized
        /// The provider refused the request.
        case rejected
        /// The provider failed, was too busy or could not be reached; the local model's process failed.
        case unavailable
        /// A deadline passed.
        case timeout
        /// The answer is longer than allowed.
        case tooLarge = "too-large"
        /// What came back is no answer of this protocol.
        case malformed
        /// The task was cancelled.
        case cancelled
    }

    /// The kind of failure.
    package let code: Code
    /// The model or the provider.
    package let subject: String
    /// Why, without keys and without the texts.
    package let detail: String
    /// What to do; nil when the detail says it all.
    package let remedy: String?

    /// An error from its parts.
    package init(_ code: Code, on subject: String, because detail: String, remedy: String? = nil) {
        self.code = code
        self.subject = subject
        self.detail = detail
        self.remedy = remedy
    }

    package var diagnostic: Diagnostic {
        let isUsers = [.configuration, .notInstalled, .unauthorized].contains(code)
        return Diagnostic(
            isUsers ? .usage : .incomplete, "search by meaning", on: subject, because: detail,
            remedy: remedy)
    }
}
