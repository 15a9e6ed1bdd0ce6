internal import Documents
internal import Snapshots

/// Who is asked to review a change.
struct Reviewers {
    private let codeowners: Codeowners?
    private let settings: RepositoryConfiguration

    /// The most that are asked; a forge takes no more of each kind.
    private static let limit = 15

    /// For a tree whose code owners count.
    init(of snapshot: any Snapshot, _ settings: RepositoryConfiguration) {
        self.settings = settings
        let place = Codeowners.locations.lazy.map { RepositoryPath($0) }.first {
            snapshot.entry(at: $0)?.mode.isFile == true
        }
        let bytes = place.flatMap { try? snapshot.bytes(of: $0, limit: Codeowners.sizeLimit) }
        codeowners = bytes.map { Codeowners($0) }
    }

    /// Those who must approve, those whom the configuration names, and code owners of the paths where they are wanted; the
    /// owners of the repository where neither of the last two gives anybody.
    func asked(for paths: [RepositoryPath], approvals: [String]) -> [String] {
        let owners = settings.asksCodeOwners ? owners(of: paths) : []
        let named = settings.reviewers + owners
        return Self.sortedAccounts(approvals + (named.isEmpty ? settings.owners : named))
    }

    /// The code owners of some files; addresses are left out, for a forge asks accounts.
    private func owners(of paths: [RepositoryPath]) -> [String] {
        guard let codeowners else { return [] }
        let all = paths.flatMap { codeowners.owners(of: Array($0.bytes)) }
        return Array(Set(all.filter { $0.hasPrefix("@") }).sorted().prefix(Self.limit))
    }

    private static func sortedAccounts(_ names: [String]) -> [String] {
        Set(names.map(account)).sorted()
    }

    /// An account as forges name it, without `@`.
    static func account(_ name: String) -> String {
        name.hasPrefix("@") ? String(name.dropFirst()) : name
    }
}
