package import Basics

/// What only the forge knows of a repository; nil for what nobody has told.
package struct RepositoryFacts: Hashable, Sendable {
    /// Who may see it.
    package enum Visibility: String, CaseIterable, Hashable, Sendable {
        case `public`, `private`, `internal`
    }

    package var topics: Set<String>?
    package var visibility: Visibility?
    package var isArchived: Bool?
    package var isFork: Bool?
    /// Custom properties of the organisation, by name; those that are not here are unknown.
    package var properties: [String: String] = [:]

    /// The keys of facts, as people write them.
    package static let keys = ["topics", "visibility", "archived", "fork", "property.NAME"]

    /// Nothing is known.
    package init() {}

    /// Facts written as `KEY=VALUE`; topics are parted by commas.
    ///
    /// - Throws: a usage `Diagnostic` for a key that there is not, or a value that does not fit it.
    package init(parsing texts: [String]) throws(Diagnostic) {
        for text in texts {
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else {
                throw Self.problem(text, "it is written KEY=VALUE")
            }
            let (key, value) = (String(parts[0]), String(parts[1]))
            if let reason = set(key, to: value) { throw Self.problem(text, reason) }
        }
    }

    /// Sets one fact.
    ///
    /// - Returns: in words for people, why it cannot be set; nil when it was.
    package mutating func set(_ key: String, to value: String) -> String? {
        switch key {
        case "topics":
            topics = Set(value.split(separator: ",").map { $0.filter { !$0.isWhitespace } })
        case "visibility":
            guard let known = Visibility(rawValue: value) else {
                let names = Visibility.allCases.map(\.rawValue).joined(separator: ", ")
                return "visibility is one of \(names)"
            }
            visibility = known
        case "archived", "fork":
            guard let flag = Bool(value) else { return "\(key) is true or false" }
            if key == "fork" { isFork = flag } else { isArchived = flag }
        default:
            let prefix = "property."
            guard key.hasPrefix(prefix), key != prefix else {
                return "the facts are \(Self.keys.joined(separator: ", "))"
            }
            properties[String(key.dropFirst(prefix.count))] = value
        }
        return nil
    }

    /// The facts with those of others where these are unknown.
    func orElse(_ other: RepositoryFacts) -> RepositoryFacts {
        var facts = self
        facts.topics = topics ?? other.topics
        facts.visibility = visibility ?? other.visibility
        facts.isArchived = isArchived ?? other.isArchived
        facts.isFork = isFork ?? other.isFork
        facts.properties.merge(other.properties) { mine, _ in mine }
        return facts
    }

    private static func problem(_ text: String, _ reason: String) -> Diagnostic {
        Diagnostic(
            .usage, "read a fact about the repository", on: text, because: reason,
            remedy: "write for example --repository-fact visibility=private")
    }

    /// Over all that is known, for caches.
    package var fields: [String] {
        var fields = [
            topics.map { $0.sorted().joined(separator: ",") } ?? "?", visibility?.rawValue ?? "?",
            isArchived.map(String.init) ?? "?", isFork.map(String.init) ?? "?",
        ]
        for name in properties.keys.sorted() { fields += [name, properties[name] ?? ""] }
        return fields
    }
}

/// What must be so of the repository for a rule to apply.
package struct RepositoryCondition: Hashable, Sendable {
    /// It has one of these topics; empty for any.
    package var topics: Set<String> = []
    package var visibilities: Set<RepositoryFacts.Visibility> = []
    package var isArchived: Bool?
    package var isFork: Bool?
    /// For each of these custom properties one of some values.
    package var properties: [String: Set<String>] = [:]
    /// What is taken to be so when nobody has told.
    package var assumed = RepositoryFacts()

    /// Any repository.
    package init() {}

    /// What it comes to for a repository.
    enum Answer: Hashable {
        case holds, fails
        /// The facts that would have to be known, by name.
        case unknown([String])
    }

    /// A fact that does not fit decides, whatever is unknown besides.
    func answer(for facts: RepositoryFacts) -> Answer {
        let facts = facts.orElse(assumed)
        var parts: [(name: String, holds: Bool?)] = []
        if !topics.isEmpty {
            parts.append(("topics", facts.topics.map { !$0.isDisjoint(with: topics) }))
        }
        if !visibilities.isEmpty {
            parts.append(("visibility", facts.visibility.map(visibilities.contains)))
        }
        if let isArchived { parts.append(("archived", facts.isArchived.map { $0 == isArchived })) }
        if let isFork { parts.append(("fork", facts.isFork.map { $0 == isFork })) }
        for name in properties.keys.sorted() {
            let wanted = properties[name] ?? []
            parts.append(("property.\(name)", facts.properties[name].map(wanted.contains)))
        }
        if parts.contains(where: { $0.holds == false }) { return .fails }
        let unknown = parts.filter { $0.holds == nil }.map(\.name)
        return unknown.isEmpty ? .holds : .unknown(unknown)
    }
}
