internal import Forge
internal import Snapshots

/// Brings a prepared proposal to the forge: push, pull request, decorations, in this order.
struct ProposalDelivery {
    let prepared: ProposalStage.Prepared
    let proposal: PullRequestDecision.Proposal
    /// The pull request of the proposal as it was listed; nil when one is to be opened.
    let existing: PullRequest?
    let base: String
    let mergesItself: Bool

    /// What came of it.
    struct Delivered {
        var outcome: WriteOutcome
        /// Why it does not merge itself although it should; nil when it does or need not.
        var mergeRefusal: String?
    }

    /// Delivers; whatever of it is there already is found and not made again.
    func run(with effects: inout UnitEffects) async throws -> Delivered {
        try effects.push(prepared.commit, expecting: proposal.expected)
        let written = try await write(with: &effects)
        try CrashPoint.beforeDecorate.pass()
        let number = written.pullRequest.number
        let refusal = try await letMerge(number, with: &effects)
        try CrashPoint.decorating.pass()
        let decorations = prepared.decorations(for: proposal)
        let decorated = try await effects.set {
            try await $0.decorate(number, with: decorations, in: $1)
        }
        try CrashPoint.done.pass()
        return Delivered(
            outcome: written.with(decorated),
            mergeRefusal: refusal)
    }

    private func write(with effects: inout UnitEffects) async throws -> WriteOutcome {
        if let existing { return try await renew(existing, with: &effects) }
        let opened = try await effects.open(
            PullRequestDraft(
                title: prepared.title, body: prepared.body, head: effects.branch,
                headID: prepared.commit, base: base, isDraft: prepared.isDraft,
                diff: prepared.diff))
        guard case .unchanged(let adopted) = opened else { return opened }
        return try await renew(adopted, with: &effects)
    }

    private func renew(
        _ pull: PullRequest, with effects: inout UnitEffects
    ) async throws -> WriteOutcome {
        // A draft that a person made ready, or the other way round, is theirs to say.
        let wasRegressed = pull.labels.contains(PullRequestLabel.regression)
        let change = PullRequestChange(
            title: prepared.title,
            body: { [body = prepared.body] in MarkdownWriter.merging(body, into: $0) },
            base: base, isDraft: prepared.isRegressed == wasRegressed ? nil : prepared.isDraft,
            head: .init(id: prepared.commit, diff: prepared.diff))
        return try await effects.set { try await $0.update(pull.number, to: change, in: $1) }
    }

    /// Has the forge merge it; a repository that does not allow that is no failure of ours.
    private func letMerge(
        _ number: Int, with effects: inout UnitEffects
    ) async throws -> String? {
        guard mergesItself, !prepared.isDraft else { return nil }
        do {
            _ = try await effects.set { try await $0.enableAutomaticMerge(of: number, in: $1) }
            return nil
        } catch let error as ForgeError where error.code == .refused {
            return error.detail
        }
    }
}

extension WriteOutcome {
    /// What this write and the one after it did together, and the pull request as the later one left it.
    fileprivate func with(_ later: WriteOutcome) -> WriteOutcome {
        switch self {
        case .created: .created(later.pullRequest)
        case .updated: .updated(later.pullRequest)
        case .unchanged: later
        }
    }
}
