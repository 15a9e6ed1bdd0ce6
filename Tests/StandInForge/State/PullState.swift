/// Whether a pull request can be merged, computed from its real commits.
struct PullState {
    /// Nil for one that is closed.
    let isMergeable: Bool?
    /// GitHub's `mergeable_state`.
    let name: String

    init(_ pull: PullRequest) {
        let repository = pull.repository
        guard pull.issue.isOpen else {
            (isMergeable, name) = (nil, "unknown")
            return
        }
        let base = repository.git.branch(pull.baseBranch) ?? pull.baseOID
        guard repository.git.merge(base, pull.headOID) != nil else {
            (isMergeable, name) = (false, "dirty")
            return
        }
        isMergeable = true
        let protection = repository.protections[pull.baseBranch]
        if pull.isDraft {
            name = "draft"
        } else if protection?.requiresUpToDate == true,
            repository.git.distance(base, pull.headOID).behind > 0
        {
            name = "behind"
        } else if Self.lacks(pull, protection) {
            name = "blocked"
        } else {
            name = Self.hasFailures(pull) ? "unstable" : "clean"
        }
    }

    /// Whether a rule of the base branch is not met.
    private static func lacks(_ pull: PullRequest, _ protection: BranchProtection?) -> Bool {
        guard let protection else { return false }
        let approvals = Set(pull.reviews.filter { $0.state == "APPROVED" }.map(\.author.id)).count
        let passed = pull.repository.passedContexts(of: pull.headOID)
        return approvals < protection.approvals
            || !passed.isSuperset(of: protection.requiredChecks)
    }

    private static func hasFailures(_ pull: PullRequest) -> Bool {
        let runs = pull.repository.checkRuns.filter { $0.suite.head == pull.headOID }
        let statuses = pull.repository.latestStatuses(of: pull.headOID)
        return runs.contains { !["success", "neutral", "skipped"].contains($0.conclusion ?? "") }
            || statuses.contains { $0.state != "success" }
    }
}

extension Repository {
    /// The names of checks and statuses that passed on a commit.
    func passedContexts(of commit: String) -> Set<String> {
        let runs = checkRuns.filter {
            $0.suite.head == commit
                && ["success", "neutral", "skipped"].contains($0.conclusion ?? "")
        }
        let statuses = latestStatuses(of: commit).filter { $0.state == "success" }
        return Set(runs.map(\.name) + statuses.map(\.context))
    }

    /// The last status of each context on a commit, newest first.
    func latestStatuses(of commit: String) -> [CommitStatus] {
        var seen: Set<String> = []
        return statuses.reversed().filter {
            $0.commit == commit && seen.insert($0.context).inserted
        }
    }
}

extension GitStore {
    /// How large the change between two commits is.
    func size(
        from base: String, to head: String
    ) -> (commits: Int, files: Int, additions: Int, deletions: Int) {
        if let known = sizes["\(base) \(head)"] { return known }
        let text = (try? git(["diff", "--numstat", "\(base)...\(head)"])) ?? ""
        var size = (commits: distance(base, head).ahead, files: 0, additions: 0, deletions: 0)
        for line in text.split(separator: "\n") {
            let fields = line.split(separator: "\t")
            size.files += 1
            size.additions += fields.first.flatMap { Int($0) } ?? 0
            size.deletions += fields.dropFirst().first.flatMap { Int($0) } ?? 0
        }
        sizes["\(base) \(head)"] = size
        return size
    }
}
