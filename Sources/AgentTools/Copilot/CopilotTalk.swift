internal import Basics
internal import LanguageModels

/// One session with the Copilot CLI, from its greeting to its end.
struct CopilotTalk: Sendable {
    let connection: CopilotConnection
    let requests: CopilotRequests
    let desk: AgentDesk
    let books: CopilotBooks
    let redactor: Redactor
    let patience: CopilotBrain.Patience
    let pause: @Sendable (Duration) async throws -> Void

    /// The most bytes that it may say between two words of ours, each piece counting as 64 at least.
    private static let mostWords = 1 << 20

    /// Greets, checks the version, and opens a session with our tools alone.
    func open() async throws(CopilotError) {
        let pong = try await ask(
            "ping", .members(["message": "complybot"]), within: patience.start)
        try check(pong["protocolVersion"])
        let status = try await ask("status.get", .object([]))
        try check(status["protocolVersion"])
        let created = try await ask(
            "session.create",
            requests.create(tools: desk.tools, system: redactor.redacted(AgentRole.driver.prompt)))
        guard created["sessionId"]?.text == requests.session else {
            throw CopilotError(.malformed, "it opened another session than was asked for")
        }
        _ = try await ask("session.options.update", requests.options)
    }

    private func check(_ version: JSONValue?) throws(CopilotError) {
        guard version != .int(CopilotRequests.protocolVersion) else { return }
        let spoken = version?.integer.map { "version \($0)" } ?? "no version that it names"
        throw CopilotError(
            .otherProtocol,
            "it speaks \(spoken) of its protocol, and only version \(CopilotRequests.protocolVersion) is known here",
            remedy: "install github-copilot-sdk 1.0.0 and set COPILOT_CLI_PATH to its CLI")
    }

    private func ask(
        _ method: String, _ parameters: JSONValue, within limit: Duration? = nil
    ) async throws(CopilotError) -> JSONValue {
        try await connection.request(
            method, parameters, within: limit ?? patience.request, pause: pause)
    }

    // MARK: Work

    /// Sends the first words, and answers what it asks for until it is over.
    func work(first prompt: String) async throws(CopilotError) -> AgentEnding {
        let watch = CopilotWatch()
        let guardian = Task { [self] in await keepWatch(watch) }
        defer { guardian.cancel() }
        if let ending = try await say(prompt) { return ending }
        let queue = CallQueue()
        let lines = LineBuffer { desk.hearing($0) }
        var last = ""
        var said = 0
        for await event in connection.events {
            watch.stir()
            switch event {
            case .over(let error):
                if let ending = watch.ending { return ending }
                throw error
            case .error(let reason):
                throw CopilotError(
                    .refused, "it told an error: \(reason.asLine(atMost: 300))")
            case .idle:
                lines.finish()
                if let ending = try await idle(saying: last) { return ending }
                (last, said) = ("", 0)
            case .turnEnded:
                said = 0
                desk.endTurn(tokens: await books.endTurn(), messages: [])
                if let ending = desk.obstacle() { return ending }
            case .toolRequested(let request, let call, let tool, let arguments):
                await books.heard(tool + arguments.text(indented: false))
                watch.begin()
                queue.add(isFree: isReader(tool)) { [self] in
                    await answer(request, call, tool, arguments, watch)
                    watch.finish()
                }
            case .permissionRequested(let request, let kind, let tool):
                await permit(request, kind, tool)
            case .message(let text):
                lines.finish()
                if !text.isEmpty { last = text }
                await books.heard(text)
                desk.heard(text)
            case .delta(let text):
                said += max(64, text.utf8.count)
                guard said <= Self.mostWords else {
                    throw CopilotError(.floods, "it talks without end")
                }
                lines.take(text)
            case .reasoning(let text): desk.reasoned(text)
            case .usage(let usage):
                do throws(ModelError) { try await books.told(usage) } catch {
                    return Self.ending(of: error)
                }
            }
        }
        throw connection.failure ?? CopilotError(.ended, "it ended")
    }

    /// It has stopped with these words; how that ends, nil when it was told to go on.
    private func idle(saying text: String) async throws(CopilotError) -> AgentEnding? {
        switch await desk.stopped(saying: text) {
        case .ended(let ending): return ending
        case .goesOn(let words): return try await say(words)
        }
    }

    /// Says something to it, if what it will ask then may be paid; how it ended, nil when it goes on.
    private func say(_ words: String) async throws(CopilotError) -> AgentEnding? {
        let words = redactor.redacted(words)
        do throws(ModelError) { try await books.ask(with: words) } catch {
            return Self.ending(of: error)
        }
        _ = try await ask("session.send", requests.send(words))
        return nil
    }

    /// The end of a brain that may not ask its model, as it is with every other brain.
    private static func ending(of error: ModelError) -> AgentEnding {
        .failed(error.diagnostic.description)
    }

    private func isReader(_ tool: String) -> Bool {
        desk.tools.contains { $0.name == tool && $0.effect == .read }
    }

    private func answer(
        _ request: String, _ call: String, _ tool: String, _ arguments: JSONValue,
        _ watch: CopilotWatch
    ) async {
        // It sends text where the model wrote something that is no object.
        let text = arguments.text ?? arguments.text(indented: false)
        let answer = await desk.call(tool, arguments: text, id: call)
        let reply = redactor.redacted(answer.text)
        if let ending = await obstacle(to: reply) {
            watch.end(ending)
            connection.end(because: CopilotError(.ended, ending.reason))
            return
        }
        // A failure ends the connection, and whoever listens hears of it.
        _ = try? await ask(
            "session.tools.handlePendingToolCall",
            requests.answer(request, reply, isError: answer.isError))
    }

    /// Why an answer may not be given, upon which it would ask its model again; nil when it may.
    private func obstacle(to reply: String) async -> AgentEnding? {
        if let ending = desk.obstacle() { return ending }
        do throws(ModelError) {
            try await books.ask(with: reply)
            return nil
        } catch {
            return Self.ending(of: error)
        }
    }

    /// Our tools may be used; nothing else may be done.
    private func permit(_ request: String, _ kind: String, _ tool: String) async {
        let isOurs = kind == "custom-tool" && desk.tools.contains { $0.name == tool }
        _ = try? await ask(
            "session.permissions.handlePendingPermissionRequest",
            requests.permission(request, isGranted: isOurs))
    }

    // MARK: Watching

    /// Ends a CLI that says nothing any more, or has no time left.
    private func keepWatch(_ watch: CopilotWatch) async {
        while !Task.isCancelled {
            let mark = watch.mark
            let time = min(patience.silence, desk.timeLeft)
            do { try await pause(time) } catch { return }
            if desk.timeLeft <= .zero {
                watch.end(.exhausted("time"))
                connection.end(because: CopilotError(.stalled, "its time is over"))
            } else if watch.isSilent(since: mark) {
                connection.end(
                    because: CopilotError(
                        .stalled,
                        "it said nothing for \(patience.silence.components.seconds) s"))
            }
        }
    }
}
