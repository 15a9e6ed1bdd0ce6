extension DataDocument {
    /// Every node that a path selects, in the order of the file; none when the document is missing.
    ///
    /// A key that stands twice selects each. `..` gives a node before what is below it.
    package func select(_ path: DataPath, document: Int = 0) -> [DataMatch] {
        guard roots.indices.contains(document) else { return [] }
        return roots[document].select(path, in: roots[document])
    }

    /// The nodes on the way to a place, from the root to the last that there is.
    package func chain(to path: DataPath, document: Int = 0) -> [DataNode] {
        guard roots.indices.contains(document) else { return [] }
        var chain = [roots[document]]
        for step in path.steps {
            let below = chain[chain.count - 1].select(DataPath(steps: [step]))
            guard below.count == 1 else { break }
            chain.append(below[0].node)
        }
        return chain
    }
}

extension DataNode {
    /// Every node that a path selects below this one, which is its `$`; the paths of the matches start here too.
    package func select(_ path: DataPath) -> [DataMatch] { select(path, in: self) }

    /// Every node that a path selects, starting here, where `$` in a filter is `root`.
    func select(_ path: DataPath, in root: DataNode) -> [DataMatch] {
        var matches = [DataMatch(node: self, path: DataPath())]
        let isUnique = path.steps.filter { $0 == .descendants }.count < 2
        for step in path.steps {
            matches = matches.flatMap { $0.following(step, in: root) }
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
    fileprivate func following(_ step: DataPath.Step, in root: DataNode) -> [DataMatch] {
        switch step {
        case .key(let key):
            return node.members.filter { $0.key.hasSameBytes(as: key) }.map { member in
                DataMatch(node: member.value, path: path.appending(.key(member.key)))
            }
        case .index(let index): return item(index < 0 ? node.items.count + index : index)
        case .every: return below
        case .descendants:
            return [self] + below.flatMap { $0.following(.descendants, in: root) }
        case .slice(let start, let end, let step):
            return Self.indices(of: node.items.count, from: start, to: end, by: step).flatMap(item)
        case .filter(let filter): return below.filter { filter.holds(for: $0.node, in: root) }
        case .union(let steps): return steps.flatMap { following($0, in: root) }
        }
    }

    private func item(_ index: Int) -> [DataMatch] {
        guard let item = node[index] else { return [] }
        return [DataMatch(node: item, path: path.appending(.index(index)))]
    }

    /// The indices of a slice of `count` items.
    private static func indices(of count: Int, from start: Int?, to end: Int?, by step: Int)
        -> [Int]
    {
        func fromStart(_ index: Int) -> Int { index < 0 ? count + index : index }
        if step > 0 {
            let lower = min(max(fromStart(start ?? 0), 0), count)
            let upper = min(max(fromStart(end ?? count), 0), count)
            return Array(stride(from: lower, to: upper, by: step))
        }
        guard step < 0 else { return [] }
        let upper = min(max(start.map(fromStart) ?? count - 1, -1), count - 1)
        let lower = min(max(end.map(fromStart) ?? -1, -1), count - 1)
        return Array(stride(from: upper, to: lower, by: step))
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
