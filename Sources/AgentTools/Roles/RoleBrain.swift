internal import Basics
package import LanguageModels

/// A language model that works on a job in several roles, one after the other: each is a configuration of the one loop.
package struct RoleBrain: AgentBrain {
    private let turns: BrainTurns
    private let settings: RoleSettings

    /// A brain; `run` names the run of the program, on whose account the questions go.
    package init(_ model: any LanguageModel, as settings: RoleSettings, run: String = "") {
        turns = BrainTurns(model: model, run: run)
        self.settings = settings
    }

    package var name: String {
        "\(turns.model.identity) as \(settings.roles.map(\.rawValue).joined(separator: ", "))"
    }

    package func running(_ run: String) -> any AgentBrain {
        RoleBrain(turns.model, as: settings, run: run)
    }

    package func work(at desk: AgentDesk, goingOnFrom kept: AgentRecord?) async -> AgentEnding {
        desk.begin(settings)
        let isFetched = desk.record.done.contains {
            $0.tool == StandardTool.cloneRepository.rawValue
        }
        if desk.seat == .planner, !isFetched {
            // Whoever only looks cannot fetch; and whose configuration wants no model is shown to none.
            await desk.fetch()
            if let ending = desk.obstacle() { return ending }
        }
        var isGoingOn = kept != nil
        while true {
            let ending =
                switch desk.seat {
                case .planner: await plan(at: desk)
                case .reviewer: await ReviewerTurns(turns, settings).review(at: desk)
                case .executor, .driver: await execute(at: desk, isGoingOn: isGoingOn)
                }
            if let ending { return ending }
            isGoingOn = false
        }
    }

    // MARK: Planner

    /// Has the plan made; how the work ended, nil when the executor has sat down.
    private func plan(at desk: AgentDesk) async -> AgentEnding? {
        var conversation = Conversation(desk.record.messages)
        if conversation.messages.isEmpty {
            conversation = begin(.planner, with: AgentPrompt.plannerTask, at: desk)
        }
        planning: while !desk.isShareSpent {
            switch await turns.turn(&conversation, at: desk) {
            case .called: continue
            case .ended(let ending): return ending
            case .said(_, let tokens):
                desk.endTurn(tokens: tokens, messages: conversation.messages)
                break planning
            }
        }
        let executor = begin(
            .executor, with: AgentPrompt.work(by: desk.record.plan, settings), at: desk)
        desk.seat(settings.role(.executor), with: executor.messages)
        return nil
    }

    /// A role's first words: its instructions, the job's facts, and what it is to do.
    private func begin(
        _ name: AgentRole.Name, with words: String, at desk: AgentDesk
    ) -> Conversation {
        Conversation([
            .system(settings.role(name).prompt),
            .user(AgentPrompt.task(repository: desk.repository, limits: desk.limits)),
            .user(words),
        ])
    }

    // MARK: Executor

    /// Has the work done; how it ended, nil when the reviewer has sat down.
    private func execute(at desk: AgentDesk, isGoingOn: Bool) async -> AgentEnding? {
        var conversation = Conversation(desk.record.messages)
        if conversation.messages.isEmpty {
            conversation = begin(
                .executor, with: AgentPrompt.reviewed(settings) + AgentPrompt.plan, at: desk)
            if let ending = await turns.plan(&conversation, at: desk) { return ending }
        } else if isGoingOn {
            conversation.append(.user(AgentPrompt.resumed(next: await desk.left())))
        }
        while !desk.isShareSpent {
            switch await turns.turn(&conversation, at: desk) {
            case .called: continue
            case .ended(let ending): return ending
            case .said(let text, let tokens):
                if desk.givesUp(saying: text) == nil, await desk.wantsReview() {
                    desk.endTurn(tokens: tokens, messages: conversation.messages)
                    desk.handOver(saying: text)
                    desk.seat(
                        settings.role(.reviewer), with: [], aside: conversation.messages)
                    return nil
                }
                let next = await desk.stopped(saying: text)
                if case .goesOn(let words) = next { conversation.append(.user(words)) }
                desk.endTurn(tokens: tokens, messages: conversation.messages)
                if case .ended(let ending) = next { return ending }
            }
        }
        return .exhausted("the executor's turns or tokens")
    }
}
