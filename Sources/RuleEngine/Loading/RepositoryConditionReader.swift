internal import Documents

/// Reads `when.repo`.
enum RepositoryConditionReader {
    /// The condition; what is wrong is noted.
    static func condition(_ field: Field) -> RepositoryCondition {
        var condition = RepositoryCondition()
        guard let keys = field.mapping(RuleFormat.repository) else { return condition }
        condition.topics = Set(keys["topics"]?.oneOrMoreTexts() ?? [])
        for name in keys["visibility"]?.oneOrMoreTexts() ?? [] {
            if let visibility = RepositoryFacts.Visibility(rawValue: name) {
                condition.visibilities.insert(visibility)
            } else {
                let known = RepositoryFacts.Visibility.allCases.map(\.rawValue)
                keys["visibility"]?.fail("`\(name)` is none of \(known.joined(separator: ", "))")
            }
        }
        condition.isArchived = keys["archived"]?.bool()
        condition.isFork = keys["fork"]?.bool()
        for (name, value) in keys["properties"]?.members() ?? [] {
            condition.properties[name] = Set(value.oneOrMoreTexts())
        }
        for (name, value) in keys["assume"]?.members() ?? [] {
            let text =
                value.node.items.isEmpty ? value.scalar() : value.texts().joined(separator: ",")
            if let text, let reason = condition.assumed.set(name, to: text) { value.fail(reason) }
        }
        return condition
    }
}
