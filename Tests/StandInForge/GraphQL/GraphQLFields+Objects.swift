internal import Git
internal import Snapshots

extension GraphQLFields {
    func value(
        of field: String, _ repository: Repository, ref name: String, _ oid: String
    ) -> GraphQLOutcome? {
        let prefix = name.split(separator: "/").prefix(2).joined(separator: "/") + "/"
        let branch = String(name.dropFirst(prefix.count))
        switch field {
        case "id": return .text("REF_\(repository.id)_\(name)")
        case "name": return .text(branch)
        case "prefix": return .text(prefix)
        case "target": return .node(.commit(repository, oid: oid))
        case "branchProtectionRule":
            guard let rules = repository.protections[branch] else { return .null }
            return .node(
                .plain(
                    "BranchProtectionRule",
                    [
                        "id": .text("BPR_\(repository.id)"), "pattern": .text(branch),
                        "requiresApprovingReviews": .leaf(.bool(rules.approvals > 0)),
                        "requiredApprovingReviewCount": .leaf(.int(rules.approvals)),
                        "requiresStatusChecks": .leaf(.bool(!rules.requiredChecks.isEmpty)),
                        "requiresStrictStatusChecks": .leaf(.bool(rules.requiresUpToDate)),
                        "requiredStatusCheckContexts": .leaf(.strings(rules.requiredChecks)),
                    ]))
        default: return nil
        }
    }

    func object(
        _ field: String, _ node: GraphQLNode, _ arguments: [String: JSON]
    ) throws -> GraphQLOutcome? {
        switch node {
        case .commit(let repository, let oid): return try commit(field, repository, oid, arguments)
        case .tree(let repository, let oid):
            if field == "entries" {
                let entries = try repository.git.entries(of: oid)
                return .list(entries.map { .node(.treeEntry(repository, $0, folder: "")) })
            }
            return gitObject(field, repository, oid)
        case .treeEntry(let repository, let entry, let folder):
            return treeEntry(field, repository, entry, folder)
        case .blob(let repository, let oid, let bytes):
            let text = String(validating: bytes, as: UTF8.self)
            switch field {
            case "byteSize": return .leaf(.int(bytes.count))
            case "isBinary": return .leaf(.bool(text == nil || bytes.contains(0)))
            // GitHub cuts long files.
            case "isTruncated": return .leaf(.bool(bytes.count > 512_000))
            case "text": return .text(text.map { String($0.prefix(512_000)) })
            default: return gitObject(field, repository, oid)
            }
        case .rollup(let repository, let oid): return try rollup(field, repository, oid, arguments)
        case .checkRun(let run): return checkRun(field, run)
        case .status(let status): return self.status(field, status)
        default: return nil
        }
    }

    private func gitObject(_ field: String, _ repository: Repository, _ oid: String)
        -> GraphQLOutcome?
    {
        switch field {
        case "id": .text("OBJ_\(oid)")
        case "oid": .text(oid)
        case "abbreviatedOid": .text(String(oid.prefix(7)))
        case "commitUrl", "url": .text("\(world.server)/\(repository.fullName)/commit/\(oid)")
        default: nil
        }
    }

    private func commit(
        _ field: String, _ repository: Repository, _ oid: String, _ arguments: [String: JSON]
    ) throws -> GraphQLOutcome? {
        if let common = gitObject(field, repository, oid) { return common }
        if field == "statusCheckRollup" {
            let rollup = GraphQLNode.rollup(repository, oid: oid)
            return contexts(repository, oid).isEmpty ? .null : .node(rollup)
        }
        guard let commit = repository.git.commit(oid) else { return nil }
        let lines = commit.message.split(
            separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
        switch field {
        case "message": return .text(commit.message)
        case "messageHeadline": return .text(lines.first.map(String.init))
        case "messageBody":
            return .text(lines.count > 1 ? String(lines[1].drop { $0 == "\n" }) : "")
        case "committedDate": return .date(Int(commit.committer.seconds))
        case "authoredDate": return .date(Int(commit.author.seconds))
        case "tree": return .node(.tree(repository, oid: commit.tree.description))
        case "author": return .node(person(commit.author))
        case "committer": return .node(person(commit.committer))
        case "file":
            let path = arguments["path"]?.text ?? ""
            let entries = (try? repository.git.entries(of: oid, isRecursive: true)) ?? []
            let found = entries.first { $0.path == path }
            return .node(found.map { .treeEntry(repository, $0, folder: "") })
        case "parents":
            let parents = commit.parents.map { GraphQLNode.commit(repository, oid: $0.description) }
            return try connection("Commit", parents, arguments, field)
        case "history":
            let oids = repository.git.log(oid, path: arguments["path"]?.text)
            return try connection(
                "Commit", oids.map { .commit(repository, oid: $0) }, arguments, field)
        default: return nil
        }
    }

    private func person(_ signature: Signature) -> GraphQLNode {
        .plain(
            "GitActor",
            [
                "name": .text(signature.name), "email": .text(signature.email),
                "date": .date(Int(signature.seconds)),
                "user": .person(Presenter(world: world).account(signature.email)),
            ])
    }

    private func treeEntry(
        _ field: String, _ repository: Repository, _ entry: GitStore.TreeEntry, _ folder: String
    ) -> GraphQLOutcome? {
        switch field {
        case "name": return .text(entry.path.split(separator: "/").last.map(String.init))
        case "path": return .text(folder + entry.path)
        case "mode": return .leaf(.int(Int(entry.mode, radix: 8) ?? 0))
        case "type": return .text(entry.type)
        case "oid": return .text(entry.oid)
        case "size": return .leaf(.int(entry.size ?? 0))
        case "object":
            switch entry.type {
            case "tree": return .node(.tree(repository, oid: entry.oid))
            case "blob":
                let output = try? Tool.run(
                    "git", ["cat-file", "blob", entry.oid], in: repository.git.path)
                return .node(.blob(repository, oid: entry.oid, bytes: output?.bytes ?? []))
            default: return .null
            }
        default: return nil
        }
    }

    private func contexts(_ repository: Repository, _ oid: String) -> [GraphQLNode] {
        let runs = repository.checkRuns.filter { $0.suite.head == oid }.map {
            GraphQLNode.checkRun($0)
        }
        return runs + repository.latestStatuses(of: oid).map { .status($0) }
    }

    private func rollup(
        _ field: String, _ repository: Repository, _ oid: String, _ arguments: [String: JSON]
    ) throws -> GraphQLOutcome? {
        switch field {
        case "id": return .text("SCR_\(oid)")
        case "contexts":
            return try connection(
                "StatusCheckRollupContext", contexts(repository, oid), arguments, field)
        case "state":
            let runs = repository.checkRuns.filter { $0.suite.head == oid }
            let statuses = repository.latestStatuses(of: oid)
            let hasFailed =
                runs.contains {
                    ["failure", "timed_out", "cancelled"].contains($0.conclusion ?? "")
                }
                || statuses.contains { ["failure", "error"].contains($0.state) }
            let waits =
                runs.contains { $0.conclusion == nil }
                || statuses.contains { $0.state == "pending" }
            return .text(hasFailed ? "FAILURE" : waits ? "PENDING" : "SUCCESS")
        default: return nil
        }
    }

    private func checkRun(_ field: String, _ run: CheckRun) -> GraphQLOutcome? {
        switch field {
        case "id": return .text("CR_\(run.id)")
        case "databaseId": return .leaf(.int(run.id))
        case "name": return .text(run.name)
        case "status": return .text(run.status.uppercased())
        case "conclusion": return .text(run.conclusion?.uppercased())
        case "detailsUrl": return .text(run.detailsURL)
        case "startedAt": return .text(run.startedAt)
        case "completedAt": return .text(run.completedAt)
        case "title": return .text(run.title)
        case "summary": return .text(run.summary)
        case "checkSuite":
            let app = GraphQLNode.plain(
                "App",
                [
                    "id": .text("A_\(run.suite.app.id)"), "slug": .text(run.suite.app.slug),
                    "name": .text(run.suite.app.slug), "databaseId": .leaf(.int(run.suite.app.id)),
                ])
            return .node(
                .plain("CheckSuite", ["id": .text("CS_\(run.suite.id)"), "app": .node(app)]))
        default: return nil
        }
    }

    private func status(_ field: String, _ status: CommitStatus) -> GraphQLOutcome? {
        switch field {
        case "id": .text("SC_\(status.id)")
        case "context": .text(status.context)
        case "state": .text(status.state.uppercased())
        case "targetUrl": .text(status.targetURL)
        case "description": .text(status.description)
        case "createdAt": .date(status.createdAt)
        default: nil
        }
    }
}
