internal import Forge
internal import Git
internal import Snapshots

/// Reads what the forge has of one unit.
struct UnitReader {
    let forge: any Forge
    let remote: RemoteURL
    let mirror: Mirror
    let branches: BranchReader
    /// The unit's branch.
    let branch: String

    /// How many closed pull requests are looked into.
    private static let closedLimit = 20
    /// How many comments of one pull request have their author's permission asked for.
    private static let commandLimit = 20

    /// The situation against a commit of the base; `wantsProposal` says whether there is something to propose.
    ///
    /// The branch is read from the remote, not from the mirror's memory.
    func read(
        base: ObjectID, wantsProposal: Bool, options: RemoteOptions
    ) async throws -> (situation: UnitSituation, pullRequests: [PullRequest]) {
        let us = try await forge.account()
        let all = try await forge.pullRequests(fromBranch: branch, in: remote)
            .filter { !$0.isFromFork }
            .filter { $0.state == .open || !PlantedBug.openOnly.isPlanted }
        let ours = all.filter { $0.author.isSame(as: us) }.sorted { $0.number < $1.number }
        let head = try mirror.remoteBranch(branch, options)
        let found = head.map { branches.branch(at: $0, base: base) }
        let hasOpen = ours.contains { $0.state == .open }
        let closed = ours.filter { $0.state == .closed }.suffix(Self.closedLimit).map(\.number)
        var known: [UnitSituation.KnownPullRequest] = []
        for pull in ours {
            let isOfInterest =
                pull.state == .open || (!hasOpen && wantsProposal && closed.contains(pull.number))
            known.append(try await self.known(pull, isOfInterest: isOfInterest, us: us))
        }
        let isBlocked =
            try branches.repository.reference("refs/heads/\(UnitBranch.blocking)") != nil
        let situation = UnitSituation(
            pullRequests: known,
            strangersPullRequest: all.first {
                $0.state == .open && !$0.author.isSame(as: us)
            }?.number,
            branch: found, isNamespaceTaken: isBlocked,
            open: wantsProposal && !hasOpen
                ? try await forge.openPullRequests(of: us, in: remote)
                : OpenPullRequests(count: 0, newestCreatedAt: nil))
        return (situation, ours)
    }

    private func known(
        _ pull: PullRequest, isOfInterest: Bool, us: ForgeAccount
    ) async throws -> UnitSituation.KnownPullRequest {
        let activity =
            isOfInterest
            ? try await forge.activity(on: pull.number, in: remote) : PullRequestActivity()
        let remarks = activity.comments.filter { $0.author.isSame(as: us) }.compactMap(\.marker)
        let state = trustedState(of: pull)
        return .init(
            number: pull.number, state: .init(pull, activity, remarks: remarks, us: us),
            base: pull.base, labels: Set(pull.labels), recordedPlan: state?.plan,
            recordedFindings: state?.findings, createdAt: pull.createdAt, activity: activity,
            commands: try await commands(in: activity.comments, remarks: Set(remarks), us: us),
            remarks: Set(remarks))
    }

    /// The state marker, if the trailers of the head agree with it or cannot be read any more.
    private func trustedState(of pull: PullRequest) -> DescriptionState? {
        guard let state = DescriptionState(readingFrom: pull.body) else { return nil }
        return switch branches.recorded(at: pull.headID) {
        case .plan(let plan): plan == state.plan ? state : nil
        case .foreign: nil
        case .unknown: pull.state == .open ? nil : state
        }
    }

    private func commands(
        in comments: [Comment], remarks: Set<String>, us: ForgeAccount
    ) async throws -> [CommandComment] {
        var permissions: [ForgeAccount: RepositoryPermission] = [:]
        var commands: [CommandComment] = []
        for comment in comments where !comment.author.isSame(as: us) {
            guard let command = CommandComment.Command(in: comment.body) else { continue }
            let isAnswered = remarks.contains(CommandComment.answerMarker(for: comment.id))
            var permission = permissions[comment.author] ?? RepositoryPermission.none
            if !isAnswered, permissions[comment.author] == nil {
                guard permissions.count < Self.commandLimit else { continue }
                permission = try await forge.permission(of: comment.author, in: remote)
                permissions[comment.author] = permission
            }
            commands.append(
                CommandComment(
                    id: comment.id, author: comment.author, command: command,
                    permission: permission, isAnswered: isAnswered))
        }
        return commands
    }
}

extension UnitSituation.KnownPullRequest.State {
    /// Whose doing the state is: a closure is ours when forge, record or our own comment say so.
    init(
        _ pull: PullRequest, _ activity: PullRequestActivity, remarks: [String], us: ForgeAccount
    ) {
        switch pull.state {
        case .open: self = .open
        case .merged: self = .merged
        case .closed:
            let requested = PullRequestRemark.closing(.requested).marker
            if pull.closeReason == .requested
                || (pull.closeReason == nil && remarks.contains(requested))
            {
                self = .rejected
                return
            }
            let isSaid = remarks.contains { $0.hasPrefix("closed-") }
            let isOurs =
                pull.closeReason != nil
                || activity.closedBy?.isSame(as: us)
                    ?? isSaid
            self = isOurs ? .withdrawn : .rejected
        }
    }
}
