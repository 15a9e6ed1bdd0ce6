import Basics
import HTTPClient
import LanguageModels
import Policies

extension LocalEmbeddings: EmbeddingModel {}
extension EmbeddingsClient: EmbeddingModel {}

/// A vector store as a search elsewhere.
struct VectorStoreSource: PassageSource {
    let store: FileSearchStore

    var name: String { store.name }

    func passages(for query: String, limit: Int) async throws -> [ForeignPassage] {
        try await store.passages(for: query, limit: limit).map {
            ForeignPassage(fileName: $0.fileName, text: $0.text)
        }
    }
}

/// Puts together what finds policy evidence: the documents, their index, and the models that the operator names.
struct EvidenceComposition {
    let engine: Engine
    let settings: EvidenceSettings
    /// What the operator says of models, for what is taken out of text that is sent to one.
    let models: ModelSettings
    let terminal: Terminal
    /// The folder of all state.
    let home: String
    /// How models are reached.
    let network: NetworkAccess

    /// The documents of the packs and the operator's own, whatever their standing.
    func library() throws -> PolicyLibrary { try engine.policies(and: settings.sources) }

    /// The ids of the operator's own documents.
    func sourceIDs() throws -> Set<String> {
        guard !settings.sources.isEmpty else { return [] }
        return Set(
            try PolicyLibrary.load(folders: [], sources: settings.sources).documents.map(\.id))
    }

    /// What finds the passages that may be cited on a day.
    ///
    /// The file of vectors is made where there is an embedding model, or what is indexed is to be kept.
    func retriever(on day: String, keepingIndex: Bool = false) throws -> PolicyRetriever {
        let citable = try library().citable(on: day, including: settings.standings)
        let model = try embeddingModel()
        return PolicyRetriever(
            try PolicyIndex(citable), model: model,
            store: model == nil && !keepingIndex ? nil : try store(), elsewhere: try vectorStore(),
            note: { [terminal] in terminal.note("complybot: warning: \($0)\n") })
    }

    private func store() throws -> VectorStore {
        try HomeFolder.make(home)
        return try VectorStore(path: "\(home)/evidence.db")
    }

    /// The model that the configuration names; nil when it names none, or one that cannot be used, which is said.
    private func embeddingModel() throws -> (any EmbeddingModel)? {
        guard let embeddings = settings.embeddings else { return nil }
        let folder = embeddings.folder ?? "\(home)/embeddings"
        switch embeddings.provider {
        case .local:
            do throws(EmbeddingError) {
                return try LocalEmbeddings(folder: folder)
            } catch {
                warn("\(error.diagnostic); words alone decide")
                return nil
            }
        case .openai:
            let key = environment("COMPLYBOT_EMBEDDINGS_KEY") ?? environment("OPENAI_API_KEY")
            let access = try ProviderAccess(
                address: embeddings.baseURL ?? "https://api.openai.com/v1",
                key: key.map { .bearer($0) }, called: "evidence.embeddings.base-url")
            return try client(access, embeddings)
        case .azure:
            let access = try ProviderAccess(
                azure: terminal.environment, neededBy: "evidence.embeddings.provider")
            return try client(access, embeddings)
        }
    }

    private func client(
        _ access: ProviderAccess, _ embeddings: EvidenceSettings.Embeddings
    ) throws -> (any EmbeddingModel)? {
        guard let redactor = try redactor(asking: "an embedding model") else { return nil }
        return EmbeddingsClient(
            access, model: embeddings.model ?? "", dimensions: embeddings.dimensions,
            client: network.client, redactor: redactor)
    }

    private func vectorStore() throws -> VectorStoreSource? {
        guard environment("AZURE_OPENAI_VECTOR_STORE_ID") != nil,
            let redactor = try redactor(asking: "a vector store")
        else { return nil }
        return try FileSearchStore.fromEnvironment(
            terminal.environment, client: network.client, redactor: redactor
        ).map(VectorStoreSource.init)
    }

    /// What takes secrets out of text; nil, said once, when the formats of credentials are not known.
    private func redactor(asking whom: String) throws -> Redactor? {
        guard let redactor = try Composition.redactor(terminal, engine, models) else {
            warn(
                "\(whom) is not asked: the rules that ship are not found, and without them credentials in the text would not be; set COMPLYBOT_RULES"
            )
            return nil
        }
        return redactor
    }

    private func environment(_ name: String) -> String? {
        terminal.environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    private func warn(_ text: String) { terminal.note("complybot: warning: \(text)\n") }
}
