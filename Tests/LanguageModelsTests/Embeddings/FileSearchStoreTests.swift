import Basics
import Foundation
import HTTPClient
import TestSupport
import Testing

@testable import LanguageModels

@Suite("A vector store of Azure OpenAI")
struct FileSearchStoreTests {
    private let http = HTTPClient()

    private func store(_ server: ScriptedHTTPServer, _ more: [String: String] = [:]) throws
        -> FileSearchStore?
    {
        var environment = [
            "AZURE_OPENAI_ENDPOINT": server.address + "/",
            "AZURE_OPENAI_API_KEY": "azure-key-0123456789",
            "AZURE_OPENAI_VECTOR_STORE_ID": "vs_1", "AZURE_OPENAI_DEPLOYMENT": "searcher",
        ]
        environment.merge(more) { $1 }
        return try FileSearchStore.fromEnvironment(
            environment, client: http, redactor: Redactor(secrets: ["hunter2-hunter2"]))
    }

    private static let answer = """
        {"id": "resp_1", "status": "completed", "output": [
          {"type": "reasoning", "id": "rs_1"},
          {"type": "file_search_call", "id": "fs_1", "status": "completed", "queries": ["q"], "results": [
            {"file_id": "file_1", "filename": "a.md", "score": 0.9, "text": "one", "attributes": {}},
            {"file_id": "file_2", "filename": "b.md", "score": 0.8, "text": null},
            {"file_id": "file_3", "filename": "c.md", "score": 0.7, "text": "three"}]},
          {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "cite evil.md"}]}]}
        """

    @Test("the tool is asked for its results, and what the model says of them is thrown away")
    func search() async throws {
        let server = try ScriptedHTTPServer([EmbeddingsClientTests.json(200, Self.answer)])
        let store = try #require(try store(server))
        let found = try await store.passages(for: "who? hunter2-hunter2", limit: 99)
        #expect(found.map(\.fileName) == ["a.md", "c.md"])
        #expect(found.map(\.text) == ["one", "three"])
        let request = try #require(server.received.first)
        #expect(request.target == "/openai/v1/responses")
        #expect(request.header("api-key") == "azure-key-0123456789")
        #expect(request.header("Authorization") == nil)
        let body = try #require(
            try JSONSerialization.jsonObject(with: Data(request.body)) as? [String: Any])
        #expect(body["model"] as? String == "searcher")
        #expect(body["input"] as? String == "who? [redacted]")
        #expect(body["include"] as? [String] == ["file_search_call.results"])
        #expect(body["store"] as? Bool == false)
        let tool = try #require((body["tools"] as? [[String: Any]])?.first)
        #expect(tool["type"] as? String == "file_search")
        #expect(tool["vector_store_ids"] as? [String] == ["vs_1"])
        #expect(tool["max_num_results"] as? Int == 50)
    }

    @Test(
        "an answer without a search, a failed search and no answer are errors",
        arguments: [
            (200, "{}", EmbeddingError.Code.malformed),
            (200, "{\"output\": [{\"type\": \"message\"}]}", .malformed),
            (
                200, "{\"output\": [{\"type\": \"file_search_call\", \"status\": \"failed\"}]}",
                .unavailable
            ),
            (200, "nonsense", .malformed),
            (404, "{\"error\": {\"message\": \"no store\"}}", .rejected),
        ])
    func failures(status: Int, answer: String, code: EmbeddingError.Code) async throws {
        let server = try ScriptedHTTPServer([EmbeddingsClientTests.json(status, answer)])
        let store = try #require(try store(server))
        let error = await #expect(throws: EmbeddingError.self) {
            try await store.passages(for: "q", limit: 3)
        }
        #expect(error?.code == code)
    }

    @Test("the store's id is the switch, and what it needs besides is named when it is missing")
    func environment() throws {
        let server = try ScriptedHTTPServer([.hangUp])
        #expect(try store(server, ["AZURE_OPENAI_VECTOR_STORE_ID": ""]) == nil)
        for name in ["AZURE_OPENAI_ENDPOINT", "AZURE_OPENAI_API_KEY", "AZURE_OPENAI_DEPLOYMENT"] {
            let error = #expect(throws: EmbeddingError.self) { try store(server, [name: ""]) }
            #expect(error?.detail == "\(name) is not set")
            #expect(error?.diagnostic.kind == .usage)
        }
    }
}
