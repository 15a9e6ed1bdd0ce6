internal import Basics
package import Git
internal import Synchronization

extension GitHubForge {
    package func decorate(
        _ number: Int, with decorations: Decorations, in remote: RemoteURL
    ) async throws -> WriteOutcome {
        let name = try name(of: remote)
        let old = try await open(number, "decorate the pull request", name)
        let pull = try pullRequest(old)
        let didWrite = try await asking { () throws(GitHubError) in
            let asked = try await ask(decorations.reviewers, pull, name)
            let assigned = try await assign(decorations.assignees, pull, name)
            let labelled = try await label(decorations, pull, name)
            return asked || assigned || labelled
        }
        guard didWrite else { return .unchanged(pull) }
        let now = try await asking { () throws(GitHubError) in try await wire(number, name) }
        return .updated(try pullRequest(now))
    }

    // MARK: Reviewers

    private func ask(
        _ wanted: [String], _ pull: PullRequest, _ name: GitHubRepositoryName
    ) async throws(GitHubError) -> Bool {
        var missing = wanted.filter { login in
            !pull.reviewers.contains { Self.isSameLogin($0, login) }
                && !Self.isSameLogin(login, pull.author.login) && !isUnreachable(login, name)
        }
        guard !missing.isEmpty else { return false }
        let reviewed = try await reviews(of: pull.number, name).compactMap { $0.user?.login }
        missing.removeAll { login in reviewed.contains { Self.isSameLogin($0, login) } }
        // A team that has reviewed by one of its members is not asked any more and not shown.
        if !reviewed.isEmpty { missing.removeAll { $0.contains("/") } }
        guard !missing.isEmpty else { return false }
        do {
            try await request(reviewers: missing, pull, name)
            return true
        } catch  where error.isAboutPeople {
            return try await askOneByOne(missing, pull, name)
        }
    }

    /// One who cannot be asked spoils the request for all.
    private func askOneByOne(
        _ logins: [String], _ pull: PullRequest, _ name: GitHubRepositoryName
    ) async throws(GitHubError) -> Bool {
        var didWrite = false
        for login in logins {
            do {
                try await request(reviewers: [login], pull, name)
                didWrite = true
            } catch  where error.isAboutPeople {
                noteUnreachable(login, name)
            }
        }
        return didWrite
    }

    private func request(
        reviewers: [String], _ pull: PullRequest, _ name: GitHubRepositoryName
    ) async throws(GitHubError) {
        let teams = reviewers.filter { $0.contains("/") }.compactMap {
            $0.split(separator: "/").last
        }
        let people = reviewers.filter { !$0.contains("/") }
        let body = JSONValue.members([
            "reviewers": .array(people.map { .string($0) }),
            "team_reviewers": .array(teams.map { .string(String($0)) }),
        ])
        _ = try await api.send(
            request(
                .post, name, ["pulls", String(pull.number), "requested_reviewers"], body: body,
                effect: .set))
    }

    // MARK: Assignees

    /// GitHub passes over those who cannot be assigned without a word.
    private func assign(
        _ wanted: [String], _ pull: PullRequest, _ name: GitHubRepositoryName
    ) async throws(GitHubError) -> Bool {
        let missing = wanted.filter { login in
            !pull.assignees.contains { Self.isSameLogin($0, login) } && !isUnreachable(login, name)
        }
        guard !missing.isEmpty else { return false }
        let answer = try await api.send(
            request(
                .post, name, ["issues", String(pull.number), "assignees"],
                body: .members(["assignees": .array(missing.map { .string($0) })]), effect: .set)
        ).decoded(as: Assigned.self, while: "assign the pull request")
        let now = (answer.assignees ?? []).map(\.login)
        let left = missing.filter { login in !now.contains { Self.isSameLogin($0, login) } }
        for login in left { noteUnreachable(login, name) }
        return left.count < missing.count
    }

    private struct Assigned: Decodable { let assignees: [WireUser]? }

    // MARK: Labels

    private func label(
        _ decorations: Decorations, _ pull: PullRequest, _ name: GitHubRepositoryName
    ) async throws(GitHubError) -> Bool {
        let missing = decorations.labels.filter { label in
            !pull.labels.contains { Self.isSameLogin($0, label) }
        }
        for style in missing.compactMap(LabelStyle.init(of:)) {
            try await ensure(style, name)
        }
        if !missing.isEmpty {
            _ = try await api.send(
                request(
                    .post, name, ["issues", String(pull.number), "labels"],
                    body: .members(["labels": .array(missing.map { .string($0) })]), effect: .set))
        }
        let superfluous = pull.labels.filter { label in
            decorations.removedLabels.contains { Self.isSameLogin($0, label) }
        }
        for label in superfluous {
            do {
                _ = try await api.send(
                    request(
                        .delete, name, ["issues", String(pull.number), "labels", label],
                        effect: .set))
            } catch  where error.code == .notFound {}
        }
        return !missing.isEmpty || !superfluous.isEmpty
    }

    /// Makes a label of ours with its colour; one that is there, in whatever colour, stays.
    private func ensure(
        _ style: LabelStyle, _ name: GitHubRepositoryName
    ) async throws(GitHubError) {
        do {
            _ = try await api.send(
                request(.get, name, ["labels", style.name], permission: "issues"))
        } catch  where error.code == .notFound {
            do {
                _ = try await api.send(
                    request(
                        .post, name, ["labels"],
                        body: .members([
                            "name": .string(style.name), "color": .string(style.color),
                            "description": .string(style.description),
                        ]), effect: .set, permission: "issues"))
            } catch  where [.alreadyExists, .forbidden, .invalid].contains(error.code) {
                // Made by another meanwhile, or not ours to make: GitHub makes it plain when it is set.
            }
        }
    }

    // MARK: Who cannot be reached

    /// GitHub's names are compared without regard to case.
    private static func isSameLogin(_ left: String, _ right: String) -> Bool {
        left.lowercased().utf8.elementsEqual(right.lowercased().utf8)
    }

    private func isUnreachable(_ login: String, _ name: GitHubRepositoryName) -> Bool {
        unreachable.withLock { $0.contains(Self.key(login, name)) }
    }

    private func noteUnreachable(_ login: String, _ name: GitHubRepositoryName) {
        unreachable.withLock { _ = $0.insert(Self.key(login, name)) }
    }

    private static func key(_ login: String, _ name: GitHubRepositoryName) -> String {
        "\(name) \(login)".lowercased()
    }
}

extension GitHubError {
    /// Whether a request may be good but for one of the people in it.
    fileprivate var isAboutPeople: Bool {
        [.invalid, .refused, .notFound, .alreadyExists].contains(code)
    }
}
