internal import Basics
internal import Documents
internal import Forge
internal import Git
internal import Snapshots

/// What the forge knows of one unit: a repository, its base branch, and the bot's branch on it.
struct UnitState {
    /// The bot's branch; a function of the group alone.
    static let branch = "complybot/\(RemediationEnvironment.group)"

    let remote: RemoteURL
    let mirror: Mirror
    let repository: Repository
    let identity: Identity
    let forge: any Forge

    /// The state as it was read.
    struct Situation {
        /// The bot's own pull requests for the branch, sorted by number.
        var pullRequests: [PullRequest]
        var branch: PullRequestStateMachine.Branch?
        /// The base commit of the branch's one commit.
        var branchBase: ObjectID?

        var openPullRequest: PullRequest? { pullRequests.last { $0.state == .open } }

        var known: [PullRequestStateMachine.KnownPullRequest] {
            pullRequests.map { pull in
                let state = DescriptionState(readingFrom: pull.body)
                return .init(
                    number: pull.number, state: .init(pull), recordedPlan: state?.plan,
                    recordedFindings: state?.findings)
            }
        }

        /// Whether a file that the patch touches has changed on the base since the branch was made.
        func isStale(
            on base: ObjectID, touching paths: [RepositoryPath], in repository: Repository
        ) throws -> Bool {
            guard let branchBase, branchBase != base else { return false }
            let old = try GitTreeSnapshot(commit: branchBase, in: repository)
            let new = try GitTreeSnapshot(commit: base, in: repository)
            return paths.contains { old.entry(at: $0) != new.entry(at: $0) }
        }
    }

    /// Reads branch and pull requests.
    ///
    /// The branch is read from the remote, not from the mirror's memory.
    func read(options: RemoteOptions) async throws -> Situation {
        let us = try await forge.account()
        let pulls = try await forge.pullRequests(fromBranch: Self.branch, in: remote)
            .filter { $0.author.isSame(as: us) && !$0.isFromFork }
            .sorted { $0.number < $1.number }
        guard let head = try mirror.remoteBranch(Self.branch, options) else {
            return Situation(pullRequests: pulls, branch: nil, branchBase: nil)
        }
        // A commit that came after the fetch is nobody's we know: treated as a person's.
        let commit = try? repository.commit(head)
        return Situation(
            pullRequests: pulls,
            branch: .init(head: head, isOurs: commit.map(isOurs) ?? false),
            branchBase: commit?.parents.first)
    }

    /// Whether only the bot makes such a commit: its identity, its trailers, one parent, and that parent's date.
    private func isOurs(_ commit: CommitMetadata) -> Bool {
        let names = [commit.author, commit.committer]
        guard names.allSatisfy({ $0.name == identity.name && $0.email == identity.email }),
            commit.parents.count == 1, let parent = commit.parents.first,
            CommitMessage.plan(in: commit.message) != nil,
            let base = try? repository.commit(parent)
        else { return false }
        return commit.committer.seconds == base.committer.seconds
    }
}

extension PullRequestStateMachine.KnownPullRequest.State {
    init(_ pull: PullRequest) {
        switch pull.state {
        case .open: self = .open
        case .closed: self = pull.closeReason == nil ? .rejected : .withdrawn
        case .merged: self = .merged
        }
    }
}
