/// What a repository demands of changes to a branch, by its protection and its rulesets together.
package struct BranchRequirements: Sendable, Hashable {
    /// Whether anything guards the branch.
    package var isProtected = false
    /// Whether a pull request must contain the branch's head before it may be merged.
    package var mustBeUpToDate = false
    /// The checks that must pass, sorted, each once.
    package var checks: [String] = []
    /// Whether commits must be signed.
    package var mustBeSigned = false
    /// How many people must approve.
    package var approvals = 0
    /// Whether the owners of the changed files must approve.
    package var needsCodeOwners = false
    /// Whether changes are merged by a queue.
    package var hasMergeQueue = false
    /// Whether the history must be without merges.
    package var mustBeLinear = false
    /// Whether nobody may push to the branch.
    package var isLocked = false
    /// Whether the credential may read all of it; otherwise there may be more than is said here.
    package var isComplete = true

    /// What a branch without any rule demands.
    package init() {}
}

/// Reads what guards a branch.
package struct BranchRequirementsReader: Sendable {
    private let api: any GitHubAPI

    /// A reader that asks here.
    package init(api: any GitHubAPI) { self.api = api }

    /// What a branch demands.
    ///
    /// Rulesets can be read by everybody, a branch's own protection only with a permission that few give: without it what
    /// the branch says of itself is taken, which is less.
    package func requirements(
        of branch: String, in repository: GitHubRepositoryName
    ) async throws(GitHubError) -> BranchRequirements {
        var requirements = BranchRequirements()
        try await addRules(to: &requirements, branch, repository)
        do {
            try await addProtection(to: &requirements, branch, repository)
        } catch  where error.code == .notFound {
            // 404 is both "not protected" and "you may not see it"; the branch itself knows which.
            try await addSummary(to: &requirements, branch, repository)
        } catch  where error.code == .forbidden {
            try await addSummary(to: &requirements, branch, repository)
        }
        requirements.checks = Set(requirements.checks).sorted()
        return requirements
    }

    private func addRules(
        to requirements: inout BranchRequirements, _ branch: String,
        _ repository: GitHubRepositoryName
    ) async throws(GitHubError) {
        let rules: [Rule]
        do {
            rules = try await GitHubListing(api: api).items(
                of: GitHubRequest(
                    .get, GitHubRequest.path(repository, "rules", "branches", branch),
                    repository: repository),
                as: Rule.self, while: "read the rules of the branch \(branch)")
        } catch  where error.code == .notFound || error.code == .forbidden {
            // Rulesets are not part of every plan and server.
            return
        }
        for rule in rules { rule.add(to: &requirements) }
    }

    private func addProtection(
        to requirements: inout BranchRequirements, _ branch: String,
        _ repository: GitHubRepositoryName
    ) async throws(GitHubError) {
        let request = GitHubRequest(
            .get, GitHubRequest.path(repository, "branches", branch, "protection"),
            repository: repository, permissions: [.init("administration")])
        let protection = try await api.send(request).decoded(
            as: Protection.self, while: "read the protection of the branch \(branch)")
        protection.add(to: &requirements)
    }

    private func addSummary(
        to requirements: inout BranchRequirements, _ branch: String,
        _ repository: GitHubRepositoryName
    ) async throws(GitHubError) {
        let request = GitHubRequest(
            .get, GitHubRequest.path(repository, "branches", branch), repository: repository,
            permissions: [.init("contents")])
        let summary: Summary
        do {
            summary = try await api.send(request).decoded(
                as: Summary.self, while: "read the branch \(branch)")
        } catch  where error.code == .notFound {
            return
        }
        guard summary.protected else { return }
        requirements.isProtected = true
        requirements.isComplete = false
        requirements.checks += summary.protection?.required_status_checks?.contexts ?? []
    }

    private struct Summary: Decodable {
        let protected: Bool
        let protection: Protection?
        struct Protection: Decodable { let required_status_checks: Checks? }
        struct Checks: Decodable { let contexts: [String]? }
    }
}

/// A branch's own protection.
private struct Protection: Decodable {
    let required_status_checks: Checks?
    let required_pull_request_reviews: Reviews?
    let required_signatures: Switch?
    let required_linear_history: Switch?
    let lock_branch: Switch?

    struct Switch: Decodable { let enabled: Bool? }
    struct Checks: Decodable {
        let strict: Bool?
        let contexts: [String]?
        let checks: [Check]?
    }
    struct Check: Decodable { let context: String }
    struct Reviews: Decodable {
        let require_code_owner_reviews: Bool?
        let required_approving_review_count: Int?
    }

    func add(to requirements: inout BranchRequirements) {
        requirements.isProtected = true
        if let checks = required_status_checks {
            requirements.mustBeUpToDate = requirements.mustBeUpToDate || checks.strict == true
            requirements.checks += (checks.contexts ?? []) + (checks.checks ?? []).map(\.context)
        }
        if let reviews = required_pull_request_reviews {
            requirements.approvals = max(
                requirements.approvals, reviews.required_approving_review_count ?? 0)
            requirements.needsCodeOwners =
                requirements.needsCodeOwners || reviews.require_code_owner_reviews == true
        }
        requirements.mustBeSigned =
            requirements.mustBeSigned || required_signatures?.enabled == true
        requirements.mustBeLinear =
            requirements.mustBeLinear || required_linear_history?.enabled == true
        requirements.isLocked = requirements.isLocked || lock_branch?.enabled == true
    }
}

/// One rule of a ruleset; kinds that are not known change nothing but that the branch is guarded.
private struct Rule: Decodable {
    let type: String
    let parameters: Parameters?

    struct Parameters: Decodable {
        let strict_required_status_checks_policy: Bool?
        let required_status_checks: [Check]?
        let required_approving_review_count: Int?
        let require_code_owner_review: Bool?

        /// Each member by itself, for other kinds use the same names otherwise.
        init(from decoder: any Decoder) throws {
            let members = try decoder.container(keyedBy: Key.self)
            strict_required_status_checks_policy = try? members.decode(
                Bool.self, forKey: .strict_required_status_checks_policy)
            required_status_checks = try? members.decode(
                [Check].self, forKey: .required_status_checks)
            required_approving_review_count = try? members.decode(
                Int.self, forKey: .required_approving_review_count)
            require_code_owner_review = try? members.decode(
                Bool.self, forKey: .require_code_owner_review)
        }

        private enum Key: String, CodingKey {
            case strict_required_status_checks_policy, required_status_checks
            case required_approving_review_count, require_code_owner_review
        }
    }

    struct Check: Decodable { let context: String }

    func add(to requirements: inout BranchRequirements) {
        requirements.isProtected = true
        switch type {
        case "required_status_checks":
            requirements.checks += (parameters?.required_status_checks ?? []).map(\.context)
            if parameters?.strict_required_status_checks_policy == true {
                requirements.mustBeUpToDate = true
            }
        case "pull_request":
            requirements.approvals = max(
                requirements.approvals, parameters?.required_approving_review_count ?? 0)
            if parameters?.require_code_owner_review == true { requirements.needsCodeOwners = true }
        case "required_signatures": requirements.mustBeSigned = true
        case "required_linear_history": requirements.mustBeLinear = true
        case "merge_queue": requirements.hasMergeQueue = true
        case "update": requirements.isLocked = true
        default: break
        }
    }
}
