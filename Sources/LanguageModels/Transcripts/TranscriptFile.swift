internal import Basics
internal import Synchronization

/// Where exchanges are written down, without what the redactor finds.
///
/// The file is written anew after each exchange, so that it is whole whenever the process ends.
package final class TranscriptFile: Sendable {
    private let redactor: Redactor
    private let path: String
    private let warn: @Sendable (any Error) -> Void
    private let kept = Mutex(Transcript())

    /// A file; `warn` is told when it cannot be written.
    package init(
        _ path: String, redactor: Redactor,
        warn: @escaping @Sendable (any Error) -> Void = { _ in }
    ) {
        self.path = path
        self.redactor = redactor
        self.warn = warn
    }

    /// The exchanges so far.
    package var transcript: Transcript { kept.withLock { $0 } }

    func keep(_ request: ModelRequest, _ result: Result<ModelResponse, ModelError>) {
        let exchange = Transcript.Exchange(
            redactor.redacted(request), result.map(redactor.redacted))
        kept.withLock { transcript in
            transcript.exchanges.append(exchange)
            do { try AtomicFile.write(transcript.bytes, to: path) } catch { warn(error) }
        }
    }
}

extension Redactor {
    /// The question as it is kept.
    func redacted(_ request: ModelRequest) -> ModelRequest {
        var request = request
        request.messages = request.messages.map { $0.mapTexts(redacted) }
        request.purpose = .init()
        return request
    }

    /// The answer as it is kept.
    func redacted(_ response: ModelResponse) -> ModelResponse {
        var response = response
        response.text = redacted(response.text)
        response.toolCalls = response.toolCalls.map {
            ToolCall(id: $0.id, name: $0.name, arguments: redacted($0.arguments))
        }
        response.fallbacks = []
        return response
    }
}
