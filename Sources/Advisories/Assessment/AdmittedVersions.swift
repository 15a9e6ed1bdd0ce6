internal import Documents

/// Decides from sample versions whether a range of versions is affected.
///
/// Between two neighbouring samples neither the constraint nor any advisory changes its mind: the samples are
/// every version either of them names, the place just above each, and the two ends.
struct AdmittedVersions {
    private let samples: [PackageVersion]
    /// The latest admitted version that the data or the constraint names, or else any admitted one; nil when
    /// nothing is admitted.
    let latestKnown: PackageVersion?

    init(_ constraint: VersionConstraint, of package: PackageAdvisories) {
        let named = package.knownVersions + constraint.bounds
        let ends = Self.ends(package.ecosystem)
        samples = (named + named.map(\.justAbove) + ends).filter(constraint.admits)
        latestKnown = named.filter(constraint.admits).max() ?? samples.max()
    }

    /// Whether affected versions are admitted and no version that came with or after the fix is.
    func areAffected(by entry: PackageAdvisories.Entry) -> Bool {
        var firstAffected: PackageVersion?
        var lastClean: PackageVersion?
        for sample in samples {
            if entry.affects(sample) {
                if firstAffected.map({ sample < $0 }) ?? true { firstAffected = sample }
            } else if lastClean.map({ sample > $0 }) ?? true {
                lastClean = sample
            }
        }
        guard let firstAffected else { return false }
        return lastClean.map { $0 < firstAffected } ?? true
    }

    private static func ends(_ ecosystem: Ecosystem) -> [PackageVersion] {
        let last = UInt64(1) << 62
        switch ecosystem {
        case .pypi:
            return [PythonVersion(release: [0]), PythonVersion(release: [last])]
                .map { PackageVersion(.python($0)) }
        case .npm, .go:
            return [SemanticVersion(0, 0, 0), SemanticVersion(last, 0, 0)]
                .map { PackageVersion(.semantic($0)) }
        case .maven:
            return ["0", "\(last)"].compactMap { PackageVersion($0, in: .maven) }
        }
    }
}

extension PackageVersion {
    /// A release above this version with nothing anybody would publish in between.
    fileprivate var justAbove: PackageVersion {
        switch value {
        case .python(let version):
            let release = version.isPrerelease ? version.release : version.release + [0, 0, 1]
            return PackageVersion(.python(PythonVersion(epoch: version.epoch, release: release)))
        case .semantic(let version):
            let patch = version.isPrerelease ? version.patch : version.patch &+ 1
            return PackageVersion(.semantic(SemanticVersion(version.major, version.minor, patch)))
        case .maven(let version):
            let numbers = version.numbers.map(String.init).joined(separator: ".")
            let text = version.isPrerelease ? numbers : version.text + ".0.1"
            return PackageVersion(text, in: .maven) ?? self
        }
    }
}
