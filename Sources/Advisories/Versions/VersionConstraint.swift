package import Documents

/// What a manifest asks for: a set of versions in its ecosystem's notation.
package struct VersionConstraint: Hashable, Sendable {
    private enum Value: Hashable, Sendable {
        case python(PythonSpecifier)
        case semantic(SemanticRange)
        case maven(MavenRange)
    }

    private let value: Value

    /// Reads a constraint, empty text admitting everything; nil for a tag, a URL or whatever is none.
    package init?(_ text: String, in ecosystem: Ecosystem) {
        switch ecosystem {
        case .pypi:
            guard let specifier = PythonSpecifier(text) ?? PythonSpecifier(poetry: text) else {
                return nil
            }
            value = .python(specifier)
        case .npm:
            guard let range = SemanticRange(text) else { return nil }
            value = .semantic(range)
        case .maven:
            guard let range = MavenRange(text) else { return nil }
            value = .maven(range)
        case .go:
            guard let range = SemanticRange(go: text) else { return nil }
            value = .semantic(range)
        }
    }

    /// Whether a version is admitted; never one of another ecosystem.
    package func admits(_ version: PackageVersion) -> Bool {
        switch (value, version.value) {
        case (.python(let specifier), .python(let version)): specifier.admits(version)
        case (.semantic(let range), .semantic(let version)): range.admits(version)
        case (.maven(let range), .maven(let version)): range.admits(version)
        default: false
        }
    }

    /// The versions the constraint names.
    var bounds: [PackageVersion] {
        switch value {
        case .python(let specifier):
            specifier.clauses.compactMap { $0.version.map { PackageVersion(.python($0)) } }
        case .semantic(let range):
            range.alternatives.joined().map { PackageVersion(.semantic($0.version)) }
        case .maven(let range):
            range.alternatives.flatMap { $0.comparators.map { PackageVersion(.maven($0.version)) } }
        }
    }
}
