internal import Basics

/// A model whose exchanges are written down, in a file that `ReplayModel` answers from.
package struct RecordingModel: LanguageModel {
    package var identity: ModelIdentity { model.identity }
    private let model: any LanguageModel
    private let file: TranscriptFile

    /// A model that keeps its exchanges in a file; several may share one.
    package init(_ model: any LanguageModel, into file: TranscriptFile) {
        self.model = model
        self.file = file
    }

    package func respond(
        to request: ModelRequest, observer: @escaping ModelObserver
    ) async throws(ModelError) -> ModelResponse {
        do throws(ModelError) {
            let response = try await model.respond(to: request, observer: observer)
            file.keep(request, .success(response))
            return response
        } catch {
            file.keep(request, .failure(error))
            throw error
        }
    }
}
