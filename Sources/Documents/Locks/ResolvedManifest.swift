/// A file that settles on versions: a lock file, or a manifest whose every dependency has exactly one.
package struct ResolvedManifest: Sendable {
    /// Each package once, sorted.
    package let dependencies: [ResolvedDependency]

    /// Lock files by name, each with the manifest beside it that says what was asked for directly.
    private static let locks: [String: (manifest: String?, ecosystem: Ecosystem)] = [
        "package-lock.json": (nil, .npm), "npm-shrinkwrap.json": (nil, .npm),
        "poetry.lock": ("pyproject.toml", .pypi), "uv.lock": ("pyproject.toml", .pypi),
        "pdm.lock": ("pyproject.toml", .pypi), "Pipfile.lock": (nil, .pypi),
    ]

    /// Whether a file of that name may settle on versions.
    package static func mayBe(_ fileName: String) -> Bool {
        locks[fileName] != nil || DependencyManifest.ecosystem(ofFileName: fileName) != nil
    }

    /// The manifest beside a lock file that says more about it; nil for none.
    package static func companion(of fileName: String) -> String? { locks[fileName]?.manifest }

    /// Whether a manifest is left to the lock file that lies beside it.
    package static func isLocked(_ fileName: String, beside siblings: Set<String>) -> Bool {
        guard locks[fileName] == nil else { return false }
        let names: [String]
        switch fileName {
        case "package.json":
            names =
                ["yarn.lock", "pnpm-lock.yaml", "bun.lock"]
                + locks.filter { $0.value.ecosystem == .npm }.map(\.key)
        case "pyproject.toml":
            names = locks.filter { $0.value.ecosystem == .pypi }.map(\.key)
        default: names = []
        }
        return names.contains(where: siblings.contains)
    }

    /// Reads a file; nil for one that leaves a version open, of which others may know more.
    ///
    /// `fileName` says what kind of file it is; `companion` is the manifest beside a lock file.
    ///
    /// - Throws: `DocumentError` when it is not what its name says, or above 2 MiB.
    package init?(
        parsing bytes: [UInt8], fileName: String, companion: DependencyManifest? = nil
    ) throws(DocumentError) {
        let name = fileName.split(separator: "/").last.map(String.init) ?? ""
        let found: [ResolvedDependency]?
        switch name {
        case "package-lock.json", "npm-shrinkwrap.json":
            found = PackageLockReader(try DataDocument(parsing: bytes, format: .json)).dependencies
        case "Pipfile.lock":
            found = PythonLockReader.pipfile(try DataDocument(parsing: bytes, format: .json))
        case "poetry.lock", "uv.lock", "pdm.lock":
            let direct = companion.map { Set($0.dependencies.map(\.name)) }
            found = PythonLockReader(direct: direct).packages(
                try DataDocument(parsing: bytes, format: .toml))
        default:
            found = try DependencyManifest(parsing: bytes, fileName: name).settled(name)
        }
        guard let found else { return nil }
        dependencies = ResolvedDependency.merged(found)
    }
}

extension DependencyManifest {
    /// What the manifest settles on; nil when it leaves a version open, or means another than it says.
    fileprivate func settled(_ name: String) -> [ResolvedDependency]? {
        guard !hasUnknown, !replacesModules else { return nil }
        var settled: [ResolvedDependency] = []
        for dependency in dependencies {
            guard let version = dependency.pinnedVersion,
                let url = PackageURL(
                    dependency.ecosystem, name: dependency.name, version: version)
            else { return nil }
            settled.append(
                ResolvedDependency(
                    url: url, relation: relation(of: dependency),
                    scope: scope(of: dependency)))
        }
        return settled
    }

    /// Whether a go.mod puts other modules in the place of those that it requires.
    private var replacesModules: Bool {
        guard case .goModule = kind else { return false }
        return (1...source.lineCount).contains { line in
            source.text(source.contentRange(ofLine: line)).split { $0 == " " || $0 == "\t" }
                .first.map { $0 == "replace" || $0.hasPrefix("replace(") } ?? false
        }
    }

    private func relation(of dependency: DeclaredDependency) -> ResolvedDependency.Relation? {
        switch kind {
        case .goModule:
            let line = source.contentRange(ofLine: dependency.line)
            let rest = source.text(
                min(dependency.span.upperBound, line.upperBound)..<line.upperBound)
            let comment = rest.split { " \t/;".contains($0) }.first
            return comment == "indirect" ? .indirect : .direct
        // What a program wrote holds what it resolved, too.
        case .requirements: return generatedBy == nil && !hasHashes ? .direct : nil
        case .pyproject, .packageJSON, .pom, .gradle: return .direct
        }
    }

    /// Whether a version is bound to files, which is a resolver's work.
    private var hasHashes: Bool { dependencies.contains(where: \.hasHashes) }

    private func scope(of dependency: DeclaredDependency) -> ResolvedDependency.Scope? {
        switch kind {
        case .packageJSON, .pom, .gradle:
            return dependency.isDevelopment ? .development : .runtime
        // Extras are for users, and nothing in a go.mod or a list of requirements says what it is for.
        case .requirements, .pyproject, .goModule: return nil
        }
    }
}
