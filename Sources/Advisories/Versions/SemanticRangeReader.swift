/// Reads npm's range grammar into comparators.
enum SemanticRangeReader {
    typealias Comparator = SemanticRange.Comparator

    static func alternatives(_ text: String) -> [[Comparator]]? {
        guard text.utf8.count <= 4096 else { return nil }
        var alternatives: [[Comparator]] = []
        for part in split(text, separator: "||") {
            guard let comparators = alternative(part.trimmed) else { return nil }
            alternatives.append(comparators)
        }
        return alternatives
    }

    /// The words of each alternative.
    static func words(_ text: String) -> [[String]] {
        split(text, separator: "||").map { joinedOperators($0.trimmed) }
    }

    private static func split(_ text: String, separator: String) -> [String] {
        var parts: [String] = []
        var part: [UInt8] = []
        let bytes = Array(text.utf8)
        var index = 0
        while index < bytes.count {
            if bytes[index...].starts(with: separator.utf8) {
                parts.append(String(decoding: part, as: UTF8.self))
                part = []
                index += separator.utf8.count
            } else {
                part.append(bytes[index])
                index += 1
            }
        }
        return parts + [String(decoding: part, as: UTF8.self)]
    }

    private static func alternative(_ text: String) -> [Comparator]? {
        let words = joinedOperators(text)
        if words.count == 3, words[1] == "-" { return hyphen(words[0], words[2]) }
        var comparators: [Comparator] = []
        for word in words {
            guard let simple = simple(word) else { return nil }
            comparators += simple
        }
        return comparators
    }

    /// The words of an alternative, an operator that stands alone joined to the version after it.
    private static func joinedOperators(_ text: String) -> [String] {
        var words: [String] = []
        for word in text.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "," }) {
            if let last = words.last, last.allSatisfy({ "<>=~^".contains($0) }) {
                words[words.count - 1] = last + word
            } else {
                words.append(String(word))
            }
        }
        return words
    }

    private static func hyphen(_ low: String, _ high: String) -> [Comparator]? {
        guard let low = partial(low), let high = partial(high) else { return nil }
        var comparators: [Comparator] = []
        if low.major != nil {
            comparators.append(Comparator(relation: .atLeast, version: low.lowest))
        }
        if high.isFull {
            comparators.append(Comparator(relation: .atMost, version: high.lowest))
        } else if let bound = next(after: high) {
            comparators.append(Comparator(relation: .below, version: bound))
        }
        return comparators
    }

    /// The comparators of one word; nil when it is none.
    static func simple(_ word: String) -> [Comparator]? {
        let mark = word.prefix { "<>=~^".contains($0) }
        guard let version = partial(String(word.dropFirst(mark.count))) else { return nil }
        let low = Comparator(relation: .atLeast, version: version.lowest)
        func below(_ bound: SemanticVersion?) -> [Comparator] {
            bound.map { [Comparator(relation: .below, version: $0)] } ?? []
        }
        switch mark {
        case "^":
            return version.major == nil ? [] : [low] + below(caretBound(version))
        case "~", "~>":
            return version.major == nil ? [] : [low] + below(tildeBound(version))
        case "", "=", "==":
            if version.isFull { return [Comparator(relation: .equal, version: version.lowest)] }
            return version.major == nil ? [] : [low] + below(next(after: version))
        case ">=":
            return version.major == nil ? [] : [low]
        case "<":
            if version.major == nil { return below(floor(0, 0, 0)) }
            return version.isFull ? below(version.lowest) : below(firstOf(version))
        case "<=":
            if version.isFull { return [Comparator(relation: .atMost, version: version.lowest)] }
            return below(next(after: version))
        case ">":
            if version.isFull { return [Comparator(relation: .above, version: version.lowest)] }
            guard let bound = next(after: version) else { return below(floor(0, 0, 0)) }
            return [
                Comparator(
                    relation: .atLeast,
                    version: SemanticVersion(bound.major, bound.minor, bound.patch))
            ]
        default: return nil
        }
    }

    private static func partial(_ text: String) -> PartialVersion? {
        if text.isEmpty { return PartialVersion("*") }
        return PartialVersion(text.hasPrefix("v") ? String(text.dropFirst()) : text)
    }

    /// The first pre-release of a triple: what lies before it are earlier versions, all of them.
    private static func floor(_ major: UInt64, _ minor: UInt64, _ patch: UInt64) -> SemanticVersion
    {
        SemanticVersion(major, minor, patch, prerelease: [.number(0)])
    }

    private static func firstOf(_ version: PartialVersion) -> SemanticVersion {
        floor(version.major ?? 0, version.minor ?? 0, 0)
    }

    /// The first version after all those a partial version stands for; nil when it stands for all.
    private static func next(after version: PartialVersion) -> SemanticVersion? {
        guard let major = version.major else { return nil }
        guard let minor = version.minor else { return floor(major &+ 1, 0, 0) }
        return floor(major, minor &+ 1, 0)
    }

    private static func tildeBound(_ version: PartialVersion) -> SemanticVersion? {
        next(after: version)
    }

    /// `^` lets everything change to the right of the first number that is not zero.
    private static func caretBound(_ version: PartialVersion) -> SemanticVersion? {
        guard let major = version.major else { return nil }
        guard major == 0, let minor = version.minor else { return floor(major &+ 1, 0, 0) }
        guard minor == 0, let patch = version.patch else { return floor(0, minor &+ 1, 0) }
        return floor(0, 0, patch &+ 1)
    }
}
