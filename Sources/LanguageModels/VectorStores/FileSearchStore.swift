internal import Basics
package import HTTPClient

/// A vector store of Azure OpenAI, asked through the `file_search` tool of the Responses interface.
///
/// What a model makes of the passages is thrown away: the passages alone are taken, and whoever asked checks each of them.
package struct FileSearchStore: Sendable {
    /// A piece of a file that the store holds.
    package struct Passage: Hashable, Sendable {
        /// The name under which the file was uploaded.
        package let fileName: String
        /// The piece.
        package let text: String
    }

    /// The most passages of one question, as the interface has it.
    package static let maximumPassages = 50
    /// The longest question in bytes.
    static let maximumQuestion = 4 << 10
    private static let maximumAnswer = 4 << 20

    /// What it is called in messages.
    package let name: String
    private let store: String
    private let deployment: String
    private let call: ProviderCall

    /// A store by its id; `deployment` is the model that runs the tool.
    ///
    /// Questions pass the redactor.
    package init(
        _ access: ProviderAccess, store: String, deployment: String, client: HTTPClient,
        redactor: Redactor = Redactor(secrets: []), retries: RetryPolicy = RetryPolicy()
    ) {
        name = "the vector store \(store)"
        self.store = store
        self.deployment = deployment
        call = ProviderCall(
            access, name: name, client: client, redactor: redactor, retries: retries)
    }

    /// The store that the environment names; nil when it names none.
    ///
    /// `AZURE_OPENAI_VECTOR_STORE_ID` is the switch; with it `AZURE_OPENAI_ENDPOINT`, `AZURE_OPENAI_API_KEY` and
    /// `AZURE_OPENAI_DEPLOYMENT` are needed.
    package static func fromEnvironment(
        _ environment: [String: String], client: HTTPClient, redactor: Redactor
    ) throws(EmbeddingError) -> FileSearchStore? {
        let variable = "AZURE_OPENAI_VECTOR_STORE_ID"
        guard let store = environment[variable], !store.isEmpty else { return nil }
        let access = try ProviderAccess(azure: environment, neededBy: variable)
        guard let deployment = environment["AZURE_OPENAI_DEPLOYMENT"], !deployment.isEmpty else {
            throw EmbeddingError(
                .configuration, on: variable, because: "AZURE_OPENAI_DEPLOYMENT is not set",
                remedy: "set it, or unset \(variable) to search without the store")
        }
        return FileSearchStore(
            access, store: store, deployment: deployment, client: client, redactor: redactor)
    }

    /// The pieces that answer a question, the best first.
    package func passages(for question: String, limit: Int) async throws -> [Passage] {
        let limit = min(max(limit, 1), Self.maximumPassages)
        let words = String(decoding: question.utf8.prefix(Self.maximumQuestion), as: UTF8.self)
        let answer = try await call.answer(
            to: body(call.redactor.redacted(words), limit: limit), at: "responses",
            upTo: Self.maximumAnswer, as: Answer.self)
        let searches = (answer.output ?? []).filter { $0.type == "file_search_call" }
        guard !searches.isEmpty else {
            throw call.error(.malformed, "the answer does not say what was found")
        }
        guard !searches.contains(where: { $0.status == "failed" }) else {
            throw call.error(.unavailable, "the search failed there")
        }
        return searches.flatMap { $0.results ?? [] }.prefix(limit).compactMap { result in
            guard let fileName = result.filename, let text = result.text else { return nil }
            return Passage(fileName: fileName, text: text)
        }
    }

    private func body(_ question: String, limit: Int) -> JSONValue {
        .members([
            "model": .string(deployment), "input": .string(question), "store": .bool(false),
            "max_output_tokens": .int(1024),
            "tools": .array([
                .members([
                    "type": "file_search", "vector_store_ids": .array([.string(store)]),
                    "max_num_results": .int(limit),
                ])
            ]),
            "tool_choice": .members(["type": "file_search"]),
            "include": .array(["file_search_call.results"]),
        ])
    }

    private struct Answer: Decodable {
        struct Item: Decodable {
            var type: String?
            var status: String?
            var results: [Result]?
        }
        struct Result: Decodable {
            var filename: String?
            var text: String?
        }
        var output: [Item]?
    }
}
