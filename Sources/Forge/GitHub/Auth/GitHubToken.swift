internal import HTTPClient

/// A token of GitHub's, which is never printed: it leaves through `Authorization` and git's callback and nowhere else.
package struct GitHubToken: Sendable, Hashable {
    /// The token itself.
    let value: String

    private static let longest = 8192

    /// A token as it was configured or answered; nil for what can be none.
    package init?(_ text: String) {
        guard !text.isEmpty, text.utf8.count <= Self.longest,
            text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f })
        else { return nil }
        value = text
    }

    /// The field that shows it to GitHub.
    var header: HTTPHeader { .bearer(value) }
}

extension GitHubToken: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "(token)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(reflecting: description) }
}
