internal import Foundation

extension World {
    /// Reads a repository's references after somebody moved them, and lets its pull requests follow.
    func sync(_ repository: Repository, by actor: String) {
        let moved = repository.git.refresh(by: actor, at: now)
        guard !moved.isEmpty else { return }
        repository.pushedAt = now
        let branches = Set(
            moved.filter { $0.hasPrefix("refs/heads/") }
                .map { String($0.dropFirst("refs/heads/".count)) })
        for pull in repository.pulls where pull.issue.isOpen {
            if branches.contains(pull.headBranch), pull.headRepository === repository {
                followHead(pull)
            }
            if branches.contains(pull.baseBranch) { followBase(pull) }
        }
        // Pull requests of forks live in the repository that they were forked from.
        for other in present where other !== repository {
            for pull in other.pulls
            where pull.issue.isOpen && pull.headRepository === repository
                && branches.contains(pull.headBranch)
            {
                followHead(pull)
            }
        }
    }

    private func followHead(_ pull: PullRequest) {
        guard let head = pull.headRepository?.git.branch(pull.headBranch) else {
            close(pull.issue, by: nil)
            return
        }
        pull.headOID = head
        pull.issue.updatedAt = now
        if let base = pull.repository.git.branch(pull.baseBranch) { pull.baseOID = base }
        track(pull)
    }

    private func followBase(_ pull: PullRequest) {
        guard let base = pull.repository.git.branch(pull.baseBranch) else {
            close(pull.issue, by: nil)
            return
        }
        let git = pull.repository.git
        if git.distance(base, pull.headOID).ahead == 0 {
            pull.mergedAt = now
            pull.mergeCommit = base
            close(pull.issue, by: nil)
        }
    }

    /// Keeps `refs/pull/N/head` where the pull request is.
    func track(_ pull: PullRequest) {
        let git = pull.repository.git
        if let other = pull.headRepository, other !== pull.repository {
            _ = try? git.git(["fetch", "-q", other.git.path, pull.headOID])
        }
        _ = try? git.git(["update-ref", "refs/pull/\(pull.number)/head", pull.headOID])
        git.refresh(by: "github", at: now)
    }

    /// Closes an issue or a pull request.
    func close(_ issue: Issue, by actor: Account?) {
        guard issue.isOpen else { return }
        issue.isOpen = false
        issue.closedAt = now
        issue.updatedAt = now
        issue.closedBy = actor
        issue.repository.mergeQueue.removeAll { $0 == issue.number }
        issue.pull?.autoMerge = nil
    }

    /// Merges a pull request: a real commit on its base branch.
    func merge(
        _ pull: PullRequest, by actor: Account, method: String = "merge", title: String? = nil,
        message: String? = nil
    ) throws -> String {
        let repository = pull.repository
        guard let base = repository.git.branch(pull.baseBranch),
            let tree = repository.git.merge(base, pull.headOID)
        else { throw Refusal(405, "Pull Request is not mergeable") }
        let parents = method == "merge" ? [base, pull.headOID] : [base]
        let subject =
            title
            ?? (method == "merge"
                ? "Merge pull request #\(pull.number) from \(pull.headOwner)/\(pull.headBranch)"
                : "\(pull.issue.title) (#\(pull.number))")
        let author = GitStore.Author(
            name: actor.name ?? actor.login,
            email: "\(actor.id)+\(actor.login)@users.noreply.github.com", time: now)
        let web = GitStore.Author(name: "GitHub", email: "noreply@github.com", time: now)
        let commit = try repository.git.commitTree(
            tree, parents: parents, message: "\(subject)\n\n\(message ?? pull.issue.title)\n",
            author: author, committer: web)
        try repository.git.move("refs/heads/\(pull.baseBranch)", to: commit, from: base)
        pull.mergedAt = now
        pull.mergedBy = actor
        pull.mergeCommit = commit
        close(pull.issue, by: actor)
        if repository.deletesBranchOnMerge, pull.headRepository === repository {
            try repository.git.delete("refs/heads/\(pull.headBranch)")
        }
        sync(repository, by: actor.login)
        return commit
    }
}
