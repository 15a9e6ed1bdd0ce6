internal import Git
internal import Snapshots

extension GraphQLFields {
    func value(
        of field: String, in repository: Repository, _ arguments: [String: JSON]
    ) throws -> GraphQLOutcome? {
        switch field {
        case "id": return .text(repository.nodeID)
        case "databaseId": return .leaf(.int(repository.id))
        case "name": return .text(repository.name)
        case "nameWithOwner": return .text(repository.fullName)
        case "url": return .text("\(world.server)/\(repository.fullName)")
        case "owner": return .node(.account(repository.owner))
        case "isPrivate": return .leaf(.bool(repository.isPrivate))
        case "isArchived": return .leaf(.bool(repository.isArchived))
        case "isDisabled", "isLocked": return .leaf(.bool(repository.block != nil))
        case "isEmpty": return .leaf(.bool(repository.git.branches.isEmpty))
        case "isFork": return .leaf(.bool(repository.isFork))
        case "isTemplate": return .leaf(false)
        case "visibility": return .text(repository.isPrivate ? "PRIVATE" : "PUBLIC")
        case "pushedAt", "updatedAt": return .date(repository.pushedAt)
        case "createdAt": return .date(repository.createdAt)
        case "diskUsage": return .leaf(1)
        case "description", "parent": return .null
        case "hasIssuesEnabled": return .leaf(.bool(repository.hasIssues))
        case "hasWikiEnabled", "hasProjectsEnabled", "mergeCommitAllowed", "squashMergeAllowed",
            "rebaseMergeAllowed":
            return .leaf(true)
        case "autoMergeAllowed": return .leaf(.bool(repository.allowsAutoMerge))
        case "deleteBranchOnMerge": return .leaf(.bool(repository.deletesBranchOnMerge))
        case "viewerDefaultMergeMethod": return .text("MERGE")
        case "viewerPermission":
            let role = Presenter(world: world).role(credential, in: repository)
            return .text(role.name.uppercased())
        case "primaryLanguage":
            return .node(repository.language.map { .plain("Language", ["name": .text($0)]) })
        default: return try contents(field, repository, arguments)
        }
    }

    private func contents(
        _ field: String, _ repository: Repository, _ arguments: [String: JSON]
    ) throws -> GraphQLOutcome? {
        let git = repository.git
        switch field {
        case "defaultBranchRef":
            return .node(ref("refs/heads/\(repository.defaultBranch)", repository))
        case "ref":
            let name = arguments["qualifiedName"]?.text ?? ""
            return .node(ref(name, repository) ?? ref("refs/heads/\(name)", repository))
        case "refs":
            let prefix = arguments["refPrefix"]?.text ?? ""
            let names = git.references.keys.filter { $0.hasPrefix(prefix) }.sorted()
            return try connection("Ref", names.compactMap { ref($0, repository) }, arguments, field)
        case "object":
            guard world.level("contents", in: repository, credential) >= .read else {
                throw Refusal.notAccessible(credential)
            }
            return .node(object(arguments, repository))
        case "mergeQueue": return repository.hasMergeQueue ? .node(.queue(repository)) : .null
        case "repositoryTopics":
            let topics = repository.topics.map { topic in
                GraphQLNode.plain(
                    "RepositoryTopic", ["topic": .node(.plain("Topic", ["name": .text(topic)]))])
            }
            return try connection("RepositoryTopic", topics, arguments, field)
        default: return try discussions(field, repository, arguments)
        }
    }

    private func ref(_ name: String, _ repository: Repository) -> GraphQLNode? {
        repository.git.references[name].map { .ref(repository, name: name, oid: $0) }
    }

    /// What `object(expression:)` or `object(oid:)` names: a commit, or a file or folder of one.
    private func object(_ arguments: [String: JSON], _ repository: Repository) -> GraphQLNode? {
        let git = repository.git
        if let oid = arguments["oid"]?.text {
            return git.commit(oid).map { _ in .commit(repository, oid: oid) }
        }
        let parts = (arguments["expression"]?.text ?? "").split(
            separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard let start = parts.first else { return nil }
        let name = start == "HEAD" ? repository.defaultBranch : String(start)
        guard let commit = git.resolve(name) else { return nil }
        guard parts.count == 2 else { return .commit(repository, oid: commit) }
        let path = String(parts[1])
        if let file = git.file(path, of: commit) {
            return .blob(repository, oid: file.oid, bytes: file.bytes)
        }
        guard git.hasFolder(path, in: commit),
            let tree = try? git.git(["rev-parse", "\(commit):\(path)"])
        else { return nil }
        return .tree(repository, oid: tree)
    }

    private func discussions(
        _ field: String, _ repository: Repository, _ arguments: [String: JSON]
    ) throws -> GraphQLOutcome? {
        let number = arguments["number"]?.number ?? 0
        let issue = repository.issues[number]
        switch field {
        case "pullRequest", "issue", "issueOrPullRequest":
            if let pull = issue?.pull, field != "issue" { return .node(.pull(pull)) }
            if let issue, issue.pull == nil, field != "pullRequest" { return .node(.issue(issue)) }
            let words = field == "pullRequest" ? "a PullRequest" : "an issue or pull request"
            throw GraphQLFailure(
                type: "NOT_FOUND", "Could not resolve to \(words) with the number of \(number).")
        case "pullRequests":
            return try connection("PullRequest", pulls(repository, arguments), arguments, field)
        case "issues":
            let states = arguments["states"]?.items?.compactMap(\.text) ?? ["OPEN", "CLOSED"]
            let issues = repository.issues.values
                .filter { $0.pull == nil && states.contains($0.isOpen ? "OPEN" : "CLOSED") }
                .sorted { $0.number < $1.number }
            return try connection("Issue", issues.map { .issue($0) }, arguments, field)
        case "label":
            let label = repository.labels[(arguments["name"]?.text ?? "").lowercased()]
            return .node(label.map { .label($0, repository) })
        case "labels":
            let labels = repository.labels.sorted { $0.key < $1.key }
            return try connection(
                "Label", labels.map { .label($0.value, repository) }, arguments, field)
        default: return nil
        }
    }

    private func pulls(_ repository: Repository, _ arguments: [String: JSON]) -> [GraphQLNode] {
        let states =
            arguments["states"]?.items?.compactMap(\.text) ?? arguments["states"]?.text.map { [$0] }
        let found = repository.pulls.filter { pull in
            if pull.hiddenLists > 0 {
                pull.hiddenLists -= 1
                return false
            }
            return (states?.contains(Self.state(of: pull)) ?? true)
                && (arguments["headRefName"]?.text.map { $0 == pull.headBranch } ?? true)
                && (arguments["baseRefName"]?.text.map { $0 == pull.baseBranch } ?? true)
        }
        let isDescending = arguments["orderBy"]?["direction"]?.text == "DESC"
        return (isDescending ? found.reversed() : found).map { .pull($0) }
    }

    /// `OPEN`, `CLOSED` or `MERGED`.
    static func state(of pull: PullRequest) -> String {
        pull.mergedAt != nil ? "MERGED" : pull.issue.isOpen ? "OPEN" : "CLOSED"
    }

    func value(
        of field: String, in account: Account, _ arguments: [String: JSON]
    ) throws -> GraphQLOutcome? {
        switch field {
        case "id": return .text(account.nodeID)
        case "databaseId": return .leaf(.int(account.id))
        // GraphQL shows a bot's login without its mark.
        case "login": return .text(account.login.replacing("[bot]", with: ""))
        case "name": return .text(account.name)
        case "url": return .text("\(world.server)/\(account.login.percentEncoded)")
        case "resourcePath": return .text("/\(account.login.percentEncoded)")
        case "avatarUrl": return .text("\(world.server)/avatars/\(account.id)")
        case "repositories": return try repositories(of: account, arguments)
        case "repository":
            let name = arguments["name"]?.text ?? ""
            let found = world.repository(everNamed: account.login, name)
            return .node(found.flatMap { world.canSee($0, credential) ? .repository($0) : nil })
        case "teams":
            let teams = account.teams.values.sorted { $0.slug < $1.slug }
            return try connection("Team", teams.map { .team($0) }, arguments, field)
        default: return nil
        }
    }

    private func repositories(
        of account: Account, _ arguments: [String: JSON]
    ) throws -> GraphQLOutcome {
        var found = world.present.filter { repository in
            repository.owner === account && world.canSee(repository, credential)
                && (arguments["privacy"]?.text.map { ($0 == "PRIVATE") == repository.isPrivate }
                    ?? true)
                && (arguments["isArchived"]?.flag.map { $0 == repository.isArchived } ?? true)
                && (arguments["isFork"]?.flag.map { $0 == repository.isFork } ?? true)
        }
        switch arguments["orderBy"]?["field"]?.text {
        case "NAME": found.sort { $0.name.lowercased() < $1.name.lowercased() }
        case "PUSHED_AT", "UPDATED_AT": found.sort { ($0.pushedAt, $0.id) < ($1.pushedAt, $1.id) }
        default: break
        }
        if arguments["orderBy"]?["direction"]?.text == "DESC" { found.reverse() }
        return try connection(
            "Repository", found.map { .repository($0) }, arguments, "repositories")
    }

    func value(of field: String, in team: Team) -> GraphQLOutcome? {
        switch field {
        case "id": .text("T_\(team.id)")
        case "databaseId": .leaf(.int(team.id))
        case "slug", "name": .text(team.slug)
        default: nil
        }
    }
}

extension GitStore {
    /// Whether a commit has a folder.
    func hasFolder(_ path: String, in commit: String) -> Bool {
        path.isEmpty
            || files(of: commit)?.entries.contains { $0.path.description.hasPrefix("\(path)/") }
                == true
    }
}
