import Basics
import LanguageModels
import Testing

@testable import AgentTools

@Suite("The registry of tools")
struct ToolRegistryTests {
    private static func definition(
        _ name: String, aliases: [String] = [], effect: ToolEffect = .read
    ) -> ToolDefinition {
        ToolDefinition(
            name: name, aliases: aliases, title: name, summary: "Says what it is told.",
            input: .object([.optional("text", .text(0...60_000))]),
            output: .object([
                .required("text", .text(0...100_000)), .optional("truncated", .flag()),
            ]), effect: effect, cost: .low)
    }

    private static let echo = Tool(definition("echo", aliases: ["say"])) { arguments, _ in
        .members(["text": .string(arguments["text"]?.text ?? "nothing")])
    }

    private func registry(
        _ tools: [Tool] = [echo], scope: ToolScope = .reading, budget: CallBudget = CallBudget(),
        secrets: [String] = [],
        pause: @escaping @Sendable (Duration) async throws -> Void = { _ in
            try await Task.sleep(for: .seconds(3600))
        }
    ) -> ToolRegistry {
        ToolRegistry(
            tools, scope: scope, redactor: Redactor(secrets: secrets), budget: budget, pause: pause)
    }

    @Test("a tool is called by its name or an alias, and no arguments are an empty object")
    func names() async {
        let registry = registry()
        #expect(
            await registry.call("echo", arguments: #"{"text": "hi"}"#).text == #"{"text":"hi"}"#)
        #expect(await registry.call("say", arguments: " \n").text == #"{"text":"nothing"}"#)
    }

    @Test(
        "calls that cannot be made get a typed error",
        arguments: [
            ("ecko", "{}", ToolError.Code.unknownTool, "there is no such tool"),
            ("echo", "{", .invalidArguments, "the arguments are no JSON: expected a key"),
            ("echo", "[]", .invalidArguments, "it is an object"),
            ("echo", #"{"text": 1}"#, .invalidArguments, "text: it is a text"),
            ("echo", #"{"a": 1}"#, .invalidArguments, "it has no member a"),
            (
                "echo", #"{"text": "x", "text": "y"}"#, .invalidArguments,
                "the arguments are no JSON: the key stands twice"
            ),
            ("push", "{}", .notAllowed, "it has the effect forge"),
        ])
    func refusals(name: String, arguments: String, code: ToolError.Code, reason: String) async {
        let registry = registry([
            Self.echo, Tool(Self.definition("push", effect: .forge)) { value, _ in value },
        ])
        let error = await registry.call(name, arguments: arguments).error
        #expect(error?.code == code)
        #expect(error?.reason.hasPrefix(reason) == true, "\(error?.reason ?? "")")
    }

    @Test("arguments of 10 MB are refused before they are read")
    func huge() async {
        let text = #"{"text": ""# + String(repeating: "x", count: 10 << 20) + #""}"#
        let error = await registry().call("echo", arguments: text).error
        #expect(error?.code == .tooLarge)
    }

    @Test("a result is cleaned of secrets and cut to what fits, and says so")
    func results() async throws {
        let secret = "hunter2-hunter2"
        let loud = Tool(Self.definition("loud")) { _, _ in
            .members([
                "text": .string(secret + " " + String(repeating: "é", count: 90_000))
            ])
        }
        let outcome = await registry([loud], secrets: [secret]).call("loud", arguments: "")
        #expect(outcome.isTruncated)
        #expect(outcome.json["truncated"] == .bool(true))
        #expect(outcome.text.utf8.count <= ToolRegistry.maximumResult)
        #expect(!outcome.text.contains(secret))
        #expect(outcome.json["text"]?.text?.hasSuffix("more characters]") == true)
    }

    @Test("a tool's own errors are told, without secrets")
    func failures() async {
        let secret = "hunter2-hunter2"
        let broken = Tool(Self.definition("broken")) { _, _ in
            throw Diagnostic(.incomplete, "reach the forge", because: "it knows \(secret)")
        }
        let mute = Tool(Self.definition("mute")) { _, _ in .object([]) }
        let registry = registry([broken, mute], secrets: [secret])
        let error = await registry.call("broken", arguments: "").error
        #expect(error?.code == .failed)
        #expect(error?.reason == "cannot reach the forge: it knows [redacted]")
        #expect(await registry.call("mute", arguments: "").error?.code == .invalidResult)
    }

    @Test("a tool that does not end is not waited for")
    func timeouts() async {
        let stuck = Tool(Self.definition("stuck")) { _, _ in
            try await Task.sleep(for: .seconds(3600))
            return .null
        }
        let registry = registry([stuck], pause: { _ in })
        #expect(await registry.call("stuck", arguments: "").error?.code == .timedOut)
    }

    @Test("a call that is taken back ends at once")
    func cancellation() async {
        let (started, signal) = AsyncStream<Void>.makeStream()
        let stuck = Tool(Self.definition("stuck")) { _, _ in
            signal.yield()
            try await Task.sleep(for: .seconds(3600))
            return .null
        }
        let registry = registry([stuck])
        let call = Task { await registry.call("stuck", arguments: "") }
        for await _ in started { break }
        call.cancel()
        #expect(await call.value.error?.code == .cancelled)
    }

    @Test("a job has 60 calls, refused ones included, and ten of the same")
    func budget() async {
        let registry = registry()
        for number in 1...12 {
            let error = await registry.call("echo", arguments: #"{"text": "x"}"#).error
            #expect(error?.code == (number <= 10 ? nil : .repeated))
        }
        // Blanks and the order of members make no other call of it.
        let same = await registry.call("echo", arguments: #"{ "text" : "x" }"#)
        #expect(same.error?.code == .repeated)
        for number in 14...60 { _ = await registry.call("none", arguments: "{\(number)") }
        #expect(registry.budget.isSpent)
        let last = await registry.call("echo", arguments: #"{"text": "other"}"#)
        #expect(last.error?.code == .budgetSpent)
        #expect(last.text.contains(#""code":"budget_spent""#))
    }

    @Test("a tool that cannot be used says why")
    func capability() async {
        let absent = Tool(
            Self.definition("absent"), probe: { .unavailable("there is no sandbox") }
        ) { value, _ in value }
        let error = await registry([absent]).call("absent", arguments: "").error
        #expect(error?.code == .unavailable)
        #expect(error?.reason == "there is no sandbox")
    }
}
