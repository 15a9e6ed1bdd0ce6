internal import Git
internal import RuleEngine
internal import Snapshots

extension Remediator {
    /// The most branches that pull requests of one repository go to.
    static let baseLimit = 10

    /// The branches that pull requests go to, the default one first; it is there even where none goes to it.
    ///
    /// All are worked on by the configuration and the waivers of the default branch. Two whose branches of ours would have
    /// one name are one too many: the first by name is taken.
    func bases(of base: Base) throws -> [Base] {
        let patterns = base.configuration.baseBranches
        guard !patterns.isEmpty, !base.terms.isOptedOut else { return [base] }
        let globs = patterns.compactMap { try? Glob($0) }
        func isListed(_ branch: String) -> Bool {
            patterns.contains(branch) || globs.contains { $0.matches(Array(branch.utf8)) }
        }
        var bases = [base]
        bases[0].isProposedTo = isListed(base.branch)
        var names = Set(bases.map(\.ownBranch))
        let prefix = "refs/heads/"
        for reference in try base.repository.references(withPrefix: prefix) {
            let branch = String(reference.name.dropFirst(prefix.count))
            guard branch != base.branch, isListed(branch), !UnitBranch.isOurs(branch),
                bases.count < Self.baseLimit
            else { continue }
            var other = base
            other.isDefault = false
            (other.isProposedTo, other.branch, other.commit) = (true, branch, reference.id)
            other.snapshot = try GitTreeSnapshot(commit: reference.id, in: base.repository)
            if names.insert(other.ownBranch).inserted { bases.append(other) }
        }
        return bases
    }
}
