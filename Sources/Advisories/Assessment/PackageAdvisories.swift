internal import Documents

/// Everything known of one package: its advisories, and the versions their documents name.
struct PackageAdvisories: Sendable {
    /// One advisory as far as it is about this package.
    struct Entry: Sendable {
        let document: OSVDocument
        let ranges: [AffectedRange]
        let versions: Set<PackageVersion>

        func affects(_ version: PackageVersion) -> Bool {
            let version = version.published
            return versions.contains(version) || ranges.contains { $0.contains(version) }
        }
    }

    let ecosystem: Ecosystem
    let name: String
    /// Sorted by id.
    let entries: [Entry]
    /// Every version named, sorted and unique: what exists as far as the data can tell.
    let knownVersions: [PackageVersion]
    /// The versions an upgrade may go to: fixes, and versions listed by name.
    let candidates: [PackageVersion]

    init(ecosystem: Ecosystem, name: String, documents: [OSVDocument]) {
        self.ecosystem = ecosystem
        self.name = name
        entries = documents.map { document in
            let affected = document.affected.filter { $0.ecosystem == ecosystem && $0.name == name }
            return Entry(
                document: document,
                ranges: affected.flatMap(\.ranges).map { AffectedRange($0, in: ecosystem) },
                versions: Set(
                    affected.flatMap(\.versions).compactMap { PackageVersion($0, in: ecosystem) }))
        }
        let listed = entries.flatMap(\.versions)
        knownVersions = Self.ordered(
            listed + entries.flatMap { $0.ranges.flatMap(\.versions) })
        candidates = Self.ordered(listed + entries.flatMap { $0.ranges.flatMap(\.fixes) })
    }

    /// Whether any advisory affects a version.
    func affects(_ version: PackageVersion) -> Bool { entries.contains { $0.affects(version) } }

    /// The least version above the current one that no advisory affects, of the same major line first.
    ///
    /// A pre-release is proposed only to those who have one already, and of Maven's lines (`-jre`, `-android`) only the one
    /// that is in use.
    func upgrade(from current: PackageVersion) -> Upgrade? {
        let choices = candidates.lazy.filter { candidate in
            candidate > current && (!candidate.isPrerelease || current.isPrerelease)
                && candidate.isOfSameLine(as: current) && candidate == candidate.published
                && !affects(candidate)
        }
        let sameLine = choices.first { $0.majorLine == current.majorLine }
        guard let version = sameLine ?? choices.first else { return nil }
        return Upgrade(
            version: Self.spelling(of: version, in: ecosystem), from: current.text,
            isMajorChange: sameLine == nil)
    }

    /// Sorted and unique; of two spellings of one version the lesser, so that input order never shows.
    private static func ordered(_ versions: [PackageVersion]) -> [PackageVersion] {
        var result: [PackageVersion] = []
        for version in versions.sorted(by: { $0 == $1 ? $0.text < $1.text : $0 < $1 })
        where result.last != version {
            result.append(version)
        }
        return result
    }

    private static func spelling(of version: PackageVersion, in ecosystem: Ecosystem) -> String {
        ecosystem == .go && !version.text.hasPrefix("v") ? "v" + version.text : version.text
    }
}
