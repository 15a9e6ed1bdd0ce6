/// A range of semantic versions in npm's notation: alternatives of comparators that must all hold.
package struct SemanticRange: Hashable, Sendable {
    enum Relation: Hashable, Sendable {
        case equal
        case below
        case atMost
        case above
        case atLeast

        func holds(_ left: SemanticVersion, _ right: SemanticVersion) -> Bool {
            switch self {
            case .equal: left == right
            case .below: left < right
            case .atMost: left <= right
            case .above: left > right
            case .atLeast: left >= right
            }
        }
    }

    struct Comparator: Hashable, Sendable {
        let relation: Relation
        let version: SemanticVersion
    }

    /// One list for each alternative; an empty list admits every release.
    let alternatives: [[Comparator]]

    /// Reads npm's notation: `^1.2`, `~1.2.3`, `1.x`, `>=1 <2`, `1.2 - 1.4`, `a || b`; nil for a tag, a URL or
    /// anything else that is no range.
    package init?(_ text: String) {
        guard let alternatives = SemanticRangeReader.alternatives(text) else { return nil }
        self.alternatives = alternatives
    }

    /// What a Go requirement admits: that version and later ones of the same major version.
    ///
    /// That is what minimal version selection may choose. Comparators (`>=v1.2.3 <v2`) are read as npm's.
    package init?(go text: String) {
        let text = text.trimmed
        guard let version = SemanticVersion(go: text) else {
            guard let range = SemanticRange(text) else { return nil }
            self = range
            return
        }
        // Modules of v0 and v1 share their path; from v2 on the path names the major version.
        let bound = SemanticVersion(max(version.major, 1) &+ 1, 0, 0, prerelease: [.number(0)])
        alternatives = [
            [
                Comparator(relation: .atLeast, version: version),
                Comparator(relation: .below, version: bound),
            ]
        ]
    }

    /// Whether a version is in the range.
    ///
    /// As npm does, a pre-release is admitted only by an alternative that names a pre-release of the same three
    /// numbers, unless the caller includes all.
    package func admits(_ version: SemanticVersion, includingPrereleases: Bool = false) -> Bool {
        alternatives.contains { comparators in
            guard comparators.allSatisfy({ $0.relation.holds(version, $0.version) }) else {
                return false
            }
            if !version.isPrerelease || includingPrereleases { return true }
            return comparators.contains {
                $0.version.isPrerelease
                    && ($0.version.major, $0.version.minor, $0.version.patch)
                        == (version.major, version.minor, version.patch)
            }
        }
    }
}
