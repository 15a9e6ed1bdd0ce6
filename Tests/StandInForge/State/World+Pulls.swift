extension World {
    /// The open pull request from a head to a base.
    func openPull(_ headLabel: String, to base: String, in repository: Repository) -> PullRequest? {
        repository.pulls.first {
            $0.issue.isOpen && $0.baseBranch == base
                && $0.headLabel.lowercased() == headLabel.lowercased()
        }
    }

    /// Opens a pull request with GitHub's conditions.
    func open(
        in repository: Repository, title: String, body: String?, head: String, base: String,
        isDraft: Bool, by actor: Account, app: App?
    ) throws -> PullRequest {
        guard let baseOID = repository.git.branch(base) else {
            throw Refusal.invalid("PullRequest", field: "base", code: "invalid")
        }
        let (source, branch) = try self.head(head, of: repository)
        guard let source, let headOID = source.git.branch(branch) else {
            throw Refusal.invalid("PullRequest", field: "head", code: "invalid")
        }
        let label = "\(source.owner.login):\(branch)"
        if openPull(label, to: base, in: repository) != nil {
            throw Refusal.invalid(
                "PullRequest", code: "custom",
                message: "A pull request already exists for \(label).")
        }
        if source !== repository {
            _ = try repository.git.git(["fetch", "-q", source.git.path, headOID])
        }
        guard headOID != baseOID, repository.git.distance(baseOID, headOID).ahead > 0 else {
            throw Refusal.invalid(
                "PullRequest", code: "custom", message: "No commits between \(base) and \(branch)")
        }
        if let body { try PullRoutes.checkLength(body, of: "PullRequest") }
        let issue = Issue(
            id: nextID(), number: repository.nextNumber, repository: repository, author: actor,
            app: app, title: title, body: body, at: now)
        let pull = PullRequest(
            id: nextID(), issue: issue, head: (source, branch, headOID), base: (base, baseOID),
            isDraft: isDraft)
        pull.hiddenLists = listsWithoutNewPulls
        issue.pull = pull
        repository.issues[issue.number] = issue
        track(pull)
        return pull
    }

    /// The repository and branch that `head` of a new pull request names.
    private func head(_ head: String, of repository: Repository) throws -> (Repository?, String) {
        let parts = head.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return (repository, head) }
        if parts[0].lowercased() == repository.owner.login.lowercased() {
            return (repository, parts[1])
        }
        return (self.repository(parts[0], repository.name), parts[1])
    }

    /// Opens a closed pull request again, where GitHub would.
    func reopen(_ pull: PullRequest) throws {
        guard !pull.issue.isOpen else { return }
        func refusal(_ reason: String) -> Refusal {
            Refusal.invalid(
                "PullRequest", field: "state", code: "invalid",
                message: "state cannot be changed. \(reason)")
        }
        guard pull.mergedAt == nil else { throw refusal("The pull request has been merged.") }
        guard let head = pull.headRepository?.git.branch(pull.headBranch) else {
            throw refusal("The \(pull.headBranch) branch has been deleted.")
        }
        guard head == pull.headOID || pull.repository.git.distance(pull.headOID, head).behind == 0
        else {
            throw refusal("The \(pull.headBranch) branch was force-pushed or recreated.")
        }
        if openPull(pull.headLabel, to: pull.baseBranch, in: pull.repository) != nil {
            throw refusal("There is already an open pull request from \(pull.headLabel).")
        }
        pull.headOID = head
        pull.issue.isOpen = true
        pull.issue.closedAt = nil
        pull.issue.closedBy = nil
        pull.issue.updatedAt = now
    }
}
