extension Presenter {
    func label(_ label: Label, in repository: Repository) -> JSON {
        [
            "id": .int(label.id), "node_id": .string("LA_\(label.id)"),
            "url": .string(
                "\(api)/repos/\(repository.fullName)/labels/\(label.name.percentEncoded)"),
            "name": .string(label.name), "description": .optional(label.description),
            "color": .string(label.color), "default": false, "archived_at": .null,
            "archived_by": .null,
        ]
    }

    func labels(of issue: Issue) -> [JSON] {
        issue.labels.compactMap { issue.repository.labels[$0] }
            .map { label($0, in: issue.repository) }
    }

    func issue(_ issue: Issue) -> JSON {
        let repository = issue.repository
        let url = "\(api)/repos/\(repository.fullName)/issues/\(issue.number)"
        let kind = issue.pull == nil ? "issues" : "pull"
        let page = "\(server)/\(repository.fullName)/\(kind)/\(issue.number)"
        var members: [String: JSON] = [
            "id": .int(issue.id), "node_id": .string(nodeID(issue)), "url": .string(url),
            "repository_url": .string("\(api)/repos/\(repository.fullName)"),
            "labels_url": .string("\(url)/labels{/name}"),
            "comments_url": .string("\(url)/comments"), "events_url": .string("\(url)/events"),
            "timeline_url": .string("\(url)/timeline"), "html_url": .string(page),
            "number": .int(issue.number), "state": issue.isOpen ? "open" : "closed",
            "state_reason": .optional(issue.stateReason), "title": .string(issue.title),
            "body": .optional(issue.body), "user": user(issue.author),
            "labels": .array(labels(of: issue)),
            "assignees": .array(issue.assignees.map { user($0) }),
            "milestone": .null, "locked": .bool(issue.isLocked), "active_lock_reason": .null,
            "comments": .int(issue.comments.count), "closed_at": date(issue.closedAt),
            "created_at": date(issue.createdAt), "updated_at": date(issue.updatedAt),
            "closed_by": user(issue.closedBy),
            "performed_via_github_app": issue.app.map { app($0) } ?? .null,
            "author_association": association(issue.author, in: repository),
        ]
        if let pull = issue.pull {
            members["draft"] = .bool(pull.isDraft)
            members["pull_request"] = [
                "url": .string("\(api)/repos/\(repository.fullName)/pulls/\(issue.number)"),
                "html_url": .string(page), "diff_url": .string("\(page).diff"),
                "patch_url": .string("\(page).patch"), "merged_at": date(pull.mergedAt),
            ]
        }
        return .object(members)
    }

    func nodeID(_ issue: Issue) -> String { issue.pull.map(\.nodeID) ?? "I_\(issue.id)" }

    func comment(_ comment: Comment, in repository: Repository) -> JSON {
        let url = "\(api)/repos/\(repository.fullName)/issues"
        let kind = repository.issues[comment.number]?.pull == nil ? "issues" : "pull"
        let page = "\(server)/\(repository.fullName)/\(kind)/\(comment.number)"
        return [
            "id": .int(comment.id), "node_id": .string("IC_\(comment.id)"),
            "url": .string("\(url)/comments/\(comment.id)"),
            "html_url": .string("\(page)#issuecomment-\(comment.id)"),
            "issue_url": .string("\(url)/\(comment.number)"), "body": .string(comment.body),
            "user": user(comment.author), "created_at": date(comment.createdAt),
            "updated_at": date(comment.updatedAt),
            "author_association": association(comment.author, in: repository),
            "performed_via_github_app": comment.app.map { app($0) } ?? .null,
        ]
    }

    func association(_ account: Account, in repository: Repository) -> JSON {
        let login = account.login.lowercased()
        if repository.owner === account { return "OWNER" }
        if repository.owner.members[login] != nil { return "MEMBER" }
        if repository.collaborators[login] != nil { return "COLLABORATOR" }
        return account.kind == .bot ? "CONTRIBUTOR" : "NONE"
    }
}
