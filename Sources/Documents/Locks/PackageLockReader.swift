/// Reads npm's lock file, of its versions 1 to 3.
struct PackageLockReader {
    private(set) var dependencies: [ResolvedDependency] = []

    private static let folder = "node_modules/"
    private static let depth = 64

    init(_ document: DataDocument) {
        let root = document.roots[0]
        if let packages = root["packages"] {
            read(packages)
        } else {
            read(root["dependencies"])
        }
    }

    /// The packages by the folder that each is installed in; those outside of `node_modules` are the project's own.
    private mutating func read(_ packages: DataNode) {
        var direct: Set<String> = []
        for own in packages.members where !own.key.contains(Self.folder) {
            for list in ["dependencies", "devDependencies", "optionalDependencies"] {
                direct.formUnion((own.value[list]?.members ?? []).map(\.key))
            }
        }
        for entry in packages.members where entry.value["link"]?.scalarText != "true" {
            guard let installed = Self.installedName(entry.key) else { continue }
            let isDirect = direct.contains(installed) && entry.key == Self.folder + installed
            add(
                entry.value["name"]?.string ?? installed, entry.value,
                relation: isDirect ? .direct : .indirect)
        }
    }

    /// The name after the last `node_modules/` of a folder; nil for a folder of the project's own.
    private static func installedName(_ folder: String) -> String? {
        let parts = folder.split(separator: "/", omittingEmptySubsequences: false)
        guard let last = parts.lastIndex(of: "node_modules"), last + 1 < parts.count else {
            return nil
        }
        return parts[(last + 1)...].joined(separator: "/")
    }

    /// The tree of npm 6, which does not say what was asked for directly.
    private mutating func read(_ tree: DataNode?) {
        var open = (tree?.members ?? []).map { (member: $0, depth: 1) }
        while let (member, depth) = open.popLast() {
            add(member.key, member.value, relation: depth == 1 ? nil : .indirect)
            guard depth < Self.depth else { continue }
            open += (member.value["dependencies"]?.members ?? []).map { ($0, depth + 1) }
        }
    }

    private mutating func add(
        _ name: String, _ entry: DataNode, relation: ResolvedDependency.Relation?
    ) {
        // What comes from a folder, a repository or an address has that as its version.
        guard let version = entry["version"]?.string, version.utf8.first.map(Self.isDigit) == true,
            entry["resolved"]?.string?.hasPrefix("git") != true,
            let url = PackageURL(.npm, name: name, version: version)
        else { return }
        let isEither = entry["devOptional"]?.scalarText == "true"
        let isDevelopment = entry["dev"]?.scalarText == "true"
        dependencies.append(
            ResolvedDependency(
                url: url, relation: relation,
                scope: isEither ? nil : isDevelopment ? .development : .runtime))
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
}
