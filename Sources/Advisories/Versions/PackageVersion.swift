package import Documents

/// A version of a package in its ecosystem's ordering.
///
/// Versions of different ecosystems are never equal; their order means nothing but is total.
package struct PackageVersion: Sendable {
    enum Value: Hashable, Sendable {
        case python(PythonVersion)
        case semantic(SemanticVersion)
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
            guard let version = SemanticVersion(maven: text.trimmed) else { return nil }
            value = .semantic(version)
        }
        self.text = text.trimmed
    }

    init(_ value: Value) {
        self.value = value
        text =
            switch value {
            case .python(let version): version.description
            case .semantic(let version): version.description
            }
    }

    /// Whether it is a pre-release, a development release or a Go pseudo-version.
    package var isPrerelease: Bool {
        switch value {
        case .python(let version): version.isPrerelease
        case .semantic(let version): version.isPrerelease
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
        }
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
        case (.python, .semantic): true
        case (.semantic, .python): false
        }
    }
}

extension PackageVersion: CustomStringConvertible {
    package var description: String { text }
}
