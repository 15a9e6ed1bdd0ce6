internal import Basics
package import LanguageModels

/// A language model with tool calls as the brain.
package struct ModelBrain: AgentBrain {
    private let model: any LanguageModel
    private let run: String

    /// A brain; `run` names the run of the program, on whose account the questions go.
    package init(_ model: any LanguageModel, run: String = "") {
        self.model = model
        self.run = run
    }

    package var name: String { model.identity.description }

    package func running(_ run: String) -> any AgentBrain { ModelBrain(model, run: run) }

    package func work(at desk: AgentDesk, goingOnFrom kept: AgentRecord?) async -> AgentEnding {
        var conversation: Conversation
        if let kept, !kept.messages.isEmpty {
            conversation = Conversation(kept.messages)
            conversation.append(.user(AgentPrompt.resumed(next: await desk.left())))
        } else {
            conversation = Conversation([
                .system(AgentPrompt.driver),
                .user(AgentPrompt.task(repository: desk.repository, limits: desk.limits)),
                .user(AgentPrompt.plan),
            ])
            if let ending = await plan(&conversation, at: desk) { return ending }
        }
        while true {
            if let ending = await turn(&conversation, at: desk) { return ending }
        }
    }

    /// The first turn: a plan, and no call.
    private func plan(_ conversation: inout Conversation, at desk: AgentDesk) async -> AgentEnding?
    {
        do throws(ModelError) {
            let (response, tokens) = try await ask(conversation, choice: .none, at: desk)
            desk.heard(response.text)
            conversation.append(.assistant(response.text, calls: []))
            conversation.append(.user(AgentPrompt.begin))
            desk.endTurn(tokens: tokens, messages: conversation.messages)
            return nil
        } catch {
            return .failed(error.diagnostic.description)
        }
    }

    /// One answer and the calls that it asks for; how it ended, nil when it goes on.
    private func turn(_ conversation: inout Conversation, at desk: AgentDesk) async -> AgentEnding?
    {
        if let obstacle = desk.obstacle() { return obstacle }
        guard
            let left = conversation.compact(
                to: desk.limits.contextTokens, tools: desk.tools.map(\.modelTool))
        else { return .exhausted("context") }
        if left > 0 { desk.note(.compacted(left)) }
        let response: ModelResponse
        let tokens: Int
        do throws(ModelError) {
            (response, tokens) = try await ask(conversation, choice: .automatic, at: desk)
        } catch {
            return .failed(error.diagnostic.description)
        }
        desk.heard(response.text)
        conversation.append(response)
        if response.toolCalls.isEmpty {
            switch await desk.stopped(saying: response.text) {
            case .ended(let ending):
                desk.endTurn(tokens: tokens, messages: conversation.messages)
                return ending
            case .goesOn(let words): conversation.append(.user(words))
            }
        } else {
            for result in await results(of: response.toolCalls, at: desk) {
                conversation.append(.tool(result))
            }
        }
        desk.endTurn(tokens: tokens, messages: conversation.messages)
        return nil
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
        let tokens =
            response.usage?.total
            ?? TokenEstimate.most(of: request) + TokenEstimate.most(of: response.text)
        return (response, tokens)
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
