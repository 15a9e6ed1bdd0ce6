internal import Documents
internal import Snapshots

/// What the `.gitattributes` of a repository say of its files: the file nearest to a path decides.
struct RepositoryAttributes {
    /// Larger files are passed over; in bytes.
    private static let sizeLimit = 1 << 20
    private static let names = ["linguist-generated", "linguist-vendored"]

    private var files: [RepositoryPath: GitAttributes] = [:]

    /// Reads the files of a tree that say anything of what is generated or vendored.
    init(of entries: [SnapshotEntry], in snapshot: any Snapshot) {
        for entry in entries where entry.mode.isFile && entry.path.lastComponent == ".gitattributes"
        {
            guard let bytes = try? snapshot.bytes(of: entry.path, limit: Self.sizeLimit) else {
                continue
            }
            let attributes = GitAttributes(bytes)
            let isRelevant = attributes.rules.contains { rule in
                rule.states.contains { Self.names.contains($0.name) }
            }
            if isRelevant { files[entry.path.parent] = attributes }
        }
    }

    /// Whether a file is generated, or was written by somebody else.
    func isForeign(_ path: RepositoryPath) -> Bool {
        guard !files.isEmpty else { return false }
        return Self.names.contains { state(of: $0, at: path)?.isOn ?? false }
    }

    private func state(of attribute: String, at path: RepositoryPath) -> GitAttributes.State? {
        var folder = path.parent
        while true {
            if let attributes = files[folder], let relative = path.relative(to: folder),
                let state = attributes.state(of: attribute, at: relative.bytes[...])
            {
                return state
            }
            guard !folder.bytes.isEmpty else { return nil }
            folder = folder.parent
        }
    }
}
