internal import Git
internal import Snapshots

extension Remediator {
    /// The branches that pull requests go to, the default one first; it is there even where none goes to it.
    ///
    /// All are worked on by the configuration and the waivers of the default branch. Two whose branches of ours would have
    /// one name are one too many: the first by name is taken.
    func bases(of base: Base) throws -> [Base] {
        let listed = BaseBranches(base.configuration)
        guard !listed.isDefaultAlone, !base.terms.isOptedOut else { return [base] }
        var bases = [base]
        var names = Set(bases.map(\.ownBranch))
        let prefix = "refs/heads/"
        for reference in try base.repository.references(withPrefix: prefix) {
            let branch = String(reference.name.dropFirst(prefix.count))
            guard branch != base.branch, listed.contain(branch), !UnitBranch.isOurs(branch),
                bases.count < BaseBranches.limit
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
