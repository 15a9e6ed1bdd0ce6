internal import Documents
internal import Snapshots

extension PatchSite {
    /// Where a new configuration is written.
    private static let dependabotFile: RepositoryPath = ".github/dependabot.yml"

    /// Has Dependabot look after every ecosystem that nothing looks after: in a new configuration, or at the end of the
    /// one that is there.
    mutating func ensureUpdates(_ leaf: String, interval: Template) throws(Declined) {
        guard let scope = evaluation.scope(of: finding.rule.id, at: finding.scope) else {
            throw Declined(reason: "rule \(finding.rule.id) is not in the set")
        }
        let needs = evaluation.updateNeeds(in: scope)
        let interval = try text(interval)
        guard let path = try match(leaf).path else {
            let text =
                "version: 2\nupdates:\n"
                + needs.names.map { name in
                    needs.text(of: name, interval: interval)
                }.joined()
            let creation = FileCreation(snapshot: tree.snapshot)
            create(
                Self.dependabotFile, bytes: creation.bytes(of: text, at: Self.dependabotFile),
                mode: .regular)
            return
        }
        let source = try source(of: path)
        guard let document = try? DataDocument(parsing: source.bytes, format: .yaml) else {
            throw Declined(reason: "\(path) does not parse")
        }
        guard document.roots.first?["version"]?.scalarText == "2" else {
            throw Declined(reason: "\(path) is not of version 2")
        }
        for name in needs.uncovered(by: document) {
            try append(needs.value(of: name, interval: interval), to: "$.updates", of: path)
        }
    }
}

extension Evaluation.UpdateNeeds {
    private func sortedFolders(of name: String) -> [String] {
        (folders[name] ?? []).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// An entry as a new file has it.
    fileprivate func text(of name: String, interval: String) -> String {
        let folders = sortedFolders(of: name)
        var lines = ["  - package-ecosystem: \(name)"]
        if folders.count == 1 {
            lines.append("    directory: \(Quoting.yaml(folders[0]))")
        } else {
            lines.append("    directories:")
            lines += folders.map { "      - \(Quoting.yaml($0))" }
        }
        lines += ["    schedule:", "      interval: \(Quoting.yaml(interval))"]
        return lines.joined(separator: "\n") + "\n"
    }

    /// The same entry as data.
    fileprivate func value(of name: String, interval: String) -> DataValue {
        let folders = sortedFolders(of: name)
        let place: DataValue.Member =
            folders.count == 1
            ? .init("directory", .string(folders[0]))
            : .init("directories", .sequence(folders.map { .string($0) }))
        return .mapping([
            .init("package-ecosystem", .string(name)), place,
            .init("schedule", .mapping([.init("interval", .string(interval))])),
        ])
    }
}
