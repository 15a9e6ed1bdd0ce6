internal import Forge
internal import Git
internal import Snapshots

/// Carries out what was decided about a unit: each thing is looked for before it is made, so that a run that was cut off
/// at any place is picked up by the next.
struct UnitEffects {
    let forge: any Forge
    let remote: RemoteURL
    let mirror: Mirror
    /// The unit's branch.
    let branch: String
    let options: RemoteOptions
    /// Waits between two looks at a forge that may not show yet what is there.
    let pause: @Sendable (Duration) async throws -> Void
    /// Outward writes so far.
    private(set) var writes = 0

    /// How often something is sent again after an answer was lost and nothing was found.
    private static let resends = 5
    /// The waits for what was sent to show: 60 seconds in all.
    private static let waits: [Duration] = [1, 2, 4, 8, 15, 30].map { .seconds($0) }

    init(
        forge: any Forge, remote: RemoteURL, mirror: Mirror, branch: String,
        options: RemoteOptions, pause: @escaping @Sendable (Duration) async throws -> Void
    ) {
        self.forge = forge
        self.remote = remote
        self.mirror = mirror
        self.branch = branch
        self.options = options
        self.pause = pause
    }

    /// Pushes with the lease; a lost answer is read back, and a lease that fails is the caller's to look at anew.
    mutating func push(_ commit: ObjectID, expecting expected: ObjectID?) throws {
        try CrashPoint.beforePush.pass()
        let lease =
            PlantedBug.pushWithoutLease.isPlanted
            ? try mirror.remoteBranch(branch, options) : expected
        let result = try mirror.push(commit, toBranch: branch, expecting: lease, options)
        try CrashPoint.pushSent.pass()
        if result == .pushed { writes += 1 }
        try CrashPoint.pushed.pass()
    }

    mutating func deleteBranch(expecting expected: ObjectID) throws {
        try mirror.deleteRemoteBranch(branch, expecting: expected, options)
        writes += 1
    }

    /// Opens a pull request, or takes the open one that is there already.
    ///
    /// - Throws: `.notOpen` when it was opened, the answer was lost, and a person has closed it since.
    mutating func open(_ draft: PullRequestDraft) async throws -> WriteOutcome {
        let before = try await ours(like: draft)
        if let found = before.first(where: { $0.state == .open }) { return .unchanged(found) }
        try CrashPoint.beforeCreate.pass()
        let known = Set(before.map(\.number))
        var attempt = 0
        while true {
            attempt += 1
            do {
                let outcome = try await forge.create(draft, in: remote)
                try CrashPoint.createSent.pass()
                writes += 1
                try CrashPoint.created.pass()
                return outcome
            } catch let error as ForgeError {
                if let found = try await recover(
                    from: error, draft, besides: known, attempt: attempt)
                {
                    return .unchanged(found)
                }
            }
        }
    }

    /// What a failed creation left behind; nil when it is to be sent again.
    private func recover(
        from error: ForgeError, _ draft: PullRequestDraft, besides known: Set<Int>, attempt: Int
    ) async throws -> PullRequest? {
        if PlantedBug.blindResend.isPlanted, error.code == .answerLost { return nil }
        switch error.code {
        case .alreadyExists, .answerLost:
            for wait in Self.waits {
                if let found = try await find(draft, besides: known) { return found }
                try await pause(wait)
            }
            if let found = try await find(draft, besides: known) { return found }
            // It exists, and is not ours or never shows: sending again would say the same.
            if error.code == .alreadyExists { throw error }
        case .notVisibleYet: try await pause(Self.waits[min(attempt, Self.waits.count) - 1])
        default: throw error
        }
        if attempt > Self.resends { throw error }
        return nil
    }

    /// Our pull request for the draft that is open, or that has come since, which a person may have closed again.
    private func find(
        _ draft: PullRequestDraft, besides known: Set<Int>
    ) async throws -> PullRequest? {
        let ours = try await ours(like: draft)
        if let open = ours.first(where: { $0.state == .open }) { return open }
        guard let closed = ours.first(where: { !known.contains($0.number) }) else { return nil }
        // Sent again, it would be opened against the will of whoever closed it.
        throw ForgeError(
            .notOpen, "open the pull request", on: closed.url,
            because: "it was opened, and somebody has \(closed.state.rawValue) it at once")
    }

    /// Our pull requests for the draft's head and base, in any state.
    private func ours(like draft: PullRequestDraft) async throws -> [PullRequest] {
        let us = try await forge.account()
        return try await forge.pullRequests(fromBranch: draft.head, in: remote).filter {
            !$0.isFromFork && $0.author.isSame(as: us) && $0.base == draft.base
        }
    }

    /// Makes a change that sets a state; after a lost answer it is asked for again, for what is there is not written twice.
    mutating func set(
        _ change: (any Forge, RemoteURL) async throws -> WriteOutcome
    ) async throws -> WriteOutcome {
        var attempt = 0
        while true {
            do {
                let outcome = try await change(forge, remote)
                if outcome.didWrite { writes += 1 }
                return outcome
            } catch let error as ForgeError {
                attempt += 1
                guard error.code == .answerLost, attempt <= Self.resends else { throw error }
                try await pause(Self.waits[min(attempt, Self.waits.count) - 1])
            }
        }
    }
}
