/// A PEP 440 version specifier: clauses that must all hold, separated by commas.
package struct PythonSpecifier: Hashable, Sendable {
    enum Relation: String, CaseIterable, Hashable, Sendable {
        // Longer operators before those they begin with.
        case identical = "==="
        case equal = "=="
        case notEqual = "!="
        case compatible = "~="
        case atMost = "<="
        case atLeast = ">="
        case below = "<"
        case above = ">"
    }

    struct Clause: Hashable, Sendable {
        let relation: Relation
        /// The text after the operator; compared as it is by `===` only.
        let text: String
        /// The version, of a prefix without its `.*`; nil for a text that is none, which `===` allows.
        let version: PythonVersion?
        let isPrefix: Bool
    }

    let clauses: [Clause]

    /// Reads a specifier, empty text admitting everything; nil for anything malformed.
    package init?(_ text: String) {
        guard text.utf8.count <= 4096 else { return nil }
        var clauses: [Clause] = []
        var trimmed = text.trimmed
        // Old metadata puts the whole specifier in parentheses.
        if trimmed.hasPrefix("("), trimmed.hasSuffix(")") {
            trimmed = String(trimmed.dropFirst().dropLast()).trimmed
        }
        let parts = trimmed.split(separator: ",", omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            let part = String(part).trimmed
            // A comma at the end is allowed, an empty clause elsewhere is not.
            if part.isEmpty, index == parts.count - 1 { continue }
            guard let clause = Self.clause(part) else { return nil }
            clauses.append(clause)
        }
        self.clauses = clauses
    }

    /// Whether a version meets every clause.
    ///
    /// As pip does, a pre-release is admitted only when a clause names one.
    package func admits(_ version: PythonVersion) -> Bool {
        if version.isPrerelease, !clauses.contains(where: \.allowsPrereleases) { return false }
        return clauses.allSatisfy { $0.admits(version) }
    }

    private static func clause(_ text: String) -> Clause? {
        guard let relation = Relation.allCases.first(where: { text.hasPrefix($0.rawValue) }) else {
            return nil
        }
        var rest = String(text.dropFirst(relation.rawValue.count)).trimmed
        guard !rest.isEmpty else { return nil }
        if relation == .identical {
            return Clause(
                relation: relation, text: rest, version: PythonVersion(rest), isPrefix: false)
        }
        let isPrefix = rest.hasSuffix(".*")
        if isPrefix { rest = String(rest.dropLast(2)) }
        guard let version = PythonVersion(rest) else { return nil }
        switch relation {
        case .equal, .notEqual:
            if isPrefix, version.development != nil || !version.local.isEmpty { return nil }
        case .compatible:
            if isPrefix || version.release.count < 2 || !version.local.isEmpty { return nil }
        default:
            if isPrefix || !version.local.isEmpty { return nil }
        }
        return Clause(relation: relation, text: rest, version: version, isPrefix: isPrefix)
    }
}

extension PythonSpecifier.Clause {
    /// Whether the clause itself names a pre-release; an exclusion or an upper bound does not ask for one.
    var allowsPrereleases: Bool {
        switch relation {
        case .notEqual, .below, .above: false
        default: version?.isPrerelease ?? false
        }
    }

    func admits(_ candidate: PythonVersion) -> Bool {
        guard let version else { return text.lowercased() == candidate.description }
        let comparable = candidate.withoutLocal
        switch relation {
        case .identical: return text.lowercased() == candidate.description || candidate == version
        case .equal: return matches(candidate, version)
        case .notEqual: return !matches(candidate, version)
        case .atMost: return comparable <= version
        case .atLeast: return comparable >= version
        case .compatible:
            let series = PythonVersion(epoch: version.epoch, release: version.release.dropLast())
            return comparable >= version && Self.hasPrefix(series, candidate)
        case .below:
            // `<2` must not let 2.0rc1 in.
            let isOwnPrerelease = candidate.isPrerelease && candidate.base == version.base
            return candidate < version && (version.isPrerelease || !isOwnPrerelease)
        case .above:
            // `>2` must let in neither 2.post1 nor 2+local.
            let hasSameBase = candidate.base == version.base
            if candidate.post != nil, version.post == nil, hasSameBase { return false }
            if !candidate.local.isEmpty, hasSameBase { return false }
            return candidate > version
        }
    }

    private func matches(_ candidate: PythonVersion, _ version: PythonVersion) -> Bool {
        if isPrefix { return Self.hasPrefix(version, candidate) }
        return version.local.isEmpty ? candidate.withoutLocal == version : candidate == version
    }

    /// Whether a version belongs to a series such as `1.4.*` or `1.4rc1.*`.
    private static func hasPrefix(_ prefix: PythonVersion, _ candidate: PythonVersion) -> Bool {
        guard prefix.epoch == candidate.epoch else { return false }
        let isWhole = prefix.phase != nil || prefix.post != nil
        let padding = max(0, prefix.release.count - candidate.release.count)
        let release = candidate.release + [UInt64](repeating: 0, count: padding)
        let extent = isWhole ? release.count : prefix.release.count
        let wanted =
            prefix.release
            + [UInt64](repeating: 0, count: max(0, extent - prefix.release.count))
        guard release.prefix(extent).elementsEqual(wanted) else { return false }
        guard isWhole else { return true }
        guard prefix.phase == candidate.phase, prefix.phaseNumber == candidate.phaseNumber else {
            return false
        }
        return prefix.post == nil || prefix.post == candidate.post
    }
}

extension String {
    /// Without ASCII white space at either end.
    var trimmed: String {
        let isBlank: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0d).contains($0) }
        let start = utf8.firstIndex { !isBlank($0) } ?? endIndex
        let end = utf8.lastIndex { !isBlank($0) }.map { utf8.index(after: $0) } ?? endIndex
        return start < end ? String(self[start..<end]) : ""
    }
}
