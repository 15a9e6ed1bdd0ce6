import Basics
import Foundation
import LanguageModels
import TestSupport
import Testing

@Suite struct TranscriptTests {
    static let call = ToolCall(id: "c1", name: "read_file", arguments: "{\"path\": \"a\"}")
    static let tool = ModelTool(
        name: "read_file", summary: "Reads.",
        parameters: .members(["type": "object", "maxProperties": .int(3)]), isStrict: true)

    let first = ModelRequest(
        messages: [.system("Be brief."), .user("ask bob@corp.example")], tools: [tool],
        toolChoice: .named("read_file"), format: .json(name: "x", schema: .members(["a": .int(1)])),
        maxOutputTokens: 9, purpose: .init("agent", run: "one"))
    var second: ModelRequest {
        ModelRequest(
            messages: first.messages + [
                .assistant("", calls: [Self.call]),
                .tool(ToolResult(callID: "c1", name: "read_file", text: "no", isError: true)),
            ], tools: [Self.tool])
    }
    let answer = ModelResponse(
        text: "tell bob@corp.example", toolCalls: [call], finishReason: .other("odd"),
        usage: ModelUsage(input: 3, output: 2, cachedInput: 1),
        origin: ModelIdentity(provider: "p", model: "m"))
    let redactor = Redactor(secrets: [], addresses: AddressFinder())

    @Test("an exchange is replayed from the file, without addresses and whatever the run")
    func roundTrip() async throws {
        let folder = try TemporaryDirectory()
        let file = "\(folder.path)/t.json"
        let model = ScriptedModel(
            "m", [.success(answer), .failure(.scripted(.timeout)), .success(answer)])
        let kept = TranscriptFile(file, redactor: redactor)
        let recorder = RecordingModel(model, into: kept)
        let live = try await recorder.complete(first)
        await #expect(throws: ModelError.self) { try await recorder.complete(second) }
        let bytes = Array(try Data(contentsOf: URL(filePath: file)))
        #expect(!String(decoding: bytes, as: UTF8.self).contains("bob@"))
        let transcript = try Transcript(parsing: bytes, file: file)
        #expect(transcript.exchanges.count == 2 && transcript.bytes == bytes)

        let replay = ReplayModel(transcript, redactor: redactor)
        // In another order, and from another run.
        await #expect {
            try await replay.complete(second)
        } throws: {
            ($0 as? ModelError)?.code == .timeout
        }
        var other = first
        other.purpose = .init("agent", run: "two")
        var expected = live
        expected.text = "tell [redacted:email]"
        #expect(try await replay.complete(other) == expected)
        #expect(replay.unused == 0)
    }

    @Test("a question that is not there is an error that says where it differs")
    func unrecorded() async throws {
        let transcript = Transcript([.init(first, .success(answer))])
        func detail(_ request: ModelRequest, asked times: Int = 0) async -> String {
            let replay = ReplayModel(transcript)
            for _ in 0..<times { _ = try? await replay.complete(first) }
            do {
                _ = try await replay.complete(request)
                return "an answer"
            } catch {
                #expect(error.code == .unrecorded)
                return error.detail
            }
        }
        #expect(await detail(second) == "message 3 is not that of exchange 1")
        var tools = first
        tools.tools = []
        #expect(await detail(tools).contains("other tools"))
        #expect(await detail(first, asked: 1) == "it was asked this question fewer times")
        #expect(ReplayModel(Transcript()).unused == 0)
    }

    @Test(
        "a file with a mistake is refused with its place",
        arguments: [
            "", "[]", "{}", #"{"version":2,"exchanges":[]}"#,
            #"{"version":1,"exchanges":[{"request":{"messages":[]}}]}"#,
            #"{"version":1,"exchanges":[{"request":{"messages":[{"role":"god","text":"x"}]},"response":{"text":"","finish":"stop"}}]}"#,
            #"{"version":1,"exchanges":[{"request":{"messages":[],"more":1},"response":{"text":"","finish":"stop"}}]}"#,
            #"{"version":1,"exchanges":[{"request":{"messages":[]},"error":{"code":"odd","subject":"","detail":""}}]}"#,
        ])
    func refused(_ text: String) {
        #expect {
            try Transcript(parsing: Array(text.utf8), file: "t.json")
        } throws: {
            ($0 as? any DiagnosableError)?.diagnostic.kind == .usage
        }
    }
}
