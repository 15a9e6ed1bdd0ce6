/// A branch or a tag that was moved, made or deleted.
package struct WebhookPush: Hashable, Sendable {
    /// The whole name, as `refs/heads/main`; any bytes that git allows in one.
    package let ref: String
    /// The object it points to now; zeros when it was deleted.
    package let after: String
    package let isDeletion: Bool
    /// Whether commits were taken off it.
    package let isForced: Bool

    init(_ root: PayloadNode) throws(WebhookError) {
        ref = try root.text("ref", of: "push")
        after = try root.text("after", of: "push")
        isDeletion =
            root["deleted"]?.bool ?? after.utf8.allSatisfy { $0 == UInt8(ascii: "0") }
        isForced = root["forced"]?.bool ?? false
    }

    /// The branch's name without `refs/heads/`; nil for a tag.
    package var branch: String? {
        let prefix = "refs/heads/"
        guard ref.utf8.starts(with: prefix.utf8) else { return nil }
        return String(ref.unicodeScalars.dropFirst(prefix.unicodeScalars.count))
    }
}
