internal import Basics
internal import Synchronization

/// A model whose exchanges are written down, without what the redactor finds, in a file that `ReplayModel` answers from.
///
/// The file is written anew after each exchange, so that it is whole whenever the process ends.
package final class RecordingModel: LanguageModel {
    package var identity: ModelIdentity { model.identity }
    private let model: any LanguageModel
    private let redactor: Redactor
    private let file: String
    private let warn: @Sendable (any Error) -> Void
    private let kept = Mutex(Transcript())

    /// A model that keeps its exchanges in a file; `warn` is told when it cannot be written.
    package init(
        _ model: any LanguageModel, redactor: Redactor, file: String,
        warn: @escaping @Sendable (any Error) -> Void = { _ in }
    ) {
        self.model = model
        self.redactor = redactor
        self.file = file
        self.warn = warn
    }

    /// The exchanges so far.
    package var transcript: Transcript { kept.withLock { $0 } }

    package func respond(
        to request: ModelRequest, observer: @escaping ModelObserver
    ) async throws(ModelError) -> ModelResponse {
        do throws(ModelError) {
            let response = try await model.respond(to: request, observer: observer)
            keep(request, .success(response))
            return response
        } catch {
            keep(request, .failure(error))
            throw error
        }
    }

    private func keep(_ request: ModelRequest, _ result: Result<ModelResponse, ModelError>) {
        let exchange = Transcript.Exchange(
            redactor.redacted(request), result.map(redactor.redacted))
        kept.withLock { transcript in
            transcript.exchanges.append(exchange)
            do { try AtomicFile.write(transcript.bytes, to: file) } catch { warn(error) }
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
