/// A set of versions of Maven: alternatives of comparators that must all hold.
///
/// It is written as a project file does (`[1.0,2.0)`, several of them after commas), or in npm's notation as rules do;
/// there a version may have any number of numbers and words.
struct MavenRange: Hashable, Sendable {
    struct Comparator: Hashable, Sendable {
        let relation: SemanticRange.Relation
        let version: MavenVersion
    }

    struct Alternative: Hashable, Sendable {
        let comparators: [Comparator]
        /// Whether `2.0-rc1` counts as below 2.0, as it does for Maven itself.
        let admitsPrereleases: Bool
    }

    let alternatives: [Alternative]

    /// Reads a range; nil for a property, or whatever is none.
    init?(_ text: String) {
        let text = text.trimmed
        if text.hasPrefix("[") || text.hasPrefix("(") {
            guard let intervals = MavenIntervalReader.intervals(text) else { return nil }
            alternatives = intervals.map { Alternative(comparators: $0, admitsPrereleases: true) }
        } else if let range = SemanticRange(text) {
            alternatives = range.alternatives.map { comparators in
                Alternative(
                    comparators: comparators.compactMap(Comparator.init), admitsPrereleases: false)
            }
        } else {
            guard let comparators = Self.comparators(text) else { return nil }
            alternatives = comparators.map {
                Alternative(comparators: $0, admitsPrereleases: false)
            }
        }
    }

    /// Comparators with versions that only Maven has.
    private static func comparators(_ text: String) -> [[Comparator]]? {
        guard text.utf8.count <= 4096 else { return nil }
        var alternatives: [[Comparator]] = []
        for words in SemanticRangeReader.words(text) {
            var comparators: [Comparator] = []
            for word in words {
                if let range = SemanticRangeReader.simple(word) {
                    comparators += range.compactMap(Comparator.init)
                } else {
                    guard let comparator = Comparator(word) else { return nil }
                    comparators.append(comparator)
                }
            }
            alternatives.append(comparators)
        }
        return alternatives
    }

    /// Whether a version is in the range; see `Alternative.admitsPrereleases` and `SemanticRange.admits`.
    func admits(_ version: MavenVersion) -> Bool {
        alternatives.contains { alternative in
            guard alternative.comparators.allSatisfy({ $0.holds(version) }) else { return false }
            if alternative.admitsPrereleases || !version.isPrerelease { return true }
            return alternative.comparators.contains {
                $0.version.isPrerelease && $0.version.numbers == version.numbers
            }
        }
    }
}

extension MavenRange.Comparator {
    /// One operator with a version; nil for any other operator.
    fileprivate init?(_ word: String) {
        let mark = word.prefix { "<>=~^".contains($0) }
        guard let version = MavenVersion(String(word.dropFirst(mark.count))),
            version.text.utf8.first.map({ (0x30...0x39).contains($0) }) ?? false
        else { return nil }
        switch mark {
        case "<": self.init(relation: .below, version: version)
        case "<=": self.init(relation: .atMost, version: version)
        case ">": self.init(relation: .above, version: version)
        case ">=": self.init(relation: .atLeast, version: version)
        case "", "=", "==": self.init(relation: .equal, version: version)
        default: return nil
        }
    }

    /// A comparator of npm; the bound below a number's first pre-release is that number here.
    fileprivate init?(_ comparator: SemanticRange.Comparator) {
        let bound = comparator.version
        let isFloor = bound.prerelease == [.number(0)]
        let text = isFloor ? "\(bound.major).\(bound.minor).\(bound.patch)" : "\(bound)"
        guard let version = MavenVersion(text) else { return nil }
        self.init(relation: comparator.relation, version: version)
    }

    fileprivate func holds(_ version: MavenVersion) -> Bool {
        switch relation {
        case .equal: version == self.version
        case .below: version < self.version
        case .atMost: version <= self.version
        case .above: version > self.version
        case .atLeast: version >= self.version
        }
    }
}
