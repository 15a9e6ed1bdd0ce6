internal import Documents
internal import Snapshots

/// Declared dependencies.
extension Evaluation {
    /// How many files deep `-r` is followed.
    private static let includeLimit = 8

    /// A dependency with the manifest that declares it.
    struct Declaration {
        var path: RepositoryPath
        var dependency: DeclaredDependency
    }

    /// What the manifests of a scope declare.
    struct Declarations {
        var all: [Declaration] = []
        var doubt: String?
        /// A manifest that declares more than can be read, by ecosystem.
        var unknown: [String: RepositoryPath] = [:]

        /// Why there may be more of an ecosystem; `*` for every one.
        func doubt(about ecosystem: String) -> String? {
            if let doubt { return doubt }
            let path =
                ecosystem == "*" ? unknown.values.min() : unknown[ecosystem]
            return path.map { "\($0) declares dependencies in a way that cannot be read" }
        }
    }

    func hits(of leaf: DependencyLeaf, in scope: RuleScope) -> LeafAnswer {
        let declared = declarations(in: scope)
        var answer = LeafAnswer(doubt: declared.doubt(about: leaf.ecosystem))
        var threshold: Severity?
        if let template = leaf.minimumAdvisorySeverity {
            let text = try? render(template, captures: [:], in: scope)
            guard let severity = text.flatMap(Severity.init(rawValue:)) else {
                answer.doubt = "severity \"\(text ?? "")\" is none of those that there are"
                return answer
            }
            threshold = severity
            guard context.knowledge.hasAdvisories else {
                answer.doubt =
                    "no advisories are known; name a folder of OSV documents with --advisories"
                return answer
            }
        }
        for declaration in declared.all
        where declaration.dependency.fits(leaf.ecosystem, leaf.package) {
            let dependency = declaration.dependency
            if let version = leaf.version,
                context.knowledge.isWithin(version, dependency) != true
            {
                continue
            }
            let vulnerability = context.knowledge.vulnerability(of: dependency)
            if let threshold {
                guard let vulnerability, vulnerability.severity >= threshold else { continue }
            }
            answer.hits.append(
                LeafHit(
                    match: LeafMatch(
                        path: declaration.path, span: dependency.span,
                        attributes: Self.attributes(
                            of: dependency, threshold == nil ? nil : vulnerability))))
        }
        return answer
    }

    private static func attributes(
        of dependency: DeclaredDependency, _ vulnerability: Vulnerability?
    ) -> [String: String] {
        [
            "name": dependency.name,
            "version": dependency.pinnedVersion ?? dependency.specifier,
            "fixed": vulnerability?.fixedVersion ?? "",
            "advisories": vulnerability?.advisories.joined(separator: ", ") ?? "",
            "severity": vulnerability?.severity.rawValue ?? "",
        ]
    }

    /// The dependency that a match of a `dependency` leaf stands for.
    func declaration(at match: LeafMatch) -> (DependencyManifest, DeclaredDependency)? {
        guard let path = match.path, let span = match.span,
            let manifest = try? facts(of: path).dependencies(),
            let dependency = manifest.dependencies.first(where: { $0.span == span })
        else { return nil }
        return (manifest, dependency)
    }

    /// Whether a version that clears the dependency is known and may be written into its manifest.
    func isFixable(_ match: LeafMatch) -> Bool {
        guard let (manifest, dependency) = declaration(at: match) else { return false }
        return manifest.generatedBy == nil && !dependency.hasHashes
            && context.knowledge.vulnerability(of: dependency)?.fixedVersion != nil
    }

    /// Whether the scope's manifests declare a dependency; nil when a manifest cannot be read.
    func declares(_ wanted: Applicability.Dependency, in scope: RuleScope) -> Bool? {
        let declared = declarations(in: scope, ignoringPaths: true)
        let found = declared.all.contains { declaration in
            guard declaration.dependency.fits(wanted.ecosystem, wanted.package) else {
                return false
            }
            guard let version = wanted.version else { return true }
            return context.knowledge.isWithin(version, declaration.dependency) != false
        }
        return found ? true : declared.doubt(about: wanted.ecosystem) == nil ? false : nil
    }

    /// Everything that the scope's manifests declare, `-r` followed, sorted by path and place.
    private func declarations(
        in scope: RuleScope, ignoringPaths: Bool = false
    ) -> Declarations {
        var result = Declarations()
        var seen: Set<RepositoryPath> = []
        let files =
            ignoringPaths ? scope.index.entries.filter(\.mode.isFile).map(\.path) : scope.files([])
        for path in files where Self.isManifest(path) {
            collect(from: path, depth: 0, seen: &seen, into: &result)
        }
        result.all.sort {
            ($0.path, $0.dependency.span.lowerBound) < ($1.path, $1.dependency.span.lowerBound)
        }
        return result
    }

    private func collect(
        from path: RepositoryPath, depth: Int, seen: inout Set<RepositoryPath>,
        into result: inout Declarations
    ) {
        guard depth < Self.includeLimit, seen.insert(path).inserted else { return }
        if let doubt = doubt(about: path) {
            result.doubt = result.doubt ?? doubt
            return
        }
        do throws(DocumentError) {
            let manifest = try facts(of: path).dependencies()
            result.all += manifest.dependencies.map { Declaration(path: path, dependency: $0) }
            if manifest.hasUnknown,
                let ecosystem = DependencyManifest.ecosystem(ofFileName: path.lastComponent)
            {
                result.unknown[ecosystem.rawValue] = result.unknown[ecosystem.rawValue] ?? path
            }
            for include in manifest.includes {
                let target = path.parent.resolving(include)
                guard let target, snapshot.entry(at: target)?.mode.isFile == true else { continue }
                collect(from: target, depth: depth + 1, seen: &seen, into: &result)
            }
        } catch {
            result.doubt = result.doubt ?? doubt(error, in: path)
        }
    }

    /// Whether a file declares dependencies, by its name or, for requirements, by its folder's.
    private static func isManifest(_ path: RepositoryPath) -> Bool {
        let name = path.lastComponent
        if DependencyManifest.ecosystem(ofFileName: name) != nil { return true }
        return path.parent.lastComponent == "requirements" && name.hasSuffix(".txt")
    }
}

extension DeclaredDependency {
    /// Whether this is the dependency that a rule names; `*` stands for any.
    fileprivate func fits(_ wantedEcosystem: String, _ wantedName: String) -> Bool {
        guard wantedEcosystem == "*" || wantedEcosystem == ecosystem.rawValue else { return false }
        return wantedName == "*" || name == wantedName
    }
}

extension RepositoryPath {
    /// The path that a relative reference in a file of this folder means; nil when it leaves the repository.
    func resolving(_ reference: String) -> RepositoryPath? {
        var parts = bytes.isEmpty ? [] : components.map { Array($0) }
        for part in Array(reference.utf8).split(separator: UInt8(ascii: "/")) {
            if part.elementsEqual("..".utf8) {
                guard !parts.isEmpty else { return nil }
                parts.removeLast()
            } else if !part.elementsEqual(".".utf8) {
                parts.append(Array(part))
            }
        }
        return RepositoryPath(bytes: Array(parts.joined(separator: [UInt8(ascii: "/")])))
    }
}
