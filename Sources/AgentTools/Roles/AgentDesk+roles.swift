internal import Basics
internal import LanguageModels
internal import Synchronization

/// The desk where several roles sit in turn: who sits, what was agreed, and what is held back until then.
extension AgentDesk {
    /// Begins, or goes on with, a job that several roles work on.
    func begin(_ settings: RoleSettings) {
        state.withLock { state in
            if state.record.roles == nil {
                state.record.roles = RoleRecord(seat: settings.roles.first ?? .executor)
            }
            let seat = state.record.roles?.seat ?? .executor
            state.role = settings.role(settings.roles.contains(seat) ? seat : .executor)
            state.isReviewed = settings.hasReviewer
        }
        note(.seated(seat))
    }

    /// Who sits.
    var seat: AgentRole.Name { state.withLock(\.role.name) }

    /// Has another role sit down, with the conversation as it is to go on.
    ///
    /// `aside` is the conversation of whoever gets up and will be back.
    func seat(_ role: AgentRole, with messages: [ModelMessage], aside: [ModelMessage] = []) {
        let record = state.withLock { state in
            state.role = role
            state.record.roles?.seat = role.name
            state.record.roles?.aside = aside
            state.record.messages = messages
            return state.record
        }
        keep(record)
        note(.seated(role.name))
    }

    /// Whether whoever sits has used up its part of the turns or the tokens.
    var isShareSpent: Bool {
        state.withLock { state in
            guard let spent = state.record.roles?.spent[state.role.name] else { return false }
            return spent.turns >= state.role.part(of: limits.turns)
                || spent.tokens >= state.role.part(of: limits.tokens)
        }
    }

    /// Fetches the repository for somebody who may only look; an error is told like any call's.
    func fetch() async {
        let role = state.withLock { state in
            defer { state.role = .driver }
            return state.role
        }
        _ = await call(StandardTool.cloneRepository.rawValue, arguments: "{}", id: "host")
        state.withLock { $0.role = role }
    }

    // MARK: Review

    /// Keeps the words with which the executor hands over.
    func handOver(saying text: String) {
        let text = redactor.redacted(String(text.prefix(4_000)))
        state.withLock { $0.record.roles?.submission = text }
    }

    /// Whether a reviewer has to look now.
    func wantsReview() async -> Bool {
        guard case .ready(let commit) = await session.reviewStanding else { return false }
        return state.withLock { $0.isReviewed && $0.record.roles?.agreed != commit }
    }

    /// What there is to review.
    func reviewMaterial() async throws -> ReviewMaterial { try await session.reviewMaterial() }

    /// The passages that the run found and the description cites, each as far as it is there.
    func evidence(beside material: ReviewMaterial) async -> [PassageReference] {
        var found = material.evidence
        for passage in await session.present(record.roles?.passages ?? [])
        where !found.contains(passage) { found.append(passage) }
        return found
    }

    /// Notes a review of a commit, without secrets as it is to be told; and how often it was not agreed to.
    func note(
        _ reasons: [Review.Reason], byHost isByHost: Bool, of commit: String
    ) -> (review: Review, rejections: Int) {
        let cleaned = reasons.map { reason in
            Review.Reason(
                redactor.redacted(reason.text), path: reason.path.map(redactor.redacted),
                line: reason.line, citation: reason.citation.map(redactor.redacted))
        }
        let (before, rejections) = state.withLock { state in
            let before = state.record.roles?.rejections ?? 0
            if reasons.isEmpty {
                state.record.roles?.agreed = commit
            } else {
                state.record.roles?.rejections = before + 1
            }
            return (before, state.record.roles?.rejections ?? 0)
        }
        let review = Review(isByHost: isByHost, reasons: cleaned, round: before + 1)
        note(.reviewed(review))
        return (review, rejections)
    }

    /// Why a call has to wait for the reviewer; nil when it need not.
    func refusalBeforeReview(of tool: String, in registry: ToolRegistry) async -> ToolError? {
        guard state.withLock(\.isReviewed), let definition = registry.definition(named: tool),
            registry.scope.allows(definition.effect), definition.effect == .forge
        else { return nil }
        switch await session.reviewStanding {
        case .unneeded: return nil
        case .early(let next):
            return ToolError(
                .outOfOrder, in: tool, because: "the reviewer has not agreed to the change",
                remedy: "call \(next.rawValue) first")
        case .ready(let commit):
            guard state.withLock({ $0.record.roles?.agreed != commit }) else { return nil }
            return ToolError(
                .outOfOrder, in: tool, because: "the reviewer has not agreed to the change",
                remedy: "answer without a call and say what was done; the reviewer then looks at it"
            )
        }
    }
}
