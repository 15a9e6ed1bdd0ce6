/// Reads the lock files of Python's package managers.
struct PythonLockReader {
    /// The names that the project itself asks for; nil when that is not known.
    let direct: Set<String>?

    /// The packages of Poetry, uv and PDM.
    func packages(_ document: DataDocument) -> [ResolvedDependency] {
        (document.roots[0]["package"]?.items ?? []).compactMap { entry in
            guard Self.isFromIndex(entry), let name = entry["name"]?.string,
                let version = entry["version"]?.string,
                let url = PackageURL(.pypi, name: name, version: version)
            else { return nil }
            let isDirect = direct?.contains(PythonRequirement.normalized(name))
            return ResolvedDependency(
                url: url, relation: isDirect.map { $0 ? .direct : .indirect },
                scope: Self.scope(of: entry))
        }
    }

    /// Whether a package comes from an index, and not from a folder, a repository or an address.
    private static func isFromIndex(_ entry: DataNode) -> Bool {
        if ["path", "url", "git", "hg", "svn"].contains(where: { entry[$0] != nil }) {
            return false
        }
        guard let source = entry["source"] else { return true }
        if source["registry"] != nil { return true }
        return ["legacy", "pypi"].contains(source["type"]?.string ?? "")
    }

    /// When it is needed, where the lock file names groups or categories.
    private static func scope(of entry: DataNode) -> ResolvedDependency.Scope? {
        if let category = entry["category"]?.string {
            return category == "main" ? .runtime : .development
        }
        guard let groups = entry["groups"]?.items.compactMap(\.string), !groups.isEmpty else {
            return nil
        }
        if groups.contains("main") || groups.contains("default") { return .runtime }
        // Other groups may be extras, which are for users.
        return groups == ["dev"] ? .development : nil
    }

    /// The packages of Pipenv.
    static func pipfile(_ document: DataDocument) -> [ResolvedDependency] {
        let lists: [(String, ResolvedDependency.Scope)] = [
            ("default", .runtime), ("develop", .development),
        ]
        return lists.flatMap { list, scope in
            (document.roots[0][list]?.members ?? []).compactMap { member in
                guard let specifier = member.value["version"]?.string,
                    let version = PythonRequirement.pinnedVersion(of: specifier),
                    let url = PackageURL(.pypi, name: member.key, version: version)
                else { return nil }
                return ResolvedDependency(url: url, relation: nil, scope: scope)
            }
        }
    }
}
