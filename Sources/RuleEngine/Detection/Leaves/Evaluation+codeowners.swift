internal import Documents
internal import Snapshots

extension Evaluation {
    /// A path that no rule can be meant for alone: what is true of it is true of any file in the folder.
    private static let anyName = "\u{1}any"

    /// What the leaf matches.
    func hits(of leaf: CodeownersLeaf) -> LeafAnswer {
        let place = leaf.locations.lazy.map { RepositoryPath($0) }
            .first { self.snapshot.entry(at: $0)?.mode.isFile == true }
        guard let place else {
            guard leaf.isAbsent else { return LeafAnswer() }
            let match = LeafMatch(attributes: ["missing": leaf.paths.map(Self.words).list])
            return LeafAnswer(hits: [LeafHit(match: match)])
        }
        let owners: Codeowners
        do throws(SnapshotError) {
            owners = Codeowners(try snapshot.bytes(of: place, limit: Codeowners.sizeLimit))
        } catch {
            // GitHub does not load such a file, so nobody owns anything.
            guard case .tooLarge = error else {
                return LeafAnswer(doubt: "\(place) cannot be read")
            }
            owners = Codeowners([])
        }
        let missing = leaf.paths.filter { !covers($0, owners) }
        var match = LeafMatch(path: place, span: 0..<0)
        if leaf.isAbsent {
            match.attributes["missing"] = missing.map(Self.words).list
            return LeafAnswer(hits: missing.isEmpty ? [] : [LeafHit(match: match)])
        }
        guard missing.isEmpty else { return LeafAnswer() }
        let rules = leaf.paths.compactMap { owners.rule(for: Self.sample($0)) }
        match.span = rules.first?.span ?? 0..<0
        var names: [String] = []
        for name in rules.flatMap(\.owners) where !names.contains(name) { names.append(name) }
        return LeafAnswer(
            hits: [LeafHit(match: match, captures: ["owners": names.joined(separator: " ")])])
    }

    /// Every file is covered by a rule for all, or one by one.
    private func covers(_ path: String, _ owners: Codeowners) -> Bool {
        if !owners.owners(of: Self.sample(path)).isEmpty { return true }
        guard path == "*" else { return false }
        return snapshot.entries.allSatisfy { !owners.owners(of: $0.path.bytes).isEmpty }
    }

    private static func sample(_ path: String) -> [UInt8] {
        let relative = path.hasPrefix("/") ? String(path.dropFirst()) : path
        if relative == "*" { return Array("\(anyName)/\(anyName)".utf8) }
        return Array((relative.hasSuffix("/") ? relative + anyName : relative).utf8)
    }

    private static func words(_ path: String) -> String { path == "*" ? "all files" : "`\(path)`" }
}
