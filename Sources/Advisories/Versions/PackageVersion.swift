package import Documents

/// A version of a package in its ecosystem's ordering.
///
/// Versions of different ecosystems are never equal; their order means nothing but is total.
package struct PackageVersion: Sendable {
    enum Value: Hashable, Sendable {
        case python(PythonVersion)
        case semantic(SemanticVersion)
        case maven(MavenVersion)
    }

    /// As written.
    package let text: String
    let value: Value

    /// Reads a version, for Go with or without its `v`; nil when the ecosystem has no such version.
    package init?(_ text: String, in ecosystem: Ecosystem) {
        switch ecosystem {
        case .pypi:
            guard let version = PythonVersion(text) else { return nil }
            value = .python(version)
        case .npm:
            let text = text.trimmed
            let bare = text.hasPrefix("v") || text.hasPrefix("=") ? String(text.dropFirst()) : text
            guard let version = SemanticVersion(bare) else { return nil }
            value = .semantic(version)
        case .go:
            guard let version = SemanticVersion(go: text.trimmed) else { return nil }
            value = .semantic(version)
        case .maven:
            guard let version = MavenVersion(text.trimmed) else { return nil }
            value = .maven(version)
        }
        self.text = text.trimmed
    }

    init(_ value: Value) {
        self.value = value
        text =
            switch value {
            case .python(let version): version.description
            case .semantic(let version): version.description
            case .maven(let version): version.description
            }
    }

    /// Whether it is a pre-release, a development release or a Go pseudo-version.
    package var isPrerelease: Bool {
        switch value {
        case .python(let version): version.isPrerelease
        case .semantic(let version): version.isPrerelease
        case .maven(let version): version.isPrerelease
        }
    }

    /// What must stay the same for an upgrade to count as compatible: the first number, and below 1.0 the
    /// second too.
    package var majorLine: [UInt64] {
        switch value {
        case .python(let version):
            let numbers = version.release + [0, 0]
            return [version.epoch, numbers[0]] + (numbers[0] == 0 ? [numbers[1]] : [])
        case .semantic(let version):
            return [0, version.major] + (version.major == 0 ? [version.minor] : [])
        case .maven(let version):
            let numbers = version.numbers + [0]
            return [0, numbers[0]] + (numbers[0] == 0 ? [numbers[1]] : [])
        }
    }

    /// Whether the other is a release of the same kind: packages of Maven come in lines such as `-jre` and `-android`.
    func isOfSameLine(as other: PackageVersion) -> Bool {
        guard case .maven(let left) = value, case .maven(let right) = other.value else {
            return true
        }
        return left.line == right.line
    }

    /// Without PEP 440's local label, which advisories know nothing of.
    var published: PackageVersion {
        guard case .python(let version) = value, !version.local.isEmpty else { return self }
        return PackageVersion(.python(version.withoutLocal))
    }
}

extension PackageVersion: Hashable {
    package static func == (left: PackageVersion, right: PackageVersion) -> Bool {
        left.value == right.value
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(value) }
}

extension PackageVersion: Comparable {
    package static func < (left: PackageVersion, right: PackageVersion) -> Bool {
        switch (left.value, right.value) {
        case (.python(let left), .python(let right)): left < right
        case (.semantic(let left), .semantic(let right)): left < right
        case (.maven(let left), .maven(let right)): left < right
        default: left.value.rank < right.value.rank
        }
    }
}

extension PackageVersion: CustomStringConvertible {
    package var description: String { text }
}

extension PackageVersion.Value {
    fileprivate var rank: Int {
        switch self {
        case .python: 0
        case .semantic: 1
        case .maven: 2
        }
    }
}
