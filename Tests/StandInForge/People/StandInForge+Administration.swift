/// What people with more rights do.
extension StandInForge {
    /// Gives a repository another name or another owner; its old name redirects, as at GitHub.
    package func rename(_ fullName: String, to new: String) throws {
        try change { world in
            let repository = try world.named(fullName)
            let parts = new.split(separator: "/").map(String.init)
            guard let name = parts.last, parts.count <= 2 else {
                throw Mistake(description: "no name: \(new)")
            }
            if parts.count == 2 { repository.owner = world.account(parts[0], .organization) }
            repository.name = name
            world.names[repository.fullName.lowercased()] = repository.id
        }
    }

    /// Archives a repository, or takes it back.
    package func setArchived(_ isArchived: Bool, _ fullName: String) throws {
        try change { try $0.named(fullName).isArchived = isArchived }
    }

    /// Makes a repository look like a fork, or like none.
    package func setFork(_ isFork: Bool, _ fullName: String) throws {
        try change { try $0.named(fullName).isFork = isFork }
    }

    /// Blocks a repository for `disabled`, `tos` or `dmca` (which is 451); nil opens it.
    package func setBlock(_ reason: String?, _ fullName: String) throws {
        try change { try $0.named(fullName).block = reason }
    }

    /// Makes a repository private or public.
    package func setPrivate(_ isPrivate: Bool, _ fullName: String) throws {
        try change { try $0.named(fullName).isPrivate = isPrivate }
    }

    /// Deletes a repository.
    package func delete(_ fullName: String) throws {
        try change { try $0.named(fullName).isDeleted = true }
    }

    /// Makes another branch the default one; it must be there.
    package func setDefaultBranch(_ branch: String, of fullName: String) throws {
        try change { world in
            let repository = try world.named(fullName)
            guard repository.git.branch(branch) != nil else {
                throw Mistake(description: "no branch \(branch)")
            }
            repository.defaultBranch = branch
            try repository.git.git(["symbolic-ref", "HEAD", "refs/heads/\(branch)"])
        }
    }

    /// Changes other settings of a repository; nil leaves one alone.
    package func configure(
        _ fullName: String, hasIssues: Bool? = nil, allowsAutoMerge: Bool? = nil,
        deletesBranchOnMerge: Bool? = nil, hasMergeQueue: Bool? = nil, topics: [String]? = nil,
        language: String? = nil
    ) throws {
        try change { world in
            let repository = try world.named(fullName)
            repository.hasIssues = hasIssues ?? repository.hasIssues
            repository.allowsAutoMerge = allowsAutoMerge ?? repository.allowsAutoMerge
            repository.deletesBranchOnMerge =
                deletesBranchOnMerge ?? repository.deletesBranchOnMerge
            repository.hasMergeQueue = hasMergeQueue ?? repository.hasMergeQueue
            repository.topics = topics ?? repository.topics
            repository.language = language ?? repository.language
        }
    }

    /// What a person may do in a repository: `read`, `triage`, `write`, `maintain`, `admin`; nil takes it away.
    package func setCollaborator(_ login: String, _ role: String?, in fullName: String) throws {
        try change { world in
            _ = world.account(login, .user)
            try world.named(fullName).collaborators[login.lowercased()] = role
        }
    }

    /// The rules of a branch, as tests set them.
    package struct Protection: Sendable {
        /// Whether changes must come by pull request.
        package var requiresPullRequest = true
        /// How many approvals a pull request needs.
        package var approvals = 0
        /// The names of checks or statuses that must have passed.
        package var requiredChecks: [String] = []
        /// Whether the head must contain the base's last commit.
        package var requiresUpToDate = false
        /// Whether the owners of the code must approve.
        package var requiresCodeOwners = false
        /// Whether commits must be signed.
        package var requiresSignatures = false

        /// Changes by pull request, and nothing more.
        package init() {}
    }

    /// Protects a branch; nil opens it.
    package func protect(_ branch: String, of fullName: String, _ rules: Protection?) throws {
        try change { world in
            try world.named(fullName).protections[branch] = rules.map {
                BranchProtection(
                    requiresPullRequest: $0.requiresPullRequest, approvals: $0.approvals,
                    requiredChecks: $0.requiredChecks, requiresUpToDate: $0.requiresUpToDate,
                    requiresCodeOwners: $0.requiresCodeOwners,
                    requiresSignatures: $0.requiresSignatures)
            }
        }
    }

    /// Adds a ruleset with rules as the API shows them, such as `["type": "required_signatures"]`.
    package func addRuleset(
        _ name: String, to fullName: String, branches: [String] = ["~DEFAULT_BRANCH"],
        rules: [JSON],
        isOfOrganization: Bool = false
    ) throws {
        try change { world in
            let repository = try world.named(fullName)
            repository.rulesets.append(
                Ruleset(
                    id: world.nextID(), name: name, isOfOrganization: isOfOrganization,
                    branches: branches, rules: rules))
        }
    }

    /// Suspends an installation, or lets it go on.
    package func setSuspended(_ isSuspended: Bool, installation: Int) throws {
        try change { world in
            world.installations[installation]?.suspendedAt = isSuspended ? world.now : nil
        }
    }

    /// Takes an App off an account.
    package func uninstall(_ installation: Int) throws {
        try change { $0.installations[installation]?.isDeleted = true }
    }

    /// Changes what an installation may do and reach; nil repositories mean all.
    package func reduce(
        installation: Int, permissions: [String: String], repositories: [String]?
    ) throws {
        try change { world in
            guard let found = world.installations[installation] else {
                throw Mistake(description: "no installation \(installation)")
            }
            found.permissions = permissions
            found.selected = try repositories.map { Set(try $0.map { try world.named($0).id }) }
        }
    }

    /// Ends a token at once.
    package func revoke(_ secret: String) throws {
        try change { $0.tokens[secret]?.isRevoked = true }
    }

    /// Puts a pull request into the merge queue, or takes it out.
    package func setQueued(_ isQueued: Bool, _ number: Int, of fullName: String) throws {
        try change { world in
            let repository = try world.named(fullName)
            repository.mergeQueue.removeAll { $0 == number }
            if isQueued { repository.mergeQueue.append(number) }
        }
    }

    /// Leaves pull requests that are opened from now on out of this many lists each.
    package func hideNewPullRequests(fromLists count: Int) throws {
        try change { $0.listsWithoutNewPulls = count }
    }

    /// Notes a delivery of an App's webhook that was answered with a status; returns its number.
    @discardableResult
    package func addDelivery(
        of event: String, action: String? = nil, to app: AppIdentity, guid: String, status: Int
    ) throws -> Int {
        try change { world in
            let delivery = Delivery(
                id: world.nextID(), guid: guid, app: app.id, event: event, action: action,
                deliveredAt: world.now, statusCode: status, installation: nil, repository: nil)
            world.deliveries.append(delivery)
            return delivery.id
        }
    }
}
