/// Reviews and requests for them.
enum ReviewRoutes {
    static let handlers: [String: Call.Handler] = [
        "pulls/list-reviews": { call in
            let pull = try call.pull()
            return call.page(pull.reviews) { picture($0, of: pull, call) }
        },
        "pulls/create-review": create,
        "pulls/list-requested-reviewers": { call in
            let (pull, presenter) = (try call.pull(), Presenter(world: call.world))
            return Reply(
                200,
                [
                    "users": .array(pull.reviewers.map { presenter.user($0) }),
                    "teams": .array(pull.teamReviewers.map { presenter.team($0) }),
                ])
        },
        "pulls/request-reviewers": request,
        "pulls/remove-requested-reviewers": remove,
    ]

    private static func picture(_ review: Review, of pull: PullRequest, _ call: Call) -> JSON {
        let presenter = Presenter(world: call.world)
        let page = "\(call.world.server)/\(pull.repository.fullName)/pull/\(pull.number)"
        let html = "\(page)#pullrequestreview-\(review.id)"
        let url = "\(call.world.api)/repos/\(pull.repository.fullName)/pulls/\(pull.number)"
        return [
            "id": .int(review.id), "node_id": .string("PRR_\(review.id)"),
            "user": presenter.user(review.author), "body": .string(review.body),
            "state": .string(review.state), "html_url": .string(html),
            "pull_request_url": .string(url), "commit_id": .string(review.commit),
            "submitted_at": .string(World.date(review.submittedAt)),
            "author_association": presenter.association(review.author, in: pull.repository),
            "_links": ["html": ["href": .string(html)], "pull_request": ["href": .string(url)]],
        ]
    }

    private static let states = [
        "APPROVE": "APPROVED", "REQUEST_CHANGES": "CHANGES_REQUESTED", "COMMENT": "COMMENTED",
    ]

    private static func create(_ call: Call) throws -> Reply {
        let pull = try call.pull()
        let event = call.body["event"]?.text ?? "COMMENT"
        if event == "APPROVE", call.actor === pull.issue.author {
            throw Refusal.unprocessable("Can not approve your own pull request")
        }
        let review = call.world.review(
            pull, by: call.actor, state: states[event] ?? "COMMENTED",
            body: call.body["body"]?.text ?? "")
        return Reply(200, picture(review, of: pull, call))
    }

    private static func request(_ call: Call) throws -> Reply {
        let pull = try call.pull()
        let repository = pull.repository
        let refusal = Refusal.unprocessable(
            "Reviews may only be requested from collaborators. One or more of the users or teams you specified is not a collaborator of the \(repository.fullName) repository."
        )
        let logins = call.body["reviewers"]?.items?.compactMap(\.text) ?? []
        let people = try logins.map { login in
            guard let account = call.world.account(login),
                account === repository.owner
                    || repository.owner.members[login.lowercased()] != nil
                    || repository.collaborators[login.lowercased()] != nil
            else { throw refusal }
            guard account !== pull.issue.author else {
                throw Refusal.unprocessable("Review cannot be requested from pull request author.")
            }
            return account
        }
        let teams = try (call.body["team_reviewers"]?.items?.compactMap(\.text) ?? []).map { slug in
            guard let team = repository.owner.teams[slug], team.permissions[repository.id] != nil
            else { throw refusal }
            return team
        }
        for person in people where !pull.reviewers.contains(where: { $0 === person }) {
            pull.reviewers.append(person)
        }
        for team in teams where !pull.teamReviewers.contains(where: { $0 === team }) {
            pull.teamReviewers.append(team)
        }
        pull.issue.updatedAt = call.world.now
        return Reply(201, Presenter(world: call.world).pull(pull))
    }

    private static func remove(_ call: Call) throws -> Reply {
        let pull = try call.pull()
        let logins = (call.body["reviewers"]?.items ?? []).compactMap { $0.text?.lowercased() }
        let slugs = (call.body["team_reviewers"]?.items ?? []).compactMap(\.text)
        pull.reviewers.removeAll { logins.contains($0.login.lowercased()) }
        pull.teamReviewers.removeAll { slugs.contains($0.slug) }
        return Reply(200, Presenter(world: call.world).pull(pull))
    }
}

extension World {
    /// Adds a review; its author is no longer asked for one.
    @discardableResult
    func review(_ pull: PullRequest, by author: Account, state: String, body: String) -> Review {
        let review = Review(
            id: nextID(), author: author, body: body, state: state, commit: pull.headOID,
            submittedAt: now)
        pull.reviews.append(review)
        pull.reviewers.removeAll { $0 === author }
        pull.issue.updatedAt = now
        settle(pull.repository)
        return review
    }
}
