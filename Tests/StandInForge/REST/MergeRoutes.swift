/// Merging pull requests and bringing them up to date.
enum MergeRoutes {
    static let handlers: [String: Call.Handler] = [
        "pulls/check-if-merged": { call in
            guard try call.pull().mergedAt != nil else { throw Refusal.notFound }
            return Reply(204)
        },
        "pulls/merge": merge,
        "pulls/update-branch": updateBranch,
    ]

    private static func merge(_ call: Call) throws -> Reply {
        let pull = try call.pull()
        if let expected = call.body["sha"]?.text, expected != pull.headOID {
            throw Refusal(409, "Head branch was modified. Review and try the merge again.")
        }
        guard pull.issue.isOpen, !pull.isDraft else {
            throw Refusal(
                405,
                pull.isDraft ? "Pull Request is still a draft" : "Pull Request is not mergeable")
        }
        switch PullState(pull).name {
        case "dirty": throw Refusal(405, "Pull Request is not mergeable")
        case "blocked":
            throw Refusal(
                405, "At least 1 approving review is required by reviewers with write access.")
        case "behind":
            throw Refusal(409, "Head branch is out of date. Review and try the merge again.")
        default: break
        }
        let commit = try call.world.merge(
            pull, by: call.actor, method: call.body["merge_method"]?.text ?? "merge",
            title: call.body["commit_title"]?.text, message: call.body["commit_message"]?.text)
        return Reply(
            200,
            ["sha": .string(commit), "merged": true, "message": "Pull Request successfully merged"])
    }

    private static func updateBranch(_ call: Call) throws -> Reply {
        let pull = try call.pull()
        if let expected = call.body["expected_head_sha"]?.text, expected != pull.headOID {
            throw Refusal.unprocessable("expected head sha didn’t match current head ref.")
        }
        try call.world.updateBranch(of: pull, by: call.actor)
        let url = "\(call.world.api)/repos/\(pull.repository.fullName)/pulls/\(pull.number)"
        return Reply(202, ["message": "Updating pull request branch.", "url": .string(url)])
    }
}

extension World {
    /// Merges the base into a pull request's branch, as the button "Update branch" does.
    func updateBranch(of pull: PullRequest, by actor: Account) throws {
        guard let head = pull.headRepository, let base = pull.repository.git.branch(pull.baseBranch)
        else { throw Refusal.notFound }
        guard pull.repository.git.distance(base, pull.headOID).behind > 0 else {
            throw Refusal.unprocessable("There are no new commits on the base branch.")
        }
        if head !== pull.repository {
            _ = try head.git.git(["fetch", "-q", pull.repository.git.path, base])
        }
        guard let tree = head.git.merge(base, pull.headOID) else {
            throw Refusal.unprocessable("merge conflict between base and head")
        }
        let web = GitStore.Author(name: "GitHub", email: "noreply@github.com", time: now)
        let commit = try head.git.commitTree(
            tree, parents: [pull.headOID, base],
            message: "Merge branch '\(pull.baseBranch)' into \(pull.headBranch)\n",
            author: author(actor), committer: web)
        try head.git.move("refs/heads/\(pull.headBranch)", to: commit, from: pull.headOID)
        sync(head, by: actor.login)
    }
}
