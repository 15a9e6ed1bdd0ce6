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
            rules = try await api.send(
                GitHubRequest(
                    .get, GitHubRequest.path(repository, "rules", "branches", branch),
                    repository: repository
                ).inFullPages
            ).decoded(as: [Rule].self, while: "read the rules of the branch \(branch)")
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
        requirements.checks += summary.protection?.requiredStatusChecks?.contexts ?? []
    }

    private struct Summary: Decodable {
        let protected: Bool
        let protection: Protection?
        struct Protection: Decodable { let requiredStatusChecks: Checks? }
        struct Checks: Decodable { let contexts: [String]? }
    }
}

/// A branch's own protection.
private struct Protection: Decodable {
    let requiredStatusChecks: Checks?
    let requiredPullRequestReviews: Reviews?
    let requiredSignatures: Switch?
    let requiredLinearHistory: Switch?
    let lockBranch: Switch?

    struct Switch: Decodable { let enabled: Bool? }
    struct Checks: Decodable {
        let strict: Bool?
        let contexts: [String]?
        let checks: [Check]?
    }
    struct Check: Decodable { let context: String }
    struct Reviews: Decodable {
        let requireCodeOwnerReviews: Bool?
        let requiredApprovingReviewCount: Int?
    }

    func add(to requirements: inout BranchRequirements) {
        requirements.isProtected = true
        if let checks = requiredStatusChecks {
            requirements.mustBeUpToDate = requirements.mustBeUpToDate || checks.strict == true
            requirements.checks += (checks.contexts ?? []) + (checks.checks ?? []).map(\.context)
        }
        if let reviews = requiredPullRequestReviews {
            requirements.approvals = max(
                requirements.approvals, reviews.requiredApprovingReviewCount ?? 0)
            requirements.needsCodeOwners =
                requirements.needsCodeOwners || reviews.requireCodeOwnerReviews == true
        }
        requirements.mustBeSigned =
            requirements.mustBeSigned || requiredSignatures?.enabled == true
        requirements.mustBeLinear =
            requirements.mustBeLinear || requiredLinearHistory?.enabled == true
        requirements.isLocked = requirements.isLocked || lockBranch?.enabled == true
    }
}

/// One rule of a ruleset; kinds that are not known change nothing but that the branch is guarded.
private struct Rule: Decodable {
    let type: String
    let parameters: Parameters?

    struct Parameters: Decodable {
        let strictRequiredStatusChecksPolicy: Bool?
        let requiredStatusChecks: [Check]?
        let requiredApprovingReviewCount: Int?
        let requireCodeOwnerReview: Bool?

        /// Each member by itself, for other kinds use the same names otherwise.
        init(from decoder: any Decoder) throws {
            let members = try decoder.container(keyedBy: Key.self)
            strictRequiredStatusChecksPolicy = try? members.decode(
                Bool.self, forKey: .strictRequiredStatusChecksPolicy)
            requiredStatusChecks = try? members.decode(
                [Check].self, forKey: .requiredStatusChecks)
            requiredApprovingReviewCount = try? members.decode(
                Int.self, forKey: .requiredApprovingReviewCount)
            requireCodeOwnerReview = try? members.decode(
                Bool.self, forKey: .requireCodeOwnerReview)
        }

        private enum Key: String, CodingKey {
            case strictRequiredStatusChecksPolicy, requiredStatusChecks
            case requiredApprovingReviewCount, requireCodeOwnerReview
        }
    }

    struct Check: Decodable { let context: String }

    func add(to requirements: inout BranchRequirements) {
        requirements.isProtected = true
        switch type {
        case "required_status_checks":
            requirements.checks += (parameters?.requiredStatusChecks ?? []).map(\.context)
            if parameters?.strictRequiredStatusChecksPolicy == true {
                requirements.mustBeUpToDate = true
            }
        case "pull_request":
            requirements.approvals = max(
                requirements.approvals, parameters?.requiredApprovingReviewCount ?? 0)
            if parameters?.requireCodeOwnerReview == true { requirements.needsCodeOwners = true }
        case "required_signatures": requirements.mustBeSigned = true
        case "required_linear_history": requirements.mustBeLinear = true
        case "merge_queue": requirements.hasMergeQueue = true
        case "update": requirements.isLocked = true
        default: break
        }
    }
}
