package import Forge
internal import Remediation

extension DeliveryRouting {
    /// The longest name of a head that is asked to be checked; git itself stops at about 250 a step.
    private static let longestSubject = 1_024

    /// The repository's name in unit keys.
    package func key(_ repository: WebhookRepository) -> String {
        UnitKey.repository(repository.id, on: host)
    }

    /// The repository's address; made from its name, never taken from the payload.
    func location(_ repository: WebhookRepository) -> String { "\(origin)/\(repository.name).git" }

    func remediate(
        _ repository: WebhookRepository, _ priority: WorkPriority, cause: String
    ) -> RoutedDelivery {
        let unit = UnitKey(repository: key(repository))
        return RoutedDelivery(requests: [
            WorkRequest(
                unit: unit, location: location(repository), priority: priority, cause: cause)
        ])
    }

    /// The check of a head; none for a name that git would not have.
    func check(
        _ subject: String, _ repository: WebhookRepository, _ priority: WorkPriority, cause: String
    ) -> RoutedDelivery {
        let isPlausible =
            subject.utf8.count <= Self.longestSubject
            && subject.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F }
            && (subject.hasPrefix("pull/") || subject.utf8.starts(with: "refs/heads/".utf8))
        guard isPlausible else { return RoutedDelivery(.unusableName) }
        let unit = UnitKey(repository: key(repository), kind: .check, subject: subject)
        return RoutedDelivery(requests: [
            WorkRequest(
                unit: unit, location: location(repository), priority: priority, cause: cause)
        ])
    }

    /// Repositories that can be worked on again, or for the first time.
    func opened(
        _ repositories: [WebhookRepository], cause: String, _ priority: WorkPriority = .sweep
    ) -> RoutedDelivery {
        repositories.reduce(RoutedDelivery()) { routed, repository in
            let change = RepositoryChange(repository: key(repository), kind: .reopened)
            return routed + RoutedDelivery(changes: [change])
                + remediate(repository, priority, cause: cause)
        }
    }

    func closed(_ repository: WebhookRepository, because reason: String) -> RepositoryChange {
        RepositoryChange(repository: key(repository), kind: .closed(because: reason))
    }

    /// Whether an account is ours: by its number, exactly.
    func isOurs(_ other: WebhookAccount?) -> Bool {
        guard let own = account.id, let other else { return false }
        return other.id == own
    }

    /// Whether a branch is one that only we propose from.
    func isOurs(branch: String) -> Bool {
        let own = RemediationEnvironment.branch.utf8
        return branch.utf8.elementsEqual(own) || branch.utf8.starts(with: Array(own) + "--".utf8)
    }

    func isDefault(_ branch: String, of repository: WebhookRepository) -> Bool {
        repository.defaultBranch.map { $0.utf8.elementsEqual(branch.utf8) } ?? false
    }
}
