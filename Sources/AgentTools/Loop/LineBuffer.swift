internal import Synchronization

/// Hands on a stream of text in whole lines.
final class LineBuffer: Sendable {
    /// A line longer than this is handed on in pieces.
    private static let longest = 4_000

    private let pending = Mutex("")
    private let give: @Sendable (String) -> Void

    init(_ give: @escaping @Sendable (String) -> Void) { self.give = give }

    func take(_ text: String) {
        let whole = pending.withLock { pending -> String? in
            pending += text
            guard let end = pending.lastIndex(where: \.isNewline) else {
                return pending.utf8.count > Self.longest ? Self.empty(&pending) : nil
            }
            let whole = String(pending[...end])
            pending = String(pending[pending.index(after: end)...])
            return whole
        }
        if let whole { give(whole) }
    }

    func discard() { pending.withLock { $0 = "" } }

    func finish() {
        let rest = pending.withLock { Self.empty(&$0) }
        if !rest.isEmpty { give(rest) }
    }

    private static func empty(_ text: inout String) -> String {
        defer { text = "" }
        return text
    }
}
