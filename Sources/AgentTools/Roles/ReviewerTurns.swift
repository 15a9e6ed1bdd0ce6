internal import Basics
internal import LanguageModels
internal import Remediation

/// The reviewer at work: the host's own checks first, then the model's.
struct ReviewerTurns: Sendable {
    private let turns: BrainTurns
    private let settings: RoleSettings

    init(_ turns: BrainTurns, _ settings: RoleSettings) {
        self.turns = turns
        self.settings = settings
    }

    /// Has the change looked at; how the work ended, nil when the executor has sat down again.
    func review(at desk: AgentDesk) async -> AgentEnding? {
        let material: ReviewMaterial
        do { material = try await desk.reviewMaterial() } catch {
            return .failed(Diagnostic(describing: error, while: "review the change").description)
        }
        let evidence = await desk.evidence(beside: material)
        let handover = desk.record.roles?.submission ?? ""
        let check = HandoverCheck(
            material: material, handover: handover, plan: desk.record.plan, evidence: evidence)
        var reasons = check.reasons
        let isByHost = !reasons.isEmpty
        if !isByHost {
            let document = material.document(
                plan: desk.record.plan, handover: handover, evidence: evidence)
            switch await ask(document, material, evidence, at: desk) {
            case .ended(let ending): return ending
            case .answered(let answer): reasons = answer
            }
        }
        return conclude(reasons, byHost: isByHost, of: material.commit, at: desk)
    }

    private enum Answer {
        case answered([Review.Reason])
        case ended(AgentEnding)
    }

    private func ask(
        _ document: JSONValue, _ material: ReviewMaterial, _ evidence: [PassageReference],
        at desk: AgentDesk
    ) async -> Answer {
        var conversation = Conversation(desk.record.messages)
        if conversation.messages.isEmpty {
            conversation = Conversation([
                .system(settings.role(.reviewer).prompt),
                .user(desk.redactor.redacted(document.text(indented: false))),
            ])
        }
        while !desk.isShareSpent {
            switch await turns.turn(&conversation, at: desk) {
            case .called: continue
            case .ended(let ending): return .ended(ending)
            case .said(let text, let tokens):
                desk.endTurn(tokens: tokens, messages: conversation.messages)
                return .answered(
                    ReviewAnswer(text, paths: Set(material.paths), evidence: evidence).reasons)
            }
        }
        return .answered([.init("the reviewer used up its turns or tokens and said nothing")])
    }

    private func conclude(
        _ reasons: [Review.Reason], byHost isByHost: Bool, of commit: String, at desk: AgentDesk
    ) -> AgentEnding? {
        let (review, rejections) = desk.note(reasons, byHost: isByHost, of: commit)
        if let first = review.reasons.first, rejections > settings.rounds {
            return .notAgreed(first.words)
        }
        let words = review.agrees ? AgentPrompt.agreed : AgentPrompt.notAgreed(review.reasons)
        let executor = (desk.record.roles?.aside ?? []) + [.user(words)]
        desk.seat(settings.role(.executor), with: executor)
        return nil
    }
}
