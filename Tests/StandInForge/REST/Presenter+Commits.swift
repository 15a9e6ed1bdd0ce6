internal import Git
internal import Snapshots

extension Presenter {
    /// A commit as the list of commits shows it; null when there is none.
    func commit(_ oid: String, in repository: Repository) -> JSON {
        guard let commit = repository.git.commit(oid) else { return .null }
        let url = "\(api)/repos/\(repository.fullName)"
        return [
            "url": .string("\(url)/commits/\(oid)"), "sha": .string(oid),
            "node_id": .string("C_\(oid)"),
            "html_url": .string("\(server)/\(repository.fullName)/commit/\(oid)"),
            "comments_url": .string("\(url)/commits/\(oid)/comments"),
            "author": user(account(commit.author.email)),
            "committer": user(account(commit.committer.email)),
            "commit": [
                "url": .string("\(url)/git/commits/\(oid)"), "author": person(commit.author),
                "committer": person(commit.committer), "message": .string(commit.message),
                "comment_count": 0, "tree": tree(commit.tree.description, in: repository),
                "verification": Self.unsigned,
            ],
            "parents": .array(commit.parents.map { parent($0.description, in: repository) }),
        ]
    }

    /// A commit as the git database shows it.
    func gitCommit(_ commit: CommitMetadata, in repository: Repository) -> JSON {
        let oid = commit.id.description
        return [
            "sha": .string(oid), "node_id": .string("C_\(oid)"),
            "url": .string("\(api)/repos/\(repository.fullName)/git/commits/\(oid)"),
            "html_url": .string("\(server)/\(repository.fullName)/commit/\(oid)"),
            "author": person(commit.author), "committer": person(commit.committer),
            "message": .string(commit.message),
            "tree": tree(commit.tree.description, in: repository),
            "parents": .array(commit.parents.map { parent($0.description, in: repository) }),
            "verification": Self.unsigned,
        ]
    }

    static let unsigned: JSON = [
        "verified": false, "reason": "unsigned", "signature": .null, "payload": .null,
        "verified_at": .null,
    ]

    func person(_ signature: Signature) -> JSON {
        [
            "name": .string(signature.name), "email": .string(signature.email),
            "date": .string(World.date(Int(signature.seconds))),
        ]
    }

    private func tree(_ oid: String, in repository: Repository) -> JSON {
        [
            "sha": .string(oid),
            "url": .string("\(api)/repos/\(repository.fullName)/git/trees/\(oid)"),
        ]
    }

    private func parent(_ oid: String, in repository: Repository) -> JSON {
        [
            "sha": .string(oid),
            "url": .string("\(api)/repos/\(repository.fullName)/commits/\(oid)"),
            "html_url": .string("\(server)/\(repository.fullName)/commit/\(oid)"),
        ]
    }

    /// The account that an address of GitHub's `noreply` host names.
    func account(_ email: String) -> Account? {
        guard email.hasSuffix("@users.noreply.github.com") else { return nil }
        let local = email.prefix { $0 != "@" }
        return world.account(String(local.split(separator: "+").last ?? local))
    }

    /// A changed file of a pull request or a comparison.
    func change(_ change: GitStore.Change, in repository: Repository, at commit: String) -> JSON {
        let status: JSON =
            switch change.letter {
            case "A": "added"
            case "D": "removed"
            case "T": "changed"
            default: "modified"
            }
        let page = "\(server)/\(repository.fullName)"
        let path = change.path.split(separator: "/").map { String($0).percentEncoded }.joined(
            separator: "/")
        return [
            "sha": .string(change.blob), "filename": .string(change.path), "status": status,
            "additions": .int(change.additions), "deletions": .int(change.deletions),
            "changes": .int(change.additions + change.deletions),
            "blob_url": .string("\(page)/blob/\(commit)/\(path)"),
            "raw_url": .string("\(page)/raw/\(commit)/\(path)"),
            "contents_url": .string(
                "\(api)/repos/\(repository.fullName)/contents/\(path)?ref=\(commit)"),
        ]
    }
}
