internal import Basics
internal import LanguageModels

/// A model's turns in a conversation at a desk: the part of the loop that is the same for every role.
struct BrainTurns: Sendable {
    let model: any LanguageModel
    /// The run of the program, on whose account the questions go.
    let run: String

    /// What came of a turn.
    enum End: Sendable {
        /// Calls were made, and the turn is counted.
        case called
        /// It answered without a call; whoever hears that counts the turn.
        case said(String, tokens: Int)
        case ended(AgentEnding)
    }

    /// One answer and the calls that it asks for.
    func turn(
        _ conversation: inout Conversation, at desk: AgentDesk,
        choice: ModelRequest.ToolChoice = .automatic
    ) async -> End {
        if let obstacle = desk.obstacle() { return .ended(obstacle) }
        guard
            let left = conversation.compact(
                to: desk.limits.contextTokens, tools: desk.tools.map(\.modelTool))
        else { return .ended(.exhausted("context")) }
        if left > 0 { desk.note(.compacted(left)) }
        let response: ModelResponse
        let tokens: Int
        do throws(ModelError) {
            (response, tokens) = try await ask(conversation, choice: choice, at: desk)
        } catch {
            return .ended(.failed(error.diagnostic.description))
        }
        desk.heard(response.text)
        guard choice != .none, !response.toolCalls.isEmpty else {
            conversation.append(.assistant(response.text, calls: []))
            return .said(response.text, tokens: tokens)
        }
        conversation.append(response)
        for result in await results(of: response.toolCalls, at: desk) {
            conversation.append(.tool(result))
        }
        desk.endTurn(tokens: tokens, messages: conversation.messages)
        return .called
    }

    /// The first turn of somebody who words its own plan: a plan, and no call; how it ended, nil when it goes on.
    func plan(_ conversation: inout Conversation, at desk: AgentDesk) async -> AgentEnding? {
        switch await turn(&conversation, at: desk, choice: .none) {
        case .ended(let ending): return ending
        case .called: return nil
        case .said(_, let tokens):
            conversation.append(.user(AgentPrompt.begin))
            desk.endTurn(tokens: tokens, messages: conversation.messages)
            return nil
        }
    }

    private func ask(
        _ conversation: Conversation, choice: ModelRequest.ToolChoice, at desk: AgentDesk
    ) async throws(ModelError) -> (ModelResponse, tokens: Int) {
        let request = ModelRequest(
            messages: conversation.messages, tools: desk.tools.map(\.modelTool),
            toolChoice: choice, maxOutputTokens: desk.limits.answerTokens,
            purpose: .init("agent", run: "\(run)/\(desk.repository)"))
        let lines = LineBuffer { desk.hearing($0) }
        let response = try await model.respond(to: request) { event in
            switch event {
            case .text(let text): lines.take(text)
            case .discarded: lines.discard()
            default: break
            }
        }
        lines.finish()
        return (response, TokenEstimate.tokens(of: response, to: request))
    }

    /// Makes the calls in order; neighbours that only look are made side by side.
    private func results(of calls: [ToolCall], at desk: AgentDesk) async -> [ToolResult] {
        let readers = Set(desk.tools.filter { $0.effect == .read }.map(\.name))
        var results: [ToolResult] = []
        var rest = calls[...]
        while let first = rest.first {
            let count =
                readers.contains(first.name)
                ? rest.prefix { readers.contains($0.name) }.count : 1
            results += await sideBySide(Array(rest.prefix(count)), at: desk)
            rest = rest.dropFirst(count)
        }
        return results
    }

    private func sideBySide(_ calls: [ToolCall], at desk: AgentDesk) async -> [ToolResult] {
        await withTaskGroup(of: (Int, ToolResult).self) { group in
            for (index, call) in calls.enumerated() {
                group.addTask {
                    let answer = await desk.call(
                        call.name, arguments: call.arguments, id: call.id)
                    return (
                        index,
                        ToolResult(
                            callID: call.id, name: call.name, text: answer.text,
                            isError: answer.isError)
                    )
                }
            }
            var results: [(Int, ToolResult)] = []
            for await result in group { results.append(result) }
            return results.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }
}
