package import Forge
package import RuleEngine

/// One repository of a sweep, as the operator names it.
package struct RepositoryJob: Hashable, Sendable {
    /// Where it is: an address, or a path of this machine.
    package var location: String
    /// The service that it holds; nil takes the repository's own configuration, then its name.
    package var service: String?
    /// How much depends on it, from 1 (most) to 3; nil takes the repository's configuration, then the matrix's default.
    package var tier: Int?
    /// What the forge knows of it.
    package var facts: RepositoryFacts
    /// The forge's number of it, which stays when it is renamed; nil for a repository that no forge listed.
    package var forgeID: Int?
    /// What the forge showed of it when it was listed; nil when it was not.
    package var observation: RepositoryObservation?

    /// A job from its parts.
    package init(
        location: String, service: String? = nil, tier: Int? = nil,
        facts: RepositoryFacts = RepositoryFacts()
    ) {
        self.location = location
        self.service = service
        self.tier = tier
        self.facts = facts
    }

    /// Sets one fact about the repository.
    ///
    /// - Returns: in words for people, why it cannot be set; nil when it was.
    package mutating func setFact(_ key: String, to value: String) -> String? {
        facts.set(key, to: value)
    }

    /// The name under which the job's repository is remembered: by number where there is one, else by place.
    package var identity: String { forgeID.map { "forge:\($0)" } ?? location }

    /// What makes this job another than one with different words, as texts; facts only where there are any.
    package var fields: [String] {
        [location, service ?? "", tier.map(String.init) ?? ""]
            + (facts == RepositoryFacts() ? [] : facts.fields)
    }

    /// The repository's short name: the last part of its location, without `.git`.
    package var name: String {
        var last =
            location.split(whereSeparator: { $0 == "/" || $0 == ":" }).last.map(String.init)
            ?? location
        if last.hasSuffix(".git"), last.count > 4 { last.removeLast(4) }
        return last
    }
}
