internal import RuleEngine

/// The branches that the configuration wants pull requests to go to.
struct BaseBranches {
    private let names: [String]
    private let globs: [Glob]

    /// The most branches of one repository that are worked on.
    static let limit = 10

    init(_ configuration: RepositoryConfiguration) {
        names = configuration.baseBranches
        globs = names.compactMap { try? Glob($0) }
    }

    /// Whether only the default branch is meant.
    var isDefaultAlone: Bool { names.isEmpty }

    /// Whether a branch is named, or matches a pattern.
    func contain(_ branch: String) -> Bool {
        names.contains { $0.utf8.elementsEqual(branch.utf8) }
            || globs.contains { $0.matches(Array(branch.utf8)) }
    }
}
