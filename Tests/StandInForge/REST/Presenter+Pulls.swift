extension Presenter {
    /// A pull request as lists show it.
    func pull(_ pull: PullRequest) -> JSON {
        let (issue, repository) = (pull.issue, pull.repository)
        let root = "\(api)/repos/\(repository.fullName)"
        let page = "\(server)/\(repository.fullName)/pull/\(pull.number)"
        var members: [String: JSON] = [
            "id": .int(pull.id), "node_id": .string(pull.nodeID), "number": .int(pull.number),
            "html_url": .string(page), "diff_url": .string("\(page).diff"),
            "patch_url": .string("\(page).patch"), "state": issue.isOpen ? "open" : "closed",
            "locked": .bool(issue.isLocked), "title": .string(issue.title),
            "user": user(issue.author),
            "body": .optional(issue.body), "labels": .array(labels(of: issue)), "milestone": .null,
            "active_lock_reason": .null, "created_at": date(issue.createdAt),
            "updated_at": date(issue.updatedAt), "closed_at": date(issue.closedAt),
            "merged_at": date(pull.mergedAt), "assignees": .array(issue.assignees.map { user($0) }),
            "requested_reviewers": .array(pull.reviewers.map { user($0) }),
            "requested_teams": .array(pull.teamReviewers.map { team($0) }),
            "head": head(of: pull), "base": base(of: pull),
            "author_association": association(issue.author, in: repository),
            "auto_merge": autoMerge(pull), "draft": .bool(pull.isDraft),
        ]
        var links: [String: JSON] = ["html": ["href": .string(page)]]
        for (name, path) in Self.pullAddresses {
            let address =
                root
                + path.replacing("#", with: "\(pull.number)")
                .replacing("@", with: pull.headOID)
            members[name == "self" ? "url" : "\(name)_url"] = .string(address)
            links[name] = ["href": .string(address)]
        }
        members["_links"] = .object(links)
        return .object(members)
    }

    private static let pullAddresses = [
        ("self", "/pulls/#"), ("issue", "/issues/#"), ("commits", "/pulls/#/commits"),
        ("review_comments", "/pulls/#/comments"), ("review_comment", "/pulls/comments{/number}"),
        ("comments", "/issues/#/comments"), ("statuses", "/statuses/@"),
    ]

    private func head(of pull: PullRequest) -> JSON {
        [
            "label": .string(pull.headLabel), "ref": .string(pull.headBranch),
            "sha": .string(pull.headOID), "user": user(world.account(pull.headOwner)),
            "repo": pull.headRepository.map { $0.isDeleted ? .null : repository($0) } ?? .null,
        ]
    }

    private func base(of pull: PullRequest) -> JSON {
        let owner = pull.repository.owner
        return [
            "label": .string("\(owner.login):\(pull.baseBranch)"), "ref": .string(pull.baseBranch),
            "sha": .string(pull.baseOID), "user": user(owner), "repo": repository(pull.repository),
        ]
    }

    private func autoMerge(_ pull: PullRequest) -> JSON {
        guard let request = pull.autoMerge else { return .null }
        return [
            "enabled_by": user(request.by), "merge_method": .string(request.method),
            "commit_title": .null, "commit_message": .null,
        ]
    }

    /// A pull request as it is shown alone.
    func fullPull(_ pull: PullRequest) -> JSON {
        var members = self.pull(pull).members ?? [:]
        let state = PullState(pull)
        members["merged"] = .bool(pull.mergedAt != nil)
        members["merged_by"] = user(pull.mergedBy)
        members["mergeable"] = state.isMergeable.map { .bool($0) } ?? .null
        members["rebaseable"] = state.isMergeable.map { .bool($0) } ?? .null
        members["mergeable_state"] = .string(state.name)
        members["comments"] = .int(pull.issue.comments.count)
        members["review_comments"] = 0
        members["maintainer_can_modify"] = .bool(pull.mayMaintainerModify)
        let size = pull.repository.git.size(from: pull.baseOID, to: pull.headOID)
        members["commits"] = .int(size.commits)
        members["additions"] = .int(size.additions)
        members["deletions"] = .int(size.deletions)
        members["changed_files"] = .int(size.files)
        return .object(members)
    }

    /// A pull request as check runs show it.
    func minimalPull(_ pull: PullRequest) -> JSON {
        func side(_ branch: String, _ oid: String, _ repository: Repository) -> JSON {
            [
                "ref": .string(branch), "sha": .string(oid),
                "repo": [
                    "id": .int(repository.id), "name": .string(repository.name),
                    "url": .string("\(api)/repos/\(repository.fullName)"),
                ],
            ]
        }
        return [
            "id": .int(pull.id), "number": .int(pull.number),
            "url": .string("\(api)/repos/\(pull.repository.fullName)/pulls/\(pull.number)"),
            "head": side(pull.headBranch, pull.headOID, pull.headRepository ?? pull.repository),
            "base": side(pull.baseBranch, pull.baseOID, pull.repository),
        ]
    }
}
