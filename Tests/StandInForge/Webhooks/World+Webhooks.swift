internal import Foundation

extension World {
    /// An event that an App is to be told of.
    struct Event {
        let name: String
        var action: String?
        let actor: Account
        var repository: Repository?
        var installation: Installation?
        var members: [String: JSON] = [:]
    }

    /// Notes what changed since the last time, as deliveries that are still to be sent.
    ///
    /// Events are told by comparing pictures of before and after, so that no way to change something can forget to tell.
    /// `actor` did what nothing else tells the author of.
    func noticeChanges(by actor: Account) {
        for hook in webhooks {
            for repository in repositories.values.sorted(by: { $0.id < $1.id }) {
                let now = RepositoryPicture(repository)
                let events = changes(
                    from: hook.pictures[repository.id], to: now, of: repository, by: actor)
                hook.pictures[repository.id] = now
                for event in events { deliver(event, to: hook) }
            }
            for installation in installations.values.sorted(by: { $0.id < $1.id })
            where installation.app === hook.app {
                let now = InstallationPicture(installation, in: self)
                let before = hook.installations[installation.id]
                hook.installations[installation.id] = now
                for event in changes(from: before, to: now, of: installation, by: actor) {
                    deliver(event, to: hook)
                }
            }
        }
    }

    /// Writes a delivery, unless the event happened where the App is not installed.
    func deliver(_ event: Event, to hook: Webhook) {
        let installation =
            event.installation
            ?? event.repository.flatMap { repository in
                installations.values.first {
                    $0.app === hook.app && !$0.isDeleted && $0.suspendedAt == nil
                        && $0.reaches(repository)
                }
            }
        guard installation != nil || event.name == "ping" else { return }
        let payload = Presenter(world: self).payload(of: event, installation)
        add(
            Delivery(
                id: nextID(), guid: UUID().uuidString.lowercased(), app: hook.app.id,
                event: event.name, action: event.action, deliveredAt: now, statusCode: nil,
                installation: installation?.id, repository: event.repository?.id,
                payload: payload.serialized))
    }

    /// Adds a delivery, to be sent when it has no answer yet.
    func add(_ delivery: Delivery) {
        deliveries.append(delivery)
        if delivery.statusCode == nil { unsentDeliveries.append(delivery.id) }
    }

    // MARK: Repositories

    private func changes(
        from before: RepositoryPicture?, to now: RepositoryPicture, of repository: Repository,
        by actor: Account
    ) -> [Event] {
        guard let before else {
            return [
                Event(name: "repository", action: "created", actor: actor, repository: repository)
            ]
        }
        guard !before.isDeleted else { return [] }
        return pushes(since: before, of: repository)
            + settings(from: before, to: now, of: repository, by: actor)
            + repository.pulls.flatMap {
                pullEvents(of: $0, from: before.pulls[$0.number], by: actor)
            }
            + comments(since: before, of: repository)
    }

    private func settings(
        from before: RepositoryPicture, to now: RepositoryPicture, of repository: Repository,
        by actor: Account
    ) -> [Event] {
        func event(_ action: String, _ changes: JSON? = nil) -> Event {
            Event(
                name: "repository", action: action, actor: actor, repository: repository,
                members: changes.map { ["changes": $0] } ?? [:])
        }
        var events: [Event] = []
        let (old, new) = (before.fullName.split(separator: "/"), now.fullName.split(separator: "/"))
        if old[0] != new[0] {
            let owner = account(String(old[0]))
            let from: JSON = ["organization": Presenter(world: self).user(owner)]
            events.append(event("transferred", ["owner": ["from": from]]))
        } else if old[1] != new[1] {
            events.append(
                event("renamed", ["repository": ["name": ["from": .string(String(old[1]))]]]))
        }
        if before.isArchived != now.isArchived {
            events.append(event(now.isArchived ? "archived" : "unarchived"))
        }
        if before.isPrivate != now.isPrivate {
            events.append(event(now.isPrivate ? "privatized" : "publicized"))
        }
        if before.defaultBranch != now.defaultBranch {
            let from: JSON = ["from": .string(before.defaultBranch)]
            events.append(event("edited", ["default_branch": from]))
        }
        if now.isDeleted { events.append(event("deleted")) }
        return events
    }

    private func pushes(since before: RepositoryPicture, of repository: Repository) -> [Event] {
        var references = before.references
        var events: [Event] = []
        for move in repository.git.history.dropFirst(before.moves) {
            let old = references[move.name]
            references[move.name] = move.oid
            guard move.name.hasPrefix("refs/heads/") || move.name.hasPrefix("refs/tags/"),
                move.actor != "seed"
            else { continue }
            events.append(
                Event(
                    name: "push", actor: account(move.actor, .user), repository: repository,
                    members: Presenter(world: self).push(
                        move.name, from: old, to: move.oid, of: repository)))
        }
        return events
    }

    private func comments(since before: RepositoryPicture, of repository: Repository) -> [Event] {
        let presenter = Presenter(world: self)
        return repository.comments.values.filter { !before.comments.contains($0.id) }
            .sorted { $0.id < $1.id }
            .compactMap { comment in
                guard let issue = repository.issues[comment.number] else { return nil }
                return Event(
                    name: "issue_comment", action: "created", actor: comment.author,
                    repository: repository,
                    members: [
                        "issue": presenter.issue(issue),
                        "comment": presenter.comment(comment, in: repository),
                    ])
            }
    }

    // MARK: Pull requests

    private func pullEvents(
        of pull: PullRequest, from before: PullPicture?, by actor: Account
    ) -> [Event] {
        func event(_ action: String, by other: Account? = nil, _ more: [String: JSON] = [:])
            -> Event
        {
            let picture = Presenter(world: self).fullPull(pull)
            let members: [String: JSON] = ["number": .int(pull.number), "pull_request": picture]
            return Event(
                name: "pull_request", action: action, actor: other ?? actor,
                repository: pull.repository, members: members.merging(more) { $1 })
        }
        let now = PullPicture(pull)
        guard let before else { return [event("opened", by: pull.issue.author)] }
        var events: [Event] = []
        if before.head != now.head, now.isOpen {
            let mover = pull.headRepository?.git.history.last {
                $0.name == "refs/heads/\(pull.headBranch)"
            }?.actor
            events.append(event("synchronize", by: mover.map { account($0, .user) }))
        }
        if before.title != now.title || before.body != now.body || before.base != now.base {
            events.append(event("edited", ["changes": edits(from: before, to: now)]))
        }
        if before.isDraft != now.isDraft {
            events.append(event(now.isDraft ? "converted_to_draft" : "ready_for_review"))
        }
        let presenter = Presenter(world: self)
        for (action, names) in [
            ("labeled", now.labels.filter { !before.labels.contains($0) }),
            ("unlabeled", before.labels.filter { !now.labels.contains($0) }),
        ] {
            for name in names {
                let label = pull.repository.labels[name].map {
                    presenter.label($0, in: pull.repository)
                }
                events.append(event(action, ["label": label ?? ["name": .string(name)]]))
            }
        }
        if before.isOpen != now.isOpen {
            let closer = pull.mergedBy ?? pull.issue.closedBy
            events.append(now.isOpen ? event("reopened") : event("closed", by: closer))
        }
        for review in pull.reviews.dropFirst(before.reviews) {
            events.append(self.review(review, of: pull))
        }
        return events
    }

    private func edits(from before: PullPicture, to now: PullPicture) -> JSON {
        var changes: [String: JSON] = [:]
        if before.title != now.title { changes["title"] = ["from": .string(before.title)] }
        if before.body != now.body { changes["body"] = ["from": .optional(before.body)] }
        if before.base != now.base {
            changes["base"] = ["ref": ["from": .string(before.base)]]
        }
        return .object(changes)
    }

    private func review(_ review: Review, of pull: PullRequest) -> Event {
        let presenter = Presenter(world: self)
        let picture: JSON = [
            "id": .int(review.id), "user": presenter.user(review.author),
            "body": .string(review.body), "state": .string(review.state.lowercased()),
            "commit_id": .string(review.commit), "submitted_at": presenter.date(review.submittedAt),
        ]
        return Event(
            name: "pull_request_review", action: "submitted", actor: review.author,
            repository: pull.repository,
            members: ["review": picture, "pull_request": presenter.pull(pull)])
    }

    // MARK: Installations

    private func changes(
        from before: InstallationPicture?, to now: InstallationPicture,
        of installation: Installation, by actor: Account
    ) -> [Event] {
        func event(_ name: String, _ action: String, _ members: [String: JSON]) -> Event {
            Event(
                name: name, action: action, actor: actor, installation: installation,
                members: members)
        }
        func named(_ ids: Set<Int>) -> JSON {
            .array(
                ids.sorted().compactMap { repositories[$0] }.map {
                    [
                        "id": .int($0.id), "node_id": .string($0.nodeID), "name": .string($0.name),
                        "full_name": .string($0.fullName), "private": .bool($0.isPrivate),
                    ]
                })
        }
        let all = ["repositories": named(now.repositories)]
        guard let before else { return [event("installation", "created", all)] }
        if before.isDeleted != now.isDeleted { return [event("installation", "deleted", all)] }
        if before.isSuspended != now.isSuspended {
            return [event("installation", now.isSuspended ? "suspend" : "unsuspend", all)]
        }
        let added = now.repositories.subtracting(before.repositories)
        let removed = before.repositories.subtracting(now.repositories)
        return [("added", added), ("removed", removed)].compactMap { action, ids in
            guard !ids.isEmpty else { return nil }
            return event(
                "installation_repositories", action,
                [
                    "repositories_added": named(action == "added" ? ids : []),
                    "repositories_removed": named(action == "removed" ? ids : []),
                    "repository_selection": installation.selected == nil ? "all" : "selected",
                ])
        }
    }
}
