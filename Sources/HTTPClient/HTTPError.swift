package import Basics

/// Why a transfer did not come to its end.
///
/// It names the host and never the address with its query, a header's value or a body.
package struct HTTPError: DiagnosableError, Sendable, Hashable {
    /// The kind of failure, for a caller that decides by it.
    package enum Code: Sendable, Hashable {
        /// The host was not found or did not accept the connection.
        case connect
        /// A deadline passed: connecting, silence, or the whole transfer.
        case timeout
        /// The response had more bytes than the request allows.
        case tooLarge
        /// The task was cancelled or the client closed.
        case cancelled
        /// The host's identity or the encryption could not be established.
        case tls
        /// The other side did not keep to the protocol, or hung up in the middle.
        case `protocol`
        /// The address cannot be requested.
        case invalidURL
        /// The request's own headers cannot be sent.
        case invalidRequest
    }

    /// The kind of failure.
    package let code: Code
    /// The host that was asked; nil when the address could not be read.
    package let host: String?
    /// Why, in words without any secret.
    package let detail: String
    /// Whether the other side may have seen the request; false only when certainly nothing of it left.
    package let mayHaveBeenSent: Bool

    /// An error from its parts.
    package init(_ code: Code, host: String?, detail: String, mayHaveBeenSent: Bool = false) {
        self.code = code
        self.host = host
        self.detail = detail
        self.mayHaveBeenSent = mayHaveBeenSent
    }

    static func invalidURL(_ detail: String) -> HTTPError {
        HTTPError(.invalidURL, host: nil, detail: detail)
    }

    package var diagnostic: Diagnostic {
        Diagnostic(
            kind, host == nil ? "read an HTTP address" : "complete an HTTP request", on: host,
            because: detail, remedy: remedy)
    }

    private var kind: Diagnostic.Kind {
        switch code {
        case .invalidURL, .invalidRequest: .usage
        case .connect, .timeout, .tooLarge, .cancelled, .tls, .protocol: .incomplete
        }
    }

    private var remedy: String? {
        switch code {
        case .connect: "check the address and the network"
        case .timeout: "try again later"
        case .tls: "check the host's certificate and this machine's certificate authorities"
        case .invalidURL: "give an https:// address without credentials"
        case .tooLarge, .cancelled, .protocol, .invalidRequest: nil
        }
    }
}
