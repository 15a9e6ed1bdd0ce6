internal import Forge
package import Git

/// What keeps a repository from being proposed to, whatever its files say.
package enum UnitObstacle: Hashable, Sendable {
    /// It has another address by now.
    case moved(RemoteURL)
    case refused(Refusal)

    /// Why nothing can be proposed.
    package struct Refusal: Hashable, Sendable {
        /// One word for reports, such as `archived`.
        package let name: String
        package let words: String
    }
}

extension ForgeRepository.Status {
    /// Why nothing can be proposed; nil when it can.
    var refusal: UnitObstacle.Refusal? {
        switch self {
        case .active, .renamed: nil
        case .archived: .init(name: "archived", words: "the repository is archived")
        case .disabled:
            .init(name: "disabled", words: "the repository is switched off or locked")
        case .gone: .init(name: "gone", words: "the repository is gone")
        case .noAccess(let reason):
            .init(name: "no-access", words: "the repository cannot be reached: \(reason)")
        }
    }
}

extension RemediationSummary {
    /// Notes that nothing was proposed, and why.
    package mutating func leave(_ refusal: UnitObstacle.Refusal) {
        action = .left
        condition = refusal.name
        note = "left alone: \(refusal.words)"
    }
}

extension UnitRun {
    /// What the forge says against doing what was decided; it is not asked when there is nothing to do.
    package func obstacle(to decided: Decided) async throws -> UnitObstacle? {
        guard !decided.decision.actions.isEmpty else { return nil }
        let status = try await environment.forges.forge(of: base.remote).repository(
            at: base.remote
        ).status
        if case .renamed(let address) = status { return .moved(address) }
        return status.refusal.map { .refused($0) }
    }
}
