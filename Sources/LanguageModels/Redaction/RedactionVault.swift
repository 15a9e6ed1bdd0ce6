internal import Synchronization

/// What was taken out of one conversation, so that the same value has the same placeholder from its first message to its
/// last, and so that addresses can be put back where that is wanted.
///
/// Numbers count each kind in the order of first appearance: `[redacted:email-1]`.
package final class RedactionVault: Sendable {
    private struct Key: Hashable {
        var kind: String
        var value: [UInt8]
    }

    private struct State {
        var placeholders: [Key: String] = [:]
        var lastNumbers: [String: Int] = [:]
        var counts: [String: Int] = [:]
    }

    private let redactor: Redactor
    private let state = Mutex(State())

    /// An empty vault for one conversation.
    package init(_ redactor: Redactor) { self.redactor = redactor }

    /// How often something was taken out, by kind.
    package var counts: [String: Int] { state.withLock { $0.counts } }

    /// The request without what the redactor finds, in every message.
    package func redacted(_ request: ModelRequest) -> ModelRequest {
        var request = request
        request.messages = request.messages.map { $0.mapTexts(redacted) }
        return request
    }

    /// The text without what the redactor finds.
    package func redacted(_ text: String) -> String {
        redactor.redacted(text) { kind, value in
            placeholder(kind.isEmpty ? "secret" : kind, Array(value))
        }
    }

    /// The text with the placeholders of these kinds replaced by what they stand for.
    ///
    /// Only e-mail addresses and hosts come back, whatever kinds are asked for: a secret never does.
    package func restored(_ text: String, kinds: Set<String>) -> String {
        let wanted = kinds.intersection([AddressFinder.email, AddressFinder.host])
        let known = state.withLock { $0.placeholders }.filter { wanted.contains($0.key.kind) }
        let values = Dictionary(
            known.map { (Array($0.value.utf8), $0.key.value) }, uniquingKeysWith: { one, _ in one })
        return String(
            decoding: Self.replacingPlaceholders(in: Array(text.utf8), by: values), as: UTF8.self)
    }

    private func placeholder(_ kind: String, _ value: [UInt8]) -> String {
        state.withLock { state in
            state.counts[kind, default: 0] += 1
            let key = Key(kind: kind, value: value)
            if let known = state.placeholders[key] { return known }
            let number = (state.lastNumbers[kind] ?? 0) + 1
            state.lastNumbers[kind] = number
            let placeholder = "[redacted:\(kind)-\(number)]"
            state.placeholders[key] = placeholder
            return placeholder
        }
    }

    private static func replacingPlaceholders(
        in bytes: [UInt8], by values: [[UInt8]: [UInt8]]
    ) -> [UInt8] {
        let opening = Array("[redacted:".utf8)
        var result: [UInt8] = []
        var position = 0
        while position < bytes.count {
            let rest = bytes[position...]
            if rest.starts(with: opening),
                let close = rest.prefix(120).firstIndex(of: UInt8(ascii: "]")),
                let value = values[Array(bytes[position...close])]
            {
                result += value
                position = close + 1
            } else {
                result.append(bytes[position])
                position += 1
            }
        }
        return result
    }
}

/// A model that is asked without what a redactor finds; one for each conversation.
package struct RedactingModel: LanguageModel {
    package var identity: ModelIdentity { model.identity }
    /// What was taken out.
    package let vault: RedactionVault
    private let model: any LanguageModel

    /// A model for one conversation.
    package init(_ model: any LanguageModel, redactor: Redactor) {
        self.model = model
        vault = RedactionVault(redactor)
    }

    package func respond(
        to request: ModelRequest, observer: @escaping ModelObserver
    ) async throws(ModelError) -> ModelResponse {
        try await model.respond(to: vault.redacted(request), observer: observer)
    }
}
