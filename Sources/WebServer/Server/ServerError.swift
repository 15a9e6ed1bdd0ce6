package import Basics

/// Why the server could not begin.
package struct ServerError: DiagnosableError, Hashable, Sendable {
    /// What kind of failure it is.
    package enum Code: Hashable, Sendable {
        /// The address to listen on is malformed.
        case invalidAddress
        /// A token, a name or a limit in the configuration is not allowed.
        case invalidConfiguration
        /// The system does not let us listen there.
        case cannotListen
    }

    /// What kind of failure it is.
    package let code: Code
    /// What was attempted, as an infinitive.
    package let attempted: String
    /// On what; nil when nothing in particular.
    package let subject: String?
    /// Why, in words.
    package let detail: String
    /// What to do; nil when the reason says it all.
    package let remedy: String?

    /// An error from its parts.
    package init(
        _ code: Code, _ attempted: String, on subject: String?, because detail: String,
        remedy: String? = nil
    ) {
        self.code = code
        self.attempted = attempted
        self.subject = subject
        self.detail = detail
        self.remedy = remedy
    }

    package var diagnostic: Diagnostic {
        Diagnostic(
            code == .cannotListen ? .incomplete : .usage, attempted, on: subject, because: detail,
            remedy: remedy)
    }
}
