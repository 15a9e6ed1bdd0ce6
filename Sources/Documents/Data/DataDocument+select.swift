extension DataDocument {
    /// Every node that a path selects, in the order of the file; none when the document is missing.
    ///
    /// A key that stands twice selects each. `..` gives a node before what is below it.
    package func select(_ path: DataPath, document: Int = 0) -> [DataMatch] {
        guard roots.indices.contains(document) else { return [] }
        var matches = [DataMatch(node: roots[document], path: DataPath())]
        let isUnique = path.steps.filter { $0 == .descendants }.count < 2
        for step in path.steps {
            matches = matches.flatMap { $0.following(step) }
            if !isUnique { matches = Self.unique(matches) }
        }
        return matches
    }

    /// Two `..` reach a node on several ways; it counts once.
    private static func unique(_ matches: [DataMatch]) -> [DataMatch] {
        var seen: Set<Place> = []
        return matches.filter { seen.insert(Place(path: $0.path, span: $0.node.span)).inserted }
    }

    private struct Place: Hashable {
        let path: DataPath
        let span: Range<Int>
    }
}

extension DataMatch {
    fileprivate func following(_ step: DataPath.Step) -> [DataMatch] {
        switch step {
        case .key(let key):
            return node.members.filter { $0.key.hasSameBytes(as: key) }.map { member in
                DataMatch(node: member.value, path: path.appending(.key(member.key)))
            }
        case .index(let index):
            let index = index < 0 ? node.items.count + index : index
            guard let item = node[index] else { return [] }
            return [DataMatch(node: item, path: path.appending(.index(index)))]
        case .every: return below
        case .descendants: return [self] + below.flatMap { $0.following(.descendants) }
        }
    }

    private var below: [DataMatch] {
        switch node.content {
        case .scalar: []
        case .sequence(let items):
            items.enumerated().map { index, item in
                DataMatch(node: item, path: path.appending(.index(index)))
            }
        case .mapping(let members):
            members.map { DataMatch(node: $0.value, path: path.appending(.key($0.key))) }
        }
    }
}
