/// A version as Semantic Versioning 2.0.0 defines it.
///
/// Two versions that differ in build metadata only are equal here, since neither precedes the other.
package struct SemanticVersion: Hashable, Sendable {
    enum Identifier: Hashable, Sendable {
        case number(UInt64)
        case word(String)
    }

    let major: UInt64
    let minor: UInt64
    let patch: UInt64
    let prerelease: [Identifier]
    let build: String

    init(
        _ major: UInt64, _ minor: UInt64, _ patch: UInt64, prerelease: [Identifier] = [],
        build: String = ""
    ) {
        self.major = major
        self.minor = minor
        self.patch = patch
        self.prerelease = prerelease
        self.build = build
    }

    /// Reads the strict grammar: three numbers without leading zeros; nil for anything else.
    package init?(_ text: String) {
        guard let partial = PartialVersion(text), partial.isFull else { return nil }
        self = partial.lowest
    }

    /// Reads a version of Go: the strict grammar with `v` in front, minor and patch optional.
    ///
    /// The `v` may be missing, as it is in OSV documents; `+incompatible` is build metadata, and
    /// pseudo-versions are pre-releases.
    package init?(go text: String) {
        let bare = text.hasPrefix("v") ? String(text.dropFirst()) : text
        guard let partial = PartialVersion(bare), partial.major != nil else { return nil }
        if !partial.isFull, !partial.prerelease.isEmpty || !partial.build.isEmpty { return nil }
        self = partial.lowest
    }

    /// Whether it is a pre-release.
    package var isPrerelease: Bool { !prerelease.isEmpty }

    package static func == (left: SemanticVersion, right: SemanticVersion) -> Bool {
        (left.major, left.minor, left.patch) == (right.major, right.minor, right.patch)
            && left.prerelease == right.prerelease
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(major)
        hasher.combine(minor)
        hasher.combine(patch)
        hasher.combine(prerelease)
    }
}

extension SemanticVersion: Comparable {
    package static func < (left: SemanticVersion, right: SemanticVersion) -> Bool {
        let (lefts, rights) = (
            (left.major, left.minor, left.patch), (right.major, right.minor, right.patch)
        )
        if lefts != rights { return lefts < rights }
        // A release comes after its pre-releases.
        if left.prerelease.isEmpty || right.prerelease.isEmpty {
            return !left.prerelease.isEmpty && right.prerelease.isEmpty
        }
        for (left, right) in zip(left.prerelease, right.prerelease) where left != right {
            switch (left, right) {
            case (.number(let left), .number(let right)): return left < right
            case (.word(let left), .word(let right)):
                return left.utf8.lexicographicallyPrecedes(right.utf8)
            case (.number, .word): return true
            case (.word, .number): return false
            }
        }
        return left.prerelease.count < right.prerelease.count
    }
}

extension SemanticVersion: CustomStringConvertible {
    package var description: String {
        var text = "\(major).\(minor).\(patch)"
        if !prerelease.isEmpty {
            let parts = prerelease.map { part in
                switch part {
                case .number(let number): String(number)
                case .word(let word): word
                }
            }
            text += "-" + parts.joined(separator: ".")
        }
        return build.isEmpty ? text : text + "+" + build
    }
}
