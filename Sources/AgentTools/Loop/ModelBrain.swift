internal import Basics
package import LanguageModels

/// A language model with tool calls as the brain: one driver for everything.
package struct ModelBrain: AgentBrain {
    private let turns: BrainTurns

    /// A brain; `run` names the run of the program, on whose account the questions go.
    package init(_ model: any LanguageModel, run: String = "") {
        turns = BrainTurns(model: model, run: run)
    }

    package var name: String { turns.model.identity.description }

    package func running(_ run: String) -> any AgentBrain { ModelBrain(turns.model, run: run) }

    package func work(at desk: AgentDesk, goingOnFrom kept: AgentRecord?) async -> AgentEnding {
        var conversation: Conversation
        if let kept, !kept.messages.isEmpty {
            conversation = Conversation(kept.messages)
            conversation.append(.user(AgentPrompt.resumed(next: await desk.left())))
        } else {
            conversation = Conversation([
                .system(AgentRole.driver.prompt),
                .user(AgentPrompt.task(repository: desk.repository, limits: desk.limits)),
                .user(AgentPrompt.plan),
            ])
            if let ending = await turns.plan(&conversation, at: desk) { return ending }
        }
        while true {
            switch await turns.turn(&conversation, at: desk) {
            case .called: continue
            case .ended(let ending): return ending
            case .said(let text, let tokens):
                let next = await desk.stopped(saying: text)
                if case .goesOn(let words) = next { conversation.append(.user(words)) }
                desk.endTurn(tokens: tokens, messages: conversation.messages)
                if case .ended(let ending) = next { return ending }
            }
        }
    }
}
