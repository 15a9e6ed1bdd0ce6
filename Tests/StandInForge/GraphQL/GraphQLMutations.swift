internal import Foundation

/// What mutations do.
struct GraphQLMutations {
    let world: World
    let credential: Credential
    private var actor: Account { credential.actor(in: world) }

    /// Runs one mutation.
    func run(_ name: String, _ input: JSON) throws -> GraphQLOutcome {
        switch name {
        case "createPullRequest": return try create(input)
        case "createCommitOnBranch": return try commit(input)
        case "addComment": return try comment(input)
        default: break
        }
        let id =
            ["pullRequestId", "labelableId", "id"].lazy.compactMap { input[$0]?.text }.first ?? ""
        let pull = try pull(id)
        try change(pull, name, input)
        pull.issue.updatedAt = world.now
        return payload(pull, input)
    }

    private func payload(_ pull: PullRequest, _ input: JSON) -> GraphQLOutcome {
        var fields: [String: GraphQLOutcome] = [
            "pullRequest": .node(.pull(pull)), "actor": .person(actor),
            "clientMutationId": .text(input["clientMutationId"]?.text),
        ]
        if pull.repository.mergeQueue.contains(pull.number) {
            fields["mergeQueueEntry"] = .node(.queueEntry(pull))
        }
        return .node(.plain("PullRequestPayload", fields))
    }

    private func pull(_ id: String) throws -> PullRequest {
        guard
            case .pull(let pull) = try GraphQLFields(world: world, credential: credential).node(id)
        else {
            throw GraphQLFailure(
                type: "NOT_FOUND", "Could not resolve to a node with the global id of '\(id)'")
        }
        try allow("pull_requests", pull.repository)
        return pull
    }

    private func allow(_ permission: String, _ repository: Repository) throws {
        guard world.level(permission, in: repository, credential) >= .write else {
            throw Refusal.notAccessible(credential)
        }
        if repository.isArchived {
            throw GraphQLFailure(type: "UNPROCESSABLE", "Repository was archived so is read-only.")
        }
    }

    private func change(_ pull: PullRequest, _ name: String, _ input: JSON) throws {
        let repository = pull.repository
        switch name {
        case "updatePullRequest":
            if let title = input["title"]?.text { pull.issue.title = title }
            if let body = input["body"]?.text { pull.issue.body = body }
            if input["state"]?.text == "CLOSED" { world.close(pull.issue, by: actor) }
        case "closePullRequest": world.close(pull.issue, by: actor)
        case "reopenPullRequest": try world.reopen(pull)
        case "markPullRequestReadyForReview": pull.isDraft = false
        case "convertPullRequestToDraft": pull.isDraft = true
        case "enablePullRequestAutoMerge": try enableAutoMerge(pull, input)
        case "mergePullRequest": try merge(pull, input)
        case "disablePullRequestAutoMerge": pull.autoMerge = nil
        case "enqueuePullRequest":
            guard repository.hasMergeQueue else {
                throw GraphQLFailure(
                    type: "UNPROCESSABLE", "Merge queue is not enabled for this branch")
            }
            if !repository.mergeQueue.contains(pull.number) {
                repository.mergeQueue.append(pull.number)
            }
        case "dequeuePullRequest": repository.mergeQueue.removeAll { $0 == pull.number }
        case "requestReviews":
            let ids = input["userIds"]?.items?.compactMap(\.text) ?? []
            for account in world.accounts.values where ids.contains(account.nodeID) {
                if !pull.reviewers.contains(where: { $0 === account }) {
                    pull.reviewers.append(account)
                }
            }
        case "addLabelsToLabelable":
            let ids = input["labelIds"]?.items?.compactMap(\.text) ?? []
            for label in repository.labels.values where ids.contains("LA_\(label.id)") {
                world.add(label: label.name, to: pull.issue)
            }
        default: throw GraphQLFailure(type: "NOT_SERVED", "The stand-in has no mutation \(name)")
        }
    }

    private func merge(_ pull: PullRequest, _ input: JSON) throws {
        try allow("contents", pull.repository)
        if let expected = input["expectedHeadOid"]?.text, expected != pull.headOID {
            throw GraphQLFailure(
                type: "UNPROCESSABLE", "Head branch was modified. Review and try the merge again.")
        }
        guard pull.issue.isOpen, ["clean", "unstable"].contains(PullState(pull).name) else {
            throw GraphQLFailure(type: "UNPROCESSABLE", "Pull Request is not mergeable")
        }
        _ = try world.merge(
            pull, by: actor, method: input["mergeMethod"]?.text?.lowercased() ?? "merge",
            title: input["commitHeadline"]?.text, message: input["commitBody"]?.text)
    }

    private func enableAutoMerge(_ pull: PullRequest, _ input: JSON) throws {
        guard pull.repository.allowsAutoMerge else {
            throw GraphQLFailure(
                type: "UNPROCESSABLE", "Pull request Auto merge is not allowed for this repository")
        }
        guard pull.issue.isOpen, !pull.isDraft else {
            throw GraphQLFailure(type: "UNPROCESSABLE", "Pull request is in draft state")
        }
        // What is ready is to be merged, not to be waited for.
        guard PullState(pull).name != "clean" else {
            throw GraphQLFailure(
                type: "UNPROCESSABLE", "Pull request Pull request is in clean status")
        }
        let method = input["mergeMethod"]?.text?.lowercased() ?? "merge"
        pull.autoMerge = PullRequest.AutoMerge(by: actor, method: method)
    }

    private func create(_ input: JSON) throws -> GraphQLOutcome {
        let node = try GraphQLFields(world: world, credential: credential)
            .node(input["repositoryId"]?.text ?? "")
        guard case .repository(let repository) = node else {
            throw GraphQLFailure(type: "NOT_FOUND", "Could not resolve to a Repository")
        }
        try allow("pull_requests", repository)
        let pull = try world.open(
            in: repository, title: input["title"]?.text ?? "", body: input["body"]?.text,
            head: input["headRefName"]?.text ?? "",
            base: Self.branch(input["baseRefName"]?.text ?? ""),
            isDraft: input["draft"]?.flag ?? false, by: actor, app: credential.app)
        return payload(pull, input)
    }

    /// A branch's name, which mutations take with or without its prefix.
    private static func branch(_ name: String) -> String {
        name.hasPrefix("refs/heads/") ? String(name.dropFirst("refs/heads/".count)) : name
    }

    private func comment(_ input: JSON) throws -> GraphQLOutcome {
        let node = try GraphQLFields(world: world, credential: credential)
            .node(input["subjectId"]?.text ?? "")
        let issue: Issue
        switch node {
        case .pull(let pull): issue = pull.issue
        case .issue(let found): issue = found
        default:
            throw GraphQLFailure(type: "NOT_FOUND", "Could not resolve to an issue or pull request")
        }
        try allow("issues", issue.repository)
        let comment = world.comment(
            input["body"]?.text ?? "", on: issue, by: actor, app: credential.app)
        let edge = GraphQLNode.plain(
            "CommentEdge",
            ["node": .node(.comment(comment, issue.repository)), "cursor": .text("1")])
        return .node(
            .plain(
                "AddCommentPayload",
                [
                    "commentEdge": .node(edge),
                    "clientMutationId": .text(input["clientMutationId"]?.text),
                ]))
    }

    private func commit(_ input: JSON) throws -> GraphQLOutcome {
        let target = input["branch"] ?? [:]
        let parts = (target["repositoryNameWithOwner"]?.text ?? "").split(separator: "/").map(
            String.init)
        let branch = Self.branch(target["branchName"]?.text ?? "")
        guard parts.count == 2, let repository = world.repository(parts[0], parts[1]),
            world.canSee(repository, credential), let head = repository.git.branch(branch)
        else { throw GraphQLFailure(type: "NOT_FOUND", "A branch with that name does not exist.") }
        try allow("contents", repository)
        try world.checkPush(to: branch, of: repository, by: credential)
        let expected = input["expectedHeadOid"]?.text ?? ""
        guard head == expected else {
            throw GraphQLFailure(
                type: "STALE_DATA",
                "Expected branch to point to \"\(expected)\" but it did not.  Pull and try again.")
        }
        var files: [String: [UInt8]?] = [:]
        for addition in input["fileChanges"]?["additions"]?.items ?? [] {
            let bytes = Data(base64Encoded: addition["contents"]?.text ?? "").map { Array($0) }
            files[addition["path"]?.text ?? ""] = .some(bytes ?? [])
        }
        for deletion in input["fileChanges"]?["deletions"]?.items ?? [] {
            files.updateValue(nil, forKey: deletion["path"]?.text ?? "")
        }
        let headline = input["message"]?["headline"]?.text ?? ""
        let body = input["message"]?["body"]?.text.map { "\n\n\($0)" } ?? ""
        let oid = try repository.git.commit(
            files, on: branch, parent: head, message: headline + body, by: world.author(actor))
        world.sync(repository, by: actor.login)
        let ref = GraphQLNode.ref(repository, name: "refs/heads/\(branch)", oid: oid)
        return .node(
            .plain(
                "CreateCommitOnBranchPayload",
                [
                    "commit": .node(.commit(repository, oid: oid)), "ref": .node(ref),
                    "clientMutationId": .text(input["clientMutationId"]?.text),
                ]))
    }
}
