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
        let result = try mirror.push(commit, toBranch: branch, expecting: expected, options)
        try CrashPoint.pushSent.pass()
        if result == .pushed { writes += 1 }
        try CrashPoint.pushed.pass()
    }

    mutating func deleteBranch(expecting expected: ObjectID) throws {
        try mirror.deleteRemoteBranch(branch, expecting: expected, options)
        writes += 1
    }

    /// Opens a pull request, or takes the open one that is there already.
    mutating func open(_ draft: PullRequestDraft) async throws -> WriteOutcome {
        if let found = try await find(draft) { return .unchanged(found) }
        try CrashPoint.beforeCreate.pass()
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
                if let found = try await recover(from: error, draft, attempt: attempt) {
                    return .unchanged(found)
                }
            }
        }
    }

    /// What a failed creation left behind; nil when it is to be sent again.
    private func recover(
        from error: ForgeError, _ draft: PullRequestDraft, attempt: Int
    ) async throws -> PullRequest? {
        switch error.code {
        case .alreadyExists, .answerLost:
            for wait in Self.waits {
                if let found = try await find(draft) { return found }
                try await pause(wait)
            }
            if let found = try await find(draft) { return found }
            // It exists, and is not ours or never shows: sending again would say the same.
            if error.code == .alreadyExists { throw error }
        case .notVisibleYet: try await pause(Self.waits[min(attempt, Self.waits.count) - 1])
        default: throw error
        }
        if attempt > Self.resends { throw error }
        return nil
    }

    /// Our open pull request for the draft's head and base.
    private func find(_ draft: PullRequestDraft) async throws -> PullRequest? {
        let us = try await forge.account()
        return try await forge.pullRequests(fromBranch: draft.head, in: remote).first {
            $0.state == .open && !$0.isFromFork && $0.author.isSame(as: us)
                && $0.base == draft.base
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
