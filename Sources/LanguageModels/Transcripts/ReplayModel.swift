internal import Basics
internal import Synchronization

/// A model that answers as a transcript has it; nothing is sent anywhere.
///
/// A question is answered by the first exchange with that very question that has not been used, so that the same
/// questions in any order get the same answers. A question that is not there is an error that says where the nearest one
/// differs.
package final class ReplayModel: LanguageModel {
    package let identity = ModelIdentity(provider: "replay", model: "transcript")
    private let redactor: Redactor
    private let exchanges: [(key: String, exchange: Transcript.Exchange)]
    private let used = Mutex<Set<Int>>([])

    /// A model of a transcript; the redactor is the one that it was recorded with.
    package init(_ transcript: Transcript, redactor: Redactor = Redactor(secrets: [])) {
        self.redactor = redactor
        exchanges = transcript.exchanges.map { (Self.key(of: $0.request), $0) }
    }

    /// How many exchanges have not been asked for.
    package var unused: Int { exchanges.count - used.withLock { $0.count } }

    package func respond(
        to request: ModelRequest, observer: @escaping ModelObserver
    ) async throws(ModelError) -> ModelResponse {
        let request = redactor.redacted(request)
        let key = Self.key(of: request)
        let found = used.withLock { used -> Int? in
            let next = exchanges.indices.first { exchanges[$0].key == key && !used.contains($0) }
            if let next { used.insert(next) }
            return next
        }
        guard let found else {
            throw ModelError(.unrecorded, on: "the transcript", because: difference(request, key))
        }
        let response = try exchanges[found].exchange.result.get()
        if !response.text.isEmpty { observer(.text(response.text)) }
        for (number, call) in response.toolCalls.enumerated() {
            observer(.toolCallBegan(number, name: call.name))
            observer(.toolCall(call))
        }
        if let usage = response.usage { observer(.usage(usage)) }
        observer(.finished(response.finishReason))
        return response
    }

    /// Whoever stands between may bound an answer that the question leaves open; it is the same question.
    private static func key(of request: ModelRequest) -> String {
        var request = request
        request.maxOutputTokens = nil
        return Digest(of: Array(TranscriptForm.json(request).text(indented: false).utf8)).hex
    }

    /// Where the question parts from the exchange that shares the most messages with it.
    private func difference(_ request: ModelRequest, _ key: String) -> String {
        guard !exchanges.contains(where: { $0.key == key }) else {
            return "it was asked this question fewer times"
        }
        let shared = exchanges.map { item in
            zip(item.exchange.request.messages, request.messages).prefix { $0 == $1 }.count
        }
        guard let most = shared.max(), let nearest = shared.firstIndex(of: most) else {
            return "it is empty"
        }
        let recorded = exchanges[nearest].exchange.request.messages
        guard most < max(recorded.count, request.messages.count) else {
            return "exchange \(nearest + 1) has the same messages with other tools or another form"
        }
        return "message \(most + 1) is not that of exchange \(nearest + 1)"
    }
}
