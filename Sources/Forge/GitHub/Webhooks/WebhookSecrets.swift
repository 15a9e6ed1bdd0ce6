package import Basics

/// The secrets with which GitHub signs its deliveries: the current one, and old ones while they are rotated out.
package struct WebhookSecrets: Sendable {
    /// Which secret a signature was made with.
    package enum Age: String, Hashable, Sendable, CaseIterable {
        /// The first of the list.
        case current
        /// Any of the others, to be taken out once GitHub has the current one everywhere.
        case old
    }

    /// The variable that holds them.
    package static let variable = "COMPLYBOT_WEBHOOK_SECRET"
    /// A secret shorter than this could be guessed from one delivery.
    package static let leastBytes = 16
    private static let mostSecrets = 8

    /// The first is the current one; never empty.
    private let keys: [[UInt8]]

    /// How many there are; more than one while a rotation is under way.
    package var count: Int { keys.count }

    /// The secrets of a text, separated by commas or line ends, the current one first.
    ///
    /// The source is where the text is from, a variable or a file, for messages; they show nothing of the text.
    package init(parsing text: String, from source: String = variable) throws(Diagnostic) {
        let parts = text.utf8.split(omittingEmptySubsequences: true) { ",\n\r".utf8.contains($0) }
        let keys = parts.map(Array.init)
        guard !keys.isEmpty else { throw Self.refusal("it holds no secret", source) }
        guard keys.count <= Self.mostSecrets else {
            throw Self.refusal(
                "it holds \(keys.count) secrets; \(Self.mostSecrets) are the most", source,
                remedy: "take out those that GitHub no longer signs with")
        }
        for (index, key) in keys.enumerated() where key.count < Self.leastBytes {
            throw Self.refusal(
                "secret \(index + 1) has \(key.count) bytes; \(Self.leastBytes) are the least",
                source)
        }
        guard Set(keys).count == keys.count else {
            throw Self.refusal("it holds one secret twice", source)
        }
        self.keys = keys
    }

    /// The secrets of `COMPLYBOT_WEBHOOK_SECRET`; nil where it is not set.
    package static func configured(
        _ environment: [String: String]
    ) throws(Diagnostic) -> WebhookSecrets? {
        guard let text = environment[variable], !text.isEmpty else { return nil }
        return try WebhookSecrets(parsing: text)
    }

    /// Which secret made a signature over these bytes; nil when none did.
    ///
    /// Every secret is tried, whichever fits, so that the time tells nothing.
    package func age(of signature: WebhookSignature, over body: [UInt8]) -> Age? {
        var found: Age?
        for (index, key) in keys.enumerated() {
            let code = MessageAuthentication.code(of: body, key: key)
            if ConstantTime.isEqual(code, signature.code), found == nil {
                found = index == 0 ? .current : .old
            }
        }
        return found
    }

    /// The header's value with which a sender that has the current secret signs a body.
    package func signature(of body: [UInt8]) -> WebhookSignature {
        WebhookSignature(code: MessageAuthentication.code(of: body, key: keys[0]))
    }

    private static func refusal(
        _ reason: String, _ source: String,
        remedy: String = "make one with `openssl rand -hex 32` and give the same to GitHub"
    ) -> Diagnostic {
        Diagnostic(.usage, "read the webhook secret", on: source, because: reason, remedy: remedy)
    }
}

extension WebhookSecrets: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "(webhook secrets)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(reflecting: description) }
}
