extension Presenter {
    /// The body of a delivery.
    func payload(of event: World.Event, _ installation: Installation?) -> JSON {
        var members = event.members
        members["action"] = event.action.map { .string($0) }
        members["sender"] = user(event.actor)
        if let repository = event.repository {
            members["repository"] = self.repository(repository)
            if repository.owner.kind == .organization {
                members["organization"] = user(repository.owner)
            }
        }
        if let installation {
            // Events of an installation show all of it, others only which one it is.
            members["installation"] =
                event.installation == nil
                ? ["id": .int(installation.id), "node_id": .string("I_\(installation.id)")]
                : self.installation(installation)
        }
        return .object(members)
    }

    /// What is particular to a push; nil objects are those before a branch was made and after it was deleted.
    func push(
        _ reference: String, from old: String?, to new: String?, of repository: Repository
    ) -> [String: JSON] {
        let zeros = String(repeating: "0", count: 40)
        let git = repository.git
        var isForced = false
        var commits: [String] = []
        if let new {
            commits = git.commits(from: old ?? "\(new)^", to: new)
            if let old { isForced = git.distance(old, new).behind > 0 }
        }
        let shown = commits.suffix(20).map { commit($0, reference, in: repository) }
        let page = "\(server)/\(repository.fullName)"
        return [
            "ref": .string(reference), "before": .string(old ?? zeros),
            "after": .string(new ?? zeros), "created": .bool(old == nil),
            "deleted": .bool(new == nil), "forced": .bool(isForced), "base_ref": .null,
            "compare": .string(
                "\(page)/compare/\((old ?? zeros).prefix(12))...\((new ?? zeros).prefix(12))"),
            "commits": .array(shown),
            "head_commit": new.map { commit($0, reference, in: repository) } ?? .null,
            "pusher": ["name": .string(repository.owner.login), "email": .null],
        ]
    }

    private func commit(_ oid: String, _ reference: String, in repository: Repository) -> JSON {
        let known = self.commit(oid, in: repository)
        let commit = known["commit"]
        return [
            "id": .string(oid), "tree_id": commit?["tree"]?["sha"] ?? .null, "distinct": true,
            "message": commit?["message"] ?? "", "timestamp": commit?["author"]?["date"] ?? .null,
            "url": .string("\(server)/\(repository.fullName)/commit/\(oid)"),
            "author": commit?["author"] ?? .null, "committer": commit?["committer"] ?? .null,
        ]
    }
}
