extension GraphQLFields {
    func value(
        of field: String, in pull: PullRequest, _ arguments: [String: JSON]
    ) throws -> GraphQLOutcome? {
        let (issue, repository) = (pull.issue, pull.repository)
        switch field {
        case "id": return .text(pull.nodeID)
        case "databaseId": return .leaf(.int(pull.id))
        case "fullDatabaseId": return .text("\(pull.id)")
        case "state": return .text(Self.state(of: pull))
        case "url": return .text("\(world.server)/\(repository.fullName)/pull/\(pull.number)")
        case "isDraft": return .leaf(.bool(pull.isDraft))
        case "merged": return .leaf(.bool(pull.mergedAt != nil))
        case "mergedAt": return .date(pull.mergedAt)
        case "mergedBy": return .person(pull.mergedBy)
        case "mergeCommit": return .node(pull.mergeCommit.map { .commit(repository, oid: $0) })
        case "potentialMergeCommit", "milestone": return .null
        case "baseRefName": return .text(pull.baseBranch)
        case "headRefName": return .text(pull.headBranch)
        case "baseRefOid": return .text(pull.baseOID)
        case "headRefOid": return .text(pull.headOID)
        case "baseRef": return reference(pull.baseBranch, repository)
        case "headRef": return reference(pull.headBranch, pull.headRepository)
        case "headRepository": return .node(pull.headRepository.map { .repository($0) })
        case "headRepositoryOwner": return .person(world.account(pull.headOwner))
        case "repository", "baseRepository": return .node(.repository(repository))
        case "isCrossRepository": return .leaf(.bool(pull.headRepository !== repository))
        case "maintainerCanModify": return .leaf(.bool(pull.mayMaintainerModify))
        case "autoMergeRequest": return autoMerge(pull)
        case "isInMergeQueue": return .leaf(.bool(repository.mergeQueue.contains(pull.number)))
        case "isMergeQueueEnabled": return .leaf(.bool(repository.hasMergeQueue))
        case "mergeQueueEntry":
            return repository.mergeQueue.contains(pull.number) ? .node(.queueEntry(pull)) : .null
        case "statusCheckRollup":
            return try object(field, .commit(repository, oid: pull.headOID), arguments)
        case "reactionGroups": return .list([])
        default:
            return try computed(field, pull) ?? lists(field, pull, arguments)
                ?? value(of: field, in: issue, arguments)
        }
    }

    private func reference(_ branch: String, _ repository: Repository?) -> GraphQLOutcome {
        guard let repository, let oid = repository.git.branch(branch) else { return .null }
        return .node(.ref(repository, name: "refs/heads/\(branch)", oid: oid))
    }

    private func autoMerge(_ pull: PullRequest) -> GraphQLOutcome {
        guard let request = pull.autoMerge else { return .null }
        return .node(
            .plain(
                "AutoMergeRequest",
                [
                    "enabledBy": .person(request.by), "enabledAt": .date(pull.issue.updatedAt),
                    "mergeMethod": .text(request.method.uppercased()),
                ]))
    }

    private func computed(_ field: String, _ pull: PullRequest) -> GraphQLOutcome? {
        switch field {
        case "mergeable":
            let state = PullState(pull).isMergeable
            return .text(state.map { $0 ? "MERGEABLE" : "CONFLICTING" } ?? "UNKNOWN")
        case "mergeStateStatus": return .text(PullState(pull).name.uppercased())
        case "additions", "deletions", "changedFiles":
            let size = pull.repository.git.size(from: pull.baseOID, to: pull.headOID)
            return .leaf(
                .int(
                    field == "additions"
                        ? size.additions : field == "deletions" ? size.deletions : size.files))
        case "reviewDecision":
            let needed = pull.repository.protections[pull.baseBranch]?.approvals ?? 0
            let states = Dictionary(pull.reviews.map { ($0.author.id, $0.state) }) { $1 }.values
            if states.contains("CHANGES_REQUESTED") { return .text("CHANGES_REQUESTED") }
            let approvals = states.count { $0 == "APPROVED" }
            if needed == 0 { return approvals > 0 ? .text("APPROVED") : .null }
            return .text(approvals >= needed ? "APPROVED" : "REVIEW_REQUIRED")
        default: return nil
        }
    }

    private func lists(
        _ field: String, _ pull: PullRequest, _ arguments: [String: JSON]
    ) throws -> GraphQLOutcome? {
        let repository = pull.repository
        switch field {
        case "reviews", "latestReviews":
            let states = arguments["states"]?.items?.compactMap(\.text)
            let reviews = pull.reviews.filter { states?.contains($0.state) ?? true }
            return try connection(
                "PullRequestReview", reviews.map { .review($0, pull) }, arguments, field)
        case "reviewRequests":
            let people =
                pull.reviewers.map { GraphQLNode.account($0) }
                + pull.teamReviewers.map { .team($0) }
            let requests = people.map {
                GraphQLNode.plain(
                    "ReviewRequest", ["id": .text("RR_\(pull.id)"), "requestedReviewer": .node($0)])
            }
            return try connection("ReviewRequest", requests, arguments, field)
        case "commits":
            let oids = repository.git.commits(from: pull.baseOID, to: pull.headOID)
            let commits = oids.map { oid in
                GraphQLNode.plain(
                    "PullRequestCommit",
                    [
                        "id": .text("PRC_\(oid)"), "commit": .node(.commit(repository, oid: oid)),
                        "url": .text(
                            "\(world.server)/\(repository.fullName)/pull/\(pull.number)/commits/\(oid)"
                        ),
                    ])
            }
            return try connection("PullRequestCommit", commits, arguments, field)
        case "projectCards": return try connection("ProjectCard", [], arguments, field)
        default: return nil
        }
    }

    func value(
        of field: String, in issue: Issue, _ arguments: [String: JSON]
    ) throws -> GraphQLOutcome? {
        let repository = issue.repository
        switch field {
        case "id": return .text("I_\(issue.id)")
        case "databaseId": return .leaf(.int(issue.id))
        case "number": return .leaf(.int(issue.number))
        case "title": return .text(issue.title)
        case "body": return .text(issue.body ?? "")
        case "state": return .text(issue.isOpen ? "OPEN" : "CLOSED")
        case "url": return .text("\(world.server)/\(repository.fullName)/issues/\(issue.number)")
        case "author": return .person(issue.author)
        case "createdAt": return .date(issue.createdAt)
        case "updatedAt": return .date(issue.updatedAt)
        case "closedAt": return .date(issue.closedAt)
        case "closed": return .leaf(.bool(!issue.isOpen))
        case "locked": return .leaf(.bool(issue.isLocked))
        case "labels":
            let labels = issue.labels.compactMap { repository.labels[$0] }
            return try connection("Label", labels.map { .label($0, repository) }, arguments, field)
        case "assignees":
            return try connection("User", issue.assignees.map { .account($0) }, arguments, field)
        case "comments":
            let comments = issue.comments.compactMap { repository.comments[$0] }
            return try connection(
                "IssueComment", comments.map { .comment($0, repository) }, arguments, field)
        default: return nil
        }
    }

    func value(of field: String, in comment: Comment, _ repository: Repository) -> GraphQLOutcome? {
        let picture = Presenter(world: world).comment(comment, in: repository)
        switch field {
        case "id": return .text("IC_\(comment.id)")
        case "databaseId": return .leaf(.int(comment.id))
        case "body": return .text(comment.body)
        case "author": return .person(comment.author)
        case "authorAssociation": return .leaf(picture["author_association"] ?? .null)
        case "createdAt": return .date(comment.createdAt)
        case "updatedAt": return .date(comment.updatedAt)
        case "url": return .leaf(picture["html_url"] ?? .null)
        case "includesCreatedEdit": return .leaf(.bool(comment.updatedAt > comment.createdAt))
        case "isMinimized": return .leaf(false)
        case "minimizedReason": return .null
        case "reactionGroups": return .list([])
        case "viewerDidAuthor": return .leaf(.bool(comment.author === credential.actor(in: world)))
        default: return nil
        }
    }

    func value(of field: String, in review: Review, of pull: PullRequest) -> GraphQLOutcome? {
        switch field {
        case "id": return .text("PRR_\(review.id)")
        case "databaseId": return .leaf(.int(review.id))
        case "author": return .person(review.author)
        case "body": return .text(review.body)
        case "state": return .text(review.state)
        case "submittedAt": return .date(review.submittedAt)
        case "commit": return .node(.commit(pull.repository, oid: review.commit))
        case "authorAssociation":
            return .leaf(Presenter(world: world).association(review.author, in: pull.repository))
        case "url":
            return .text(
                "\(world.server)/\(pull.repository.fullName)/pull/\(pull.number)#pullrequestreview-\(review.id)"
            )
        case "includesCreatedEdit": return .leaf(false)
        case "reactionGroups": return .list([])
        default: return nil
        }
    }

    func value(of field: String, in label: Label, _ repository: Repository) -> GraphQLOutcome? {
        switch field {
        case "id": .text("LA_\(label.id)")
        case "name": .text(label.name)
        case "color": .text(label.color)
        case "description": .text(label.description)
        case "url":
            .text("\(world.server)/\(repository.fullName)/labels/\(label.name.percentEncoded)")
        default: nil
        }
    }

    func queue(
        _ field: String, _ repository: Repository, _ arguments: [String: JSON]
    ) throws -> GraphQLOutcome? {
        switch field {
        case "id": return .text("MQ_\(repository.id)")
        case "url":
            return .text("\(world.server)/\(repository.fullName)/queue/\(repository.defaultBranch)")
        case "entries":
            let pulls = repository.mergeQueue.compactMap { repository.issues[$0]?.pull }
            return try connection(
                "MergeQueueEntry", pulls.map { .queueEntry($0) }, arguments, field)
        default: return nil
        }
    }

    func entry(_ field: String, _ pull: PullRequest) -> GraphQLOutcome? {
        let position = pull.repository.mergeQueue.firstIndex(of: pull.number) ?? 0
        switch field {
        case "id": return .text("MQE_\(pull.id)")
        case "position": return .leaf(.int(position + 1))
        case "state": return .text("QUEUED")
        case "pullRequest": return .node(.pull(pull))
        case "enqueuedAt": return .date(pull.issue.updatedAt)
        default: return nil
        }
    }
}
