package import Basics

/// Why a delivery whose signature is right cannot be read.
package struct WebhookError: DiagnosableError, Hashable, Sendable {
    /// What kind of failure it is.
    package enum Code: Hashable, Sendable {
        /// A header that names the delivery is missing, stands twice, or is malformed.
        case malformedHeader
        /// The body is not JSON, or is beyond the limits of what is read.
        case malformedBody
        /// The body is JSON, but not a payload of its event.
        case malformedPayload
    }

    /// What kind of failure it is.
    package let code: Code
    /// The header, or the place in the body.
    package let subject: String
    /// Why, in words; it repeats nothing of the sender's.
    package let detail: String

    init(_ code: Code, on subject: String, because detail: String) {
        self.code = code
        self.subject = subject
        self.detail = detail
    }

    package var diagnostic: Diagnostic {
        Diagnostic(.incomplete, "read the delivery", on: subject, because: detail)
    }
}
