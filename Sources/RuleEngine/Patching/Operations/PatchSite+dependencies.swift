internal import Documents
internal import Snapshots

extension PatchSite {
    /// Declares a dependency in the manifest that the component uses, unless one of its manifests has it.
    mutating func ensureDependency(
        ecosystem: String, package: String, specifier: String
    ) throws(Declined) {
        let folder = finding.scope.component
        let names = Self.manifests[ecosystem] ?? []
        let paths = names.map { folder.appending($0) }.filter {
            tree.snapshot.entry(at: $0)?.mode.isFile ?? false
        }
        guard let target = paths.first else {
            throw Declined(reason: "the component has no manifest of \(ecosystem)")
        }
        let wanted = Self.normalized(package, ecosystem: ecosystem)
        for path in paths {
            if try manifest(path).dependencies.contains(where: { $0.name == wanted }) { return }
        }
        let manifest = try manifest(target)
        if let generator = manifest.generatedBy {
            throw Declined(reason: "\(target) is written by \(generator)")
        }
        try change(target) { () throws(DataEditError) in
            try manifest.adding(name: package, specifier: specifier)
        }
    }

    /// Raises a dependency to the least version that closes its known vulnerabilities.
    mutating func bumpDependency(_ leaf: String) throws(Declined) {
        let place = try place(leaf)
        let manifest = try manifest(place.path)
        guard
            let dependency = manifest.dependencies.first(where: {
                $0.span.overlaps(place.span) || $0.span == place.span
            })
        else { throw Declined(reason: "`\(leaf)` is no dependency in \(place.path)") }
        if let generator = manifest.generatedBy {
            throw Declined(reason: "\(place.path) is written by \(generator)")
        }
        guard let known = evaluation.context.knowledge.vulnerability(of: dependency),
            let version = known.fixedVersion
        else {
            throw Declined(reason: "no version of \(dependency.name) is known to be better")
        }
        if known.isMajorChange { needsUnsafe = true }
        try change(place.path) { () throws(DataEditError) in
            try manifest.replacingVersion(of: dependency, with: version)
        }
    }

    private static let manifests = [
        "pypi": ["requirements.txt", "pyproject.toml"], "npm": ["package.json"], "go": ["go.mod"],
    ]

    private func manifest(_ path: RepositoryPath) throws(Declined) -> DependencyManifest {
        let source = try source(of: path)
        do {
            return try DependencyManifest(parsing: source.bytes, fileName: path.description)
        } catch {
            throw Declined(reason: "\(path) does not parse: \(error.reason)")
        }
    }

    private mutating func change(
        _ path: RepositoryPath, _ edits: () throws(DataEditError) -> [TextEdit]
    ) throws(Declined) {
        do throws(DataEditError) {
            add(try edits(), to: path)
        } catch {
            switch error {
            case .notFound, .ambiguous:
                throw Declined(
                    reason: "\(path) does not declare dependencies where they are expected")
            case .unsupported(let reason): throw Declined(reason: "\(path): \(reason)")
            }
        }
    }

    /// The name to compare by: PEP 503 for PyPI, as written elsewhere.
    private static func normalized(_ name: String, ecosystem: String) -> String {
        guard ecosystem == "pypi" else { return name }
        return name.lowercased().split { "-_.".contains($0) }.joined(separator: "-")
    }
}
