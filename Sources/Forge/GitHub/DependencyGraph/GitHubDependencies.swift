package import Basics
package import Git

/// Tells GitHub of repositories' dependencies when they have changed since it was told last.
package struct GitHubDependencies: DependencyReporting {
    private let forge: GitHubForge
    private let ledger: SubmissionLedger
    private let now: @Sendable () -> Int

    /// How long a refusal holds, in seconds.
    private static let patience = 7 * 86_400

    /// A reporter that remembers in a ledger; `now` is in seconds since 1970.
    package init(
        _ forge: GitHubForge, ledger: SubmissionLedger, now: @escaping @Sendable () -> Int
    ) {
        self.forge = forge
        self.ledger = ledger
        self.now = now
    }

    package func wants(_ content: Digest?, of remote: RemoteURL) throws -> Bool {
        guard let last = try ledger.entry(of: key(of: remote)) else { return content != nil }
        switch last.standing {
        case .taken, .unusable, .nothing: return last.content != content
        case .notPermitted: return content != nil && now() - last.time >= Self.patience
        }
    }

    package func submit(
        _ snapshot: DependencySnapshot, content: Digest?, in remote: RemoteURL
    ) async throws -> DependencyReceipt {
        let known = try ledger.entry(of: key(of: remote))
        guard !snapshot.manifests.isEmpty || known?.standing == .taken else {
            // GitHub has nothing of ours that would have to be taken back.
            try note(.nothing, content, remote)
            return .taken
        }
        let graph = DependencyGraph(api: forge.api, repository: try forge.name(of: remote))
        let receipt = try await forge.asking(missing: .noRepository) { () throws(GitHubError) in
            try await graph.submit(snapshot)
        }
        switch receipt {
        case .taken: try note(.taken, content, remote)
        case .notPermitted: try note(.notPermitted, content, remote)
        case .unusable: try note(.unusable, content, remote)
        }
        return receipt
    }

    private func note(
        _ standing: SubmissionLedger.Standing, _ content: Digest?, _ remote: RemoteURL
    ) throws {
        try ledger.note(
            .init(standing: standing, content: content, time: now()), of: key(of: remote))
    }

    /// A repository is the same however its name is written.
    private func key(of remote: RemoteURL) throws -> String {
        "\(remote.host ?? "")/\(try forge.name(of: remote))".lowercased()
    }
}
