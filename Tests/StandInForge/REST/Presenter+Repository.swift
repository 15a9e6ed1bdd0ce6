extension Presenter {
    /// A repository as lists and other pictures show it.
    func repository(_ repository: Repository, role: Role? = nil) -> JSON {
        let url = "\(api)/repos/\(repository.fullName)"
        let page = "\(server)/\(repository.fullName)"
        let open = repository.issues.values.count { $0.isOpen }
        var members: [String: JSON] = [
            "id": .int(repository.id), "node_id": .string(repository.nodeID),
            "name": .string(repository.name), "full_name": .string(repository.fullName),
            "owner": user(repository.owner), "private": .bool(repository.isPrivate),
            "html_url": .string(page), "url": .string(url), "description": .null,
            "git_url": .string("git:\(page.dropFirst("http:".count)).git"),
            "ssh_url": .string("git@127.0.0.1:\(repository.fullName).git"),
            "clone_url": .string("\(page).git"), "svn_url": .string(page), "mirror_url": .null,
            "homepage": .null, "language": .optional(repository.language), "license": .null,
            "default_branch": .string(repository.defaultBranch),
            "archived": .bool(repository.isArchived), "disabled": .bool(repository.block != nil),
            "visibility": repository.isPrivate ? "private" : "public",
            "pushed_at": date(repository.pushedAt), "created_at": date(repository.createdAt),
            "updated_at": date(repository.pushedAt), "topics": .strings(repository.topics),
            "open_issues": .int(open), "open_issues_count": .int(open),
            "has_issues": .bool(repository.hasIssues),
        ]
        members["fork"] = .bool(repository.isFork)
        for name in ["is_template", "has_pages", "has_discussions"] {
            members[name] = false
        }
        for name in ["has_projects", "has_wiki", "allow_forking"] { members[name] = true }
        members["web_commit_signoff_required"] = false
        for name in [
            "forks", "watchers", "forks_count", "stargazers_count", "watchers_count", "size",
        ] {
            members[name] = 0
        }
        for (name, tail) in Self.repositoryAddresses { members[name] = .string(url + tail) }
        if let role { members["permissions"] = permissions(role) }
        return .object(members)
    }

    /// A repository as it is shown alone.
    func fullRepository(_ repository: Repository, role: Role) -> JSON {
        var members = self.repository(repository, role: role).members ?? [:]
        members["network_count"] = 0
        members["subscribers_count"] = 0
        members["allow_auto_merge"] = .bool(repository.allowsAutoMerge)
        members["delete_branch_on_merge"] = .bool(repository.deletesBranchOnMerge)
        members["allow_update_branch"] = true
        for method in ["merge_commit", "squash_merge", "rebase_merge"] {
            members["allow_\(method)"] = true
        }
        if repository.owner.kind == .organization {
            members["organization"] = user(repository.owner)
        }
        return .object(members)
    }

    private func permissions(_ role: Role) -> JSON {
        [
            "admin": .bool(role >= .admin), "maintain": .bool(role >= .maintain),
            "push": .bool(role >= .write), "triage": .bool(role >= .triage),
            "pull": .bool(role >= .read),
        ]
    }

    private static let repositoryAddresses = [
        ("archive_url", "/{archive_format}{/ref}"), ("assignees_url", "/assignees{/user}"),
        ("blobs_url", "/git/blobs{/sha}"), ("branches_url", "/branches{/branch}"),
        ("collaborators_url", "/collaborators{/collaborator}"),
        ("comments_url", "/comments{/number}"), ("commits_url", "/commits{/sha}"),
        ("compare_url", "/compare/{base}...{head}"), ("contents_url", "/contents/{+path}"),
        ("contributors_url", "/contributors"), ("deployments_url", "/deployments"),
        ("downloads_url", "/downloads"), ("events_url", "/events"), ("forks_url", "/forks"),
        ("git_commits_url", "/git/commits{/sha}"), ("git_refs_url", "/git/refs{/sha}"),
        ("git_tags_url", "/git/tags{/sha}"), ("hooks_url", "/hooks"),
        ("issue_comment_url", "/issues/comments{/number}"),
        ("issue_events_url", "/issues/events{/number}"), ("issues_url", "/issues{/number}"),
        ("keys_url", "/keys{/key_id}"), ("labels_url", "/labels{/name}"),
        ("languages_url", "/languages"), ("merges_url", "/merges"),
        ("milestones_url", "/milestones{/number}"),
        ("notifications_url", "/notifications{?since,all,participating}"),
        ("pulls_url", "/pulls{/number}"), ("releases_url", "/releases{/id}"),
        ("stargazers_url", "/stargazers"), ("statuses_url", "/statuses/{sha}"),
        ("subscribers_url", "/subscribers"), ("subscription_url", "/subscription"),
        ("tags_url", "/tags"), ("teams_url", "/teams"), ("trees_url", "/git/trees{/sha}"),
    ]

    /// What a credential may do in a repository, for `permissions`.
    func role(_ credential: Credential, in repository: Repository) -> Role {
        switch credential {
        case .person(let account): return world.role(of: account, in: repository)
        default:
            let level = world.level("contents", in: repository, credential)
            return level >= .write ? .write : .read
        }
    }
}
