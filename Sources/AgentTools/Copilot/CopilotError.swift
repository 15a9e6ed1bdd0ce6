package import Basics

/// Why the Copilot CLI cannot be worked with.
package struct CopilotError: DiagnosableError, Hashable {
    /// What kind of failure it is.
    package enum Code: String, Sendable, Hashable, CaseIterable {
        case notStarted = "not-started"
        /// It speaks another version of the protocol.
        case otherProtocol = "other-protocol"
        /// It sent something that is no message of the protocol.
        case malformed
        /// It sends more than anybody needs.
        case floods
        /// It ended before it was told to.
        case ended
        /// It says nothing any more, or takes nothing.
        case stalled
        /// It refused a request, or told an error.
        case refused
    }

    package var code: Code
    /// Why, on one line.
    package var reason: String
    package var remedy: String?

    init(_ code: Code, _ reason: String, remedy: String? = nil) {
        self.code = code
        self.reason = reason
        self.remedy = remedy
    }

    package var diagnostic: Diagnostic {
        Diagnostic(.incomplete, "work with the Copilot CLI", because: reason, remedy: remedy)
    }
}
