internal import Advisories
internal import Documents

/// Manifests of dependencies, and versions.
extension FuzzTarget {
    static let manifests: [FuzzTarget] = [
        manifest("requirements", fileName: "requirements.txt", specifier: ">=1.0"),
        manifest("pyproject", fileName: "pyproject.toml", specifier: ">=1.0"),
        manifest("package-json", fileName: "package.json", specifier: "^1.0.0"),
        manifest("go-mod", fileName: "go.mod", specifier: "v1.2.3"),
    ]

    private static func manifest(
        _ name: String, fileName: String, specifier: String
    ) -> FuzzTarget {
        FuzzTarget(name, "\(fileName), read, bumped and added to") { input in
            var reader = InputReader(input)
            let place = reader.byte()
            let bytes = reader.bytes
            func parsed(_ edits: [TextEdit], _ original: [UInt8]) -> DependencyManifest? {
                guard let edited = try? edits.applied(to: original) else { return nil }
                return try? DependencyManifest(parsing: edited, fileName: fileName)
            }
            guard let manifest = try? DependencyManifest(parsing: bytes, fileName: fileName) else {
                return nil
            }
            for dependency in manifest.dependencies where dependency.name.isEmpty {
                return "a dependency without a name"
            }
            if let dependency = manifest.dependencies.isEmpty
                ? nil : manifest.dependencies[place % manifest.dependencies.count],
                let edits = try? manifest.replacingVersion(of: dependency, with: "9.8.7")
            {
                guard let after = parsed(edits, bytes) else { return "a bump that cannot be read" }
                guard after.dependencies.count == manifest.dependencies.count else {
                    return "a bump changed the number of dependencies"
                }
            }
            if let edits = try? manifest.adding(name: "complybot-probe", specifier: specifier) {
                guard let after = parsed(edits, bytes) else {
                    return "an addition that cannot be read"
                }
                guard after.dependencies.contains(where: { $0.name == "complybot-probe" }) else {
                    return "what was added is not there"
                }
                guard let again = try? after.adding(name: "complybot-probe", specifier: specifier),
                    again.isEmpty
                else { return "adding twice is not the same as once" }
            }
            return nil
        }
    }

    static let versions: [FuzzTarget] = [
        FuzzTarget("versions", "versions and constraints of each ecosystem: a total order") {
            input in
            var reader = InputReader(input)
            let texts = (0..<3).map { _ in String(decoding: reader.part(), as: UTF8.self) }
            for ecosystem in Ecosystem.allCases {
                let found = texts.compactMap { PackageVersion($0, in: ecosystem) }
                _ = VersionConstraint(texts[0], in: ecosystem)
                for left in found {
                    if left < left { return "a version is less than itself" }
                    for right in found {
                        if left < right, right < left { return "two versions, each less" }
                        for third in found where left < right && right < third && !(left < third) {
                            return "an order that is not transitive"
                        }
                    }
                }
            }
            return nil
        },
        FuzzTarget("osv", "OSV documents") { input in
            _ = try? OSVDocument(parsing: input, fileName: "probe.json")
            return nil
        },
    ]
}
