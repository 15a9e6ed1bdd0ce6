/// What people do at the forge, past any API.
extension StandInForge {
    /// A person pushes one commit of changed files to a branch, which is made from the default one when it is new.
    ///
    /// Nil deletes a file. `replacing` starts from the default branch again, as a force-push does. Returns the commit.
    @discardableResult
    package func push(
        _ files: [String: String?], to branch: String, of fullName: String,
        by login: String = "ada",
        message: String = "Change by hand", replacing: Bool = false
    ) throws -> String {
        try change { world in
            let repository = try world.named(fullName)
            let person = world.account(login, .user)
            let start = repository.git.branch(repository.defaultBranch)
            let parent = replacing ? start : repository.git.branch(branch) ?? start
            let author = GitStore.Author(
                name: person.name ?? login, email: "\(login)@example.com", time: world.now)
            let commit = try repository.git.commit(
                files.mapValues { $0.map { Array($0.utf8) } }, on: branch, parent: parent,
                message: message, by: author)
            world.sync(repository, by: login)
            return commit
        }
    }

    /// A person deletes a branch.
    package func deleteBranch(_ branch: String, of fullName: String, by login: String = "ada")
        throws
    {
        try change { world in
            let repository = try world.named(fullName)
            try repository.git.delete("refs/heads/\(branch)")
            world.sync(repository, by: login)
        }
    }

    /// A person opens a pull request; returns its number.
    @discardableResult
    package func openPullRequest(
        in fullName: String, from head: String, to base: String = "main", title: String = "By hand",
        body: String? = nil, isDraft: Bool = false, by login: String = "ada"
    ) throws -> Int {
        try change { world in
            try world.open(
                in: try world.named(fullName), title: title, body: body, head: head, base: base,
                isDraft: isDraft, by: world.account(login, .user), app: nil
            ).number
        }
    }

    /// A person opens an issue; returns its number.
    @discardableResult
    package func openIssue(
        in fullName: String, title: String, body: String? = nil, by login: String = "ada"
    ) throws -> Int {
        try change { world in
            let repository = try world.named(fullName)
            let issue = Issue(
                id: world.nextID(), number: repository.nextNumber, repository: repository,
                author: world.account(login, .user), app: nil, title: title, body: body,
                at: world.now)
            repository.issues[issue.number] = issue
            return issue.number
        }
    }

    /// A person closes an issue or a pull request.
    package func close(_ number: Int, of fullName: String, by login: String = "ada") throws {
        try change { world in
            world.close(try world.issue(number, of: fullName), by: world.account(login, .user))
        }
    }

    /// A person opens a pull request again.
    package func reopen(_ number: Int, of fullName: String, by login: String = "ada") throws {
        try change { world in try world.reopen(try world.pull(number, of: fullName)) }
    }

    /// A person merges a pull request; returns the commit.
    @discardableResult
    package func merge(
        _ number: Int, of fullName: String, by login: String = "ada", method: String = "merge"
    ) throws -> String {
        try change { world in
            try world.merge(
                try world.pull(number, of: fullName), by: world.account(login, .user),
                method: method)
        }
    }

    /// A person presses "Update branch".
    package func updateBranch(_ number: Int, of fullName: String, by login: String = "ada") throws {
        try change { world in
            try world.updateBranch(
                of: try world.pull(number, of: fullName), by: world.account(login, .user))
        }
    }

    /// A person edits the texts of an issue or a pull request; nil leaves one alone.
    package func edit(
        _ number: Int, of fullName: String, title: String? = nil, body: String? = nil,
        base: String? = nil
    ) throws {
        try change { world in
            let issue = try world.issue(number, of: fullName)
            if let title { issue.title = title }
            if let body { issue.body = body }
            if let base, let oid = issue.repository.git.branch(base) {
                issue.pull?.baseBranch = base
                issue.pull?.baseOID = oid
            }
            issue.updatedAt = world.now
        }
    }

    /// A person comments; returns the comment's number.
    @discardableResult
    package func comment(
        _ text: String, on number: Int, of fullName: String, by login: String = "ada"
    ) throws -> Int {
        try change { world in
            let issue = try world.issue(number, of: fullName)
            return world.comment(text, on: issue, by: world.account(login, .user)).id
        }
    }

    /// A person deletes or edits a comment; nil deletes it.
    package func setComment(_ id: Int, of fullName: String, to text: String?) throws {
        try change { world in
            let repository = try world.named(fullName)
            guard let comment = repository.comments[id] else {
                throw Mistake(description: "no comment \(id)")
            }
            guard let text else {
                repository.comments[id] = nil
                repository.issues[comment.number]?.comments.removeAll { $0 == id }
                return
            }
            comment.body = text
            comment.updatedAt = world.now
        }
    }

    /// A person reviews; `state` is `APPROVED`, `CHANGES_REQUESTED` or `COMMENTED`.
    package func review(
        _ number: Int, of fullName: String, state: String, body: String = "",
        by login: String = "ada"
    ) throws {
        try change { world in
            _ = world.review(
                try world.pull(number, of: fullName), by: world.account(login, .user), state: state,
                body: body)
        }
    }

    /// A person puts a label on, or takes one off.
    package func label(
        _ name: String, _ number: Int, of fullName: String, isOn: Bool = true
    ) throws {
        try change { world in
            let issue = try world.issue(number, of: fullName)
            if isOn { return world.add(label: name, to: issue) }
            issue.labels.removeAll { $0 == name.lowercased() }
            issue.updatedAt = world.now
        }
    }
}

extension World {
    /// An issue or pull request by number.
    func issue(_ number: Int, of fullName: String) throws -> Issue {
        guard let issue = try named(fullName).issues[number] else {
            throw StandInForge.Mistake(description: "no \(fullName)#\(number)")
        }
        return issue
    }

    /// A pull request by number.
    func pull(_ number: Int, of fullName: String) throws -> PullRequest {
        guard let pull = try issue(number, of: fullName).pull else {
            throw StandInForge.Mistake(description: "\(fullName)#\(number) is no pull request")
        }
        return pull
    }
}
