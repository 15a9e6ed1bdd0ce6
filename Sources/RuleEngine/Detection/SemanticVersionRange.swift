/// A range of semantic versions: `>=1.2 <2`, `^1.4`, `~1.4.2`, `1.x`, several of them joined by `||`.
struct SemanticVersionRange {
    /// What a version must be compared with one that the range names.
    private struct Bound {
        var holds: (Int) -> Bool
        var version: SemanticVersion
    }

    /// One of these, of which each holds.
    private var alternatives: [[Bound]] = []

    /// Reads a range; nil for what is none.
    init?(_ text: String) {
        for part in text.split(separator: "||", omittingEmptySubsequences: false) {
            var bounds: [Bound] = []
            var words = part.split { $0 == " " || $0 == "," }.map(String.init)[...]
            guard !words.isEmpty else { return nil }
            while let word = words.popFirst() {
                let sign = word.prefix { "<>=^~!".contains($0) }
                var version = String(word.dropFirst(sign.count))
                if version.isEmpty, let next = words.popFirst() { version = next }
                guard let more = Self.bounds(String(sign), version) else { return nil }
                bounds += more
            }
            alternatives.append(bounds)
        }
    }

    /// Whether a version is in the range; false for a text that is no version.
    ///
    /// A prerelease is in a range only if that names a prerelease of the same version.
    func contains(_ text: String) -> Bool {
        guard let version = SemanticVersion(text) else { return false }
        return alternatives.contains { bounds in
            bounds.allSatisfy { $0.holds(version.order(with: $0.version)) }
                && (!version.isPrerelease
                    || bounds.contains { $0.version.isPrerelease(of: version) })
        }
    }

    private static func bounds(_ sign: String, _ text: String) -> [Bound]? {
        if text == "*" || text == "x", ["", "="].contains(sign) { return [] }
        guard let version = SemanticVersion(text) else { return nil }
        let least = Bound(holds: { $0 >= 0 }, version: version)
        func below(_ part: Int) -> [Bound] {
            [least, Bound(holds: { $0 < 0 }, version: version.raised(at: part))]
        }
        switch sign {
        case ">=": return [least]
        case ">": return [Bound(holds: { $0 > 0 }, version: version)]
        case "<=": return [Bound(holds: { $0 <= 0 }, version: version)]
        case "<": return [Bound(holds: { $0 < 0 }, version: version)]
        case "!=": return [Bound(holds: { $0 != 0 }, version: version)]
        case "~": return below(min(version.written - 1, 1))
        case "^": return below(version.numbers.firstIndex { $0 > 0 } ?? version.written - 1)
        case "", "=", "==":
            return version.written < 3
                ? below(version.written - 1) : [Bound(holds: { $0 == 0 }, version: version)]
        default: return nil
        }
    }
}

/// A semantic version; parts that are not written are zero, and what follows `+` is left out.
struct SemanticVersion {
    /// Major, minor and patch.
    private(set) var numbers: [Int]
    /// How many of the numbers are written.
    let written: Int
    private(set) var prerelease: [String]

    /// Reads a version, perhaps with `v` in front; nil for what is none.
    init?(_ text: String) {
        let core = text.hasPrefix("v") ? text.dropFirst() : text[...]
        let main = core.prefix { $0 != "+" }
        let parts = main.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        var numbers: [Int] = []
        for part in (parts.first ?? "").split(separator: ".", omittingEmptySubsequences: false) {
            if part == "x" || part == "*", !numbers.isEmpty { break }
            guard part.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(part),
                number < 1 << 31
            else { return nil }
            numbers.append(number)
        }
        guard (1...3).contains(numbers.count) else { return nil }
        written = numbers.count
        self.numbers = numbers + Array(repeating: 0, count: 3 - numbers.count)
        prerelease = parts.count > 1 ? parts[1].split(separator: ".").map(String.init) : []
    }

    /// Below zero when this version comes first, zero when they are equal.
    func order(with other: SemanticVersion) -> Int {
        for (left, right) in zip(numbers, other.numbers) where left != right {
            return left < right ? -1 : 1
        }
        if prerelease.isEmpty || other.prerelease.isEmpty {
            return (prerelease.isEmpty ? 1 : 0) - (other.prerelease.isEmpty ? 1 : 0)
        }
        for (left, right) in zip(prerelease, other.prerelease) where left != right {
            switch (Int(left), Int(right)) {
            case (let left?, let right?): return left < right ? -1 : 1
            case (_?, nil): return -1
            case (nil, _?): return 1
            default: return left.utf8.lexicographicallyPrecedes(right.utf8) ? -1 : 1
            }
        }
        return prerelease.count - other.prerelease.count
    }

    /// Whether it comes before a release.
    fileprivate var isPrerelease: Bool { !prerelease.isEmpty }

    /// Whether both are prereleases of the same version.
    fileprivate func isPrerelease(of other: SemanticVersion) -> Bool {
        isPrerelease && numbers == other.numbers
    }

    /// The first version after all that share the numbers up to one of them.
    fileprivate func raised(at part: Int) -> SemanticVersion {
        var raised = self
        raised.numbers[part] += 1
        for later in numbers.indices where later > part { raised.numbers[later] = 0 }
        // Prereleases of the next version are after the range too.
        raised.prerelease = ["0"]
        return raised
    }
}
