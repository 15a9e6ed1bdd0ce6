extension World {
    /// The author of commits that an account makes through the API.
    func author(_ account: Account) -> GitStore.Author {
        GitStore.Author(
            name: account.name ?? account.login,
            email: "\(account.id)+\(account.login)@users.noreply.github.com", time: now)
    }

    /// Refuses to move a protected branch past its rules.
    func checkPush(to branch: String, of repository: Repository, by credential: Credential) throws {
        guard let reason = protectionReason(branch, repository) else { return }
        if case .person(let account) = credential, role(of: account, in: repository) == .admin {
            return
        }
        throw Refusal(
            409, "Repository rule violations found\n\n\(reason)\n",
            documentation: "https://docs.github.com/repositories/configuring-branches-and-merges")
    }

    /// Why a branch takes no direct push; nil when it takes one.
    func protectionReason(_ branch: String, _ repository: Repository) -> String? {
        if let protection = repository.protections[branch] {
            if protection.requiresPullRequest {
                return "Changes must be made through a pull request."
            }
            if !protection.requiredChecks.isEmpty {
                return "Required status check \"\(protection.requiredChecks[0])\" is expected."
            }
        }
        let rules = repository.rulesets.filter {
            $0.holds(for: branch, default: repository.defaultBranch)
        }
        .flatMap(\.rules).compactMap { $0["type"]?.text }
        if rules.contains("pull_request") { return "Changes must be made through a pull request." }
        if rules.contains("required_signatures") { return "Commits must have verified signatures." }
        if rules.contains("update") { return "Cannot update this protected ref." }
        return nil
    }
}
