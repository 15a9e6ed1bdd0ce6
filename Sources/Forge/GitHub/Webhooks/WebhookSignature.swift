internal import Basics

/// What a sender proves itself with: the value of `X-Hub-Signature-256`.
///
/// It covers the raw bytes of the body and nothing else, so that the id of the delivery is the only guard against a replay.
package struct WebhookSignature: Hashable, Sendable, CustomStringConvertible {
    /// The header that bears it.
    package static let header = "X-Hub-Signature-256"
    private static let prefix = "sha256="

    let code: [UInt8]

    init(code: [UInt8]) { self.code = code }

    /// The signature of a request; nil unless there is exactly one header and it holds `sha256=` and 64 hex digits.
    ///
    /// - Parameter values: The values of all headers of that name.
    package init?(_ values: [String]) {
        guard values.count == 1, let text = values.first,
            text.utf8.starts(with: Self.prefix.utf8),
            text.utf8.count == Self.prefix.utf8.count + 2 * MessageAuthentication.byteCount,
            let code = Hexadecimal.decode(text.dropFirst(Self.prefix.count))
        else { return nil }
        self.code = code
    }

    /// As the header writes it.
    package var description: String { Self.prefix + Hexadecimal.encode(code) }
}
